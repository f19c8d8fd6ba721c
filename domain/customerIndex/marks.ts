import { MATCHING } from '../identity/keys.ts';
import { namedKey } from '../partyKeys.ts';
import type { PartyRecord } from '../records.ts';
import { isStoreOnlyRef } from '../statedParty.ts';

/**
 * What a record that no link rests on, as the one that founded its customer, is known again by: the first of its
 * identifiers of each kind and its name, as keys. Who holds none of them any more may be somebody else: systems give the number of a
 * deleted record out again, and a source that lies gives one person's values under another's id. None for what only the
 * store keeps, since no source is asked for it.
 */
export function marksOf(record: PartyRecord, keys: readonly string[]): string[] {
  if (isStoreOnlyRef(record.ref)) return [];
  const named = record.name.full === '' ? [] : [namedKey(record)];
  // The name last: it takes longest to compare.
  return [...MATCHING.flatMap((kind) => keys.find((key) => key.startsWith(kind)) ?? []), ...named];
}
