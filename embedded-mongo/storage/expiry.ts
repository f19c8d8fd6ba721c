import type { EvalContext } from '../expr/context.ts';
import { encodeKeyPart } from '../bson/key.ts';
import { decodeDoc } from '../bson/decode.ts';
import { inverted } from '../planner/bounds.ts';
import type { Collection } from './collection.ts';
import type { IndexDefinition } from './indexDefinition.ts';
import type { Store } from './store.ts';

/** Documents removed per transaction, so that writers wait only briefly. */
const batch = 500;

/**
 * Removes documents whose date in a TTL index is past. A field that is no date never expires; of several dates in an
 * array the earliest counts.
 * @returns how many were removed; as many as `batch` means that there may be more.
 */
export function removeExpired(store: Store, context: EvalContext): number {
  let removed = 0;
  for (const collection of store.all()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds === undefined) continue;
      for (const record of expired(collection, index, context.now.getTime() - index.expireAfterSeconds * 1000)) {
        const bytes = collection.read(record);
        if (bytes === undefined) continue;
        collection.remove(record, decodeDoc(bytes));
        if (++removed >= batch) return removed;
      }
    }
  }
  return removed;
}

/** Records with a date up to `beforeMs`: the dates' class in the index from its start. */
function expired(collection: Collection, index: IndexDefinition, beforeMs: number): number[] {
  const latest = encodeKeyPart(new Date(Math.max(beforeMs, -8.64e15)));
  const earliest = latest.subarray(0, 1);
  const prefix = collection.prefixOf(index);
  const [start, end] =
    index.descending[0] === true
      ? [inverted(latest), Buffer.concat([inverted(earliest), Buffer.of(0xff)])]
      : [earliest, Buffer.concat([latest, Buffer.of(0xff)])];
  const found = new Set<number>();
  for (const { record } of collection.scanKeys(
    index.unique,
    Buffer.concat([prefix, start]),
    Buffer.concat([prefix, end]),
    false,
  )) {
    found.add(record);
    if (found.size >= batch) break;
  }
  return [...found];
}
