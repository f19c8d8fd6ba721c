/**
 * The reads of one request. Asks of one tick are joined before they reach the process-wide reader: equal refs are one
 * ask, and all records of one type of one system are asked with the same parts, so that they share the source's calls.
 */
import DataLoader from 'dataloader';
import type { Part } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { isStoreOnlyRef } from '../../domain/statedParty.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import type { RecordRead, RecordReader } from '../../datasources/upstream/reads.ts';
import type { RequestRecords } from '../context.ts';
import type { MaybePromise } from './maybePromise.ts';
import { maskOf, partSetOf, type PartMask } from './parts.ts';

/** The store has whole records. */
const EVERY_PART: PartMask = -1;

/** Records that went to the reader together: one type of one system, one promise. */
interface Group {
  mask: PartMask;
  slots: Slot[];
  /** Asks that wait for it. */
  asks: Ask[];
}

/** Where the read of one record will be. */
interface Slot {
  group: Group;
  /** Null until it is there. */
  read: RecordRead | null;
}

/** Records wanted with equal parts: one key of the loader, since a promise for each would cost more than the reads. */
class Ask {
  readonly refs: readonly SourceRef[];
  readonly mask: PartMask;
  /** Where its reads will be, in the order of `refs`. */
  #slots: Slot[] = [];
  /** Groups that it waits for: a slow source must hold back no ask but those for its own records. */
  #missing = 0;
  #done: ((reads: RecordRead[]) => void) | null = null;

  constructor(refs: readonly SourceRef[], mask: PartMask) {
    this.refs = refs;
    this.mask = mask;
  }

  /** Its reads, once all are there. */
  await(slots: Slot[]): MaybePromise<RecordRead[]> {
    this.#slots = slots;
    for (const { read, group } of slots) {
      if (read !== null || group.asks.at(-1) === this) continue;
      group.asks.push(this);
      this.#missing += 1;
    }
    if (this.#missing === 0) return this.#reads();
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  groupCame(): void {
    this.#missing -= 1;
    if (this.#missing === 0) this.#done!(this.#reads());
  }

  #reads(): RecordRead[] {
    return this.#slots.map(({ read }) => read!);
  }
}

/** `system:type` of a ref. */
function operationOf(ref: SourceRef): string {
  return ref.slice(0, ref.indexOf(':', ref.indexOf(':') + 1));
}

/** Reads of what only the store has: one query for all of them. */
async function readStored(store: Pick<Store, 'snapshots'>, refs: readonly SourceRef[]): Promise<RecordRead[]> {
  try {
    const found = await store.snapshots(refs);
    return refs.map((ref): RecordRead => {
      const snapshot = found.get(ref);
      return snapshot ? { status: 'OK', ...snapshot } : { status: 'GONE' };
    });
  } catch {
    return refs.map(() => ({ status: 'DOWN', failure: 'unreachable' }));
  }
}

/** A request's reads; `signal` is the request's deadline. They never reject. */
export function createRequestRecords(
  reader: Pick<RecordReader, 'readMany'>,
  store: Pick<Store, 'snapshots'>,
  signal: AbortSignal,
): RequestRecords {
  /** What went to the reader, so that a later ask for no more than that is the same ask. */
  const issued = new Map<SourceRef, Slot>();

  /** The slots of these records, unless one of them was not asked for yet with all of these parts. */
  function slotsOf(refs: readonly SourceRef[], mask: PartMask): Slot[] | null {
    const slots: Slot[] = [];
    for (const ref of refs) {
      const slot = issued.get(ref);
      if (!slot || (slot.group.mask & mask) !== mask) return null;
      slots.push(slot);
    }
    return slots;
  }

  function send(refs: readonly SourceRef[], mask: PartMask, reading: Promise<RecordRead[]>): void {
    const group: Group = { mask, slots: [], asks: [] };
    for (const ref of refs) {
      const slot: Slot = { group, read: null };
      group.slots.push(slot);
      issued.set(ref, slot);
    }
    void reading.then((reads) => {
      for (let place = 0; place < reads.length; place += 1) group.slots[place]!.read = reads[place]!;
      for (const ask of group.asks) ask.groupCame();
      group.asks = [];
    });
  }

  /** Sends the asks of one tick to the reader. */
  function issue(asks: readonly Ask[]): void {
    const wanted = new Set<SourceRef>();
    const operations = new Map<string, { mask: PartMask; refs: SourceRef[] }>();
    const stored: SourceRef[] = [];
    for (const { refs, mask } of asks) {
      for (const ref of refs) {
        const known = issued.get(ref)?.group.mask ?? 0;
        if ((known & mask) === mask) continue;
        const isNew = wanted.size < wanted.add(ref).size;
        if (isStoreOnlyRef(ref)) {
          if (isNew) stored.push(ref);
          continue;
        }
        const name = operationOf(ref);
        let operation = operations.get(name);
        if (!operation) operations.set(name, (operation = { mask: 0, refs: [] }));
        operation.mask |= mask | known;
        if (isNew) operation.refs.push(ref);
      }
    }
    for (const { mask, refs } of operations.values()) send(refs, mask, reader.readMany(refs, partSetOf(mask), signal));
    if (stored.length > 0) send(stored, EVERY_PART, readStored(store, stored));
  }

  const loader = new DataLoader<Ask, Ask>(
    (asks) => {
      issue(asks);
      return Promise.resolve(asks);
    },
    { cache: false },
  );
  const answer = (ask: Ask): MaybePromise<RecordRead[]> => ask.await(slotsOf(ask.refs, ask.mask)!);

  function readMany(refs: readonly SourceRef[], parts: readonly Part[]): Promise<RecordRead[]> {
    const ask = new Ask(refs, maskOf(parts));
    const slots = slotsOf(refs, ask.mask);
    return slots ? Promise.resolve(ask.await(slots)) : loader.load(ask).then(answer);
  }

  return {
    readMany,
    here(refs, parts) {
      const mask = maskOf(parts);
      const reads: RecordRead[] = [];
      for (const ref of refs) {
        const slot = issued.get(ref);
        if (!slot?.read || (slot.group.mask & mask) !== mask) return null;
        reads.push(slot.read);
      }
      return reads;
    },
    async read(ref, parts) {
      const [read] = await readMany([ref], parts);
      return read!;
    },
  };
}
