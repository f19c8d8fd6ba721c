/**
 * The reads of one request. Asks of one tick are joined before they reach the process-wide reader: equal refs are one
 * ask, and all records of one type of one system are asked with the same parts, so that they share the source's calls.
 */
import DataLoader from 'dataloader';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { isStoreOnlyRef } from '../../domain/statedParty.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import type { RecordRead, RecordReader } from '../../datasources/upstream/reads.ts';
import type { RequestRecords } from '../context.ts';
import { maskOf, partSetOf, type PartMask } from './parts.ts';

interface Ask {
  ref: SourceRef;
  mask: PartMask;
}

/** `system:type` of a ref. */
function operationOf(ref: SourceRef): string {
  return ref.slice(0, ref.indexOf(':', ref.indexOf(':') + 1));
}

/** A request's reads; `signal` is the request's deadline. They never reject. */
export function createRequestRecords(
  reader: Pick<RecordReader, 'read'>,
  store: Pick<Store, 'snapshots'>,
  signal: AbortSignal,
): RequestRecords {
  /** What has been asked of each record, so that a later ask for no more than that is the same ask. */
  const asked = new Map<SourceRef, { mask: PartMask; read: Promise<RecordRead> }>();

  function readStored(refs: readonly SourceRef[]): (ref: SourceRef) => Promise<RecordRead> {
    const found = store.snapshots(refs);
    return (ref) =>
      found.then(
        (snapshots): RecordRead => {
          const snapshot = snapshots.get(ref);
          return snapshot ? { status: 'OK', ...snapshot } : { status: 'GONE' };
        },
        (): RecordRead => ({ status: 'DOWN', failure: 'unreachable' }),
      );
  }

  // The loader's values are promises in turn: a slow source must not hold back the records of the others.
  const loader = new DataLoader<Ask, { read: Promise<RecordRead> }, Ask>(
    (asks) => {
      const masks = new Map<string, PartMask>();
      const stored: SourceRef[] = [];
      for (const { ref, mask } of asks) {
        if (isStoreOnlyRef(ref)) stored.push(ref);
        else masks.set(operationOf(ref), (masks.get(operationOf(ref)) ?? 0) | mask);
      }
      const fromStore = stored.length > 0 ? readStored([...new Set(stored)]) : undefined;
      const reads = new Map<SourceRef, Promise<RecordRead>>();
      return Promise.resolve(
        asks.map(({ ref }) => {
          let read = reads.get(ref);
          if (!read) {
            const mask = masks.get(operationOf(ref));
            read = fromStore && isStoreOnlyRef(ref) ? fromStore(ref) : reader.read(ref, partSetOf(mask!), signal);
            reads.set(ref, read);
            const known = asked.get(ref);
            if (known && mask !== undefined) known.mask |= mask;
          }
          return { read };
        }),
      );
    },
    { cache: false },
  );

  return {
    read(ref, parts) {
      const mask = maskOf(parts);
      const known = asked.get(ref);
      if (known && (known.mask & mask) === mask) return known.read;
      const ask = { ref, mask: known ? known.mask | mask : mask };
      const read = loader.load(ask).then((loaded) => loaded.read);
      asked.set(ref, { mask: ask.mask, read });
      return read;
    },
  };
}
