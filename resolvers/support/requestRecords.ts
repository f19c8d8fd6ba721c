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

/** Records wanted with equal parts: one key of the loader, since a promise for each would cost more than the reads. */
interface Ask {
  refs: readonly SourceRef[];
  mask: PartMask;
}

/** The store has whole records. */
const EVERY_PART: PartMask = -1;

interface Issued {
  mask: PartMask;
  read: Promise<RecordRead>;
}

/** `system:type` of a ref. */
function operationOf(ref: SourceRef): string {
  return ref.slice(0, ref.indexOf(':', ref.indexOf(':') + 1));
}

/** Reads of what only the store has: one query for all of them. */
function readStored(store: Pick<Store, 'snapshots'>, refs: readonly SourceRef[]): (ref: SourceRef) => Promise<RecordRead> {
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

/** A request's reads; `signal` is the request's deadline. They never reject. */
export function createRequestRecords(
  reader: Pick<RecordReader, 'read'>,
  store: Pick<Store, 'snapshots'>,
  signal: AbortSignal,
): RequestRecords {
  /** What went to the reader, so that a later ask for no more than that is the same ask. */
  const issued = new Map<SourceRef, Issued>();

  const covers = (ref: SourceRef, mask: PartMask): Issued | undefined => {
    const known = issued.get(ref);
    return known && (known.mask & mask) === mask ? known : undefined;
  };

  /** Sends the asks of one tick to the reader. */
  function issue(asks: readonly Ask[]): void {
    const masks = new Map<string, PartMask>();
    /** Wanted refs with their operation, null for those that the store has. */
    const wanted = new Map<SourceRef, string | null>();
    for (const { refs, mask } of asks) {
      for (const ref of refs) {
        const known = issued.get(ref);
        if (known && (known.mask & mask) === mask) continue;
        let operation = wanted.get(ref);
        if (operation === undefined) wanted.set(ref, (operation = isStoreOnlyRef(ref) ? null : operationOf(ref)));
        if (operation !== null) masks.set(operation, (masks.get(operation) ?? 0) | mask | (known?.mask ?? 0));
      }
    }
    const stored: SourceRef[] = [];
    for (const [ref, operation] of wanted) {
      if (operation === null) stored.push(ref);
      else {
        const mask = masks.get(operation)!;
        issued.set(ref, { mask, read: reader.read(ref, partSetOf(mask), signal) });
      }
    }
    if (stored.length === 0) return;
    const read = readStored(store, stored);
    for (const ref of stored) issued.set(ref, { mask: EVERY_PART, read: read(ref) });
  }

  // The loader gives the reads themselves, not what they come to: a slow source must not hold back the others.
  const loader = new DataLoader<Ask, Promise<RecordRead>[]>(
    (asks) => {
      issue(asks);
      return Promise.resolve(asks.map(({ refs }) => refs.map((ref) => issued.get(ref)!.read)));
    },
    { cache: false },
  );

  return {
    read(ref, parts) {
      const mask = maskOf(parts);
      return covers(ref, mask)?.read ?? loader.load({ refs: [ref], mask }).then(([read]) => read!);
    },
    readMany(refs, parts) {
      const mask = maskOf(parts);
      const known = refs.map((ref) => covers(ref, mask)?.read);
      if (known.every((read) => read !== undefined)) return Promise.all(known);
      return loader.load({ refs, mask }).then((reads) => Promise.all(reads));
    },
  };
}
