/**
 * How much of one customer an index document holds. A customer has a handful of records; one of thousands is a fault of the
 * data (a test account, a value that a till puts in for everybody) that `identityHealth` tells of. Without a bound its document
 * would grow until a server takes it no more, at 16 MB, and nothing of that customer could be followed up from then on.
 *
 * Ids are the one list without a bound: whatever id was given has to lead to its customer.
 */
import type { Link } from '../identity/link.ts';
import { isPinRef } from '../statedParty.ts';
import type { SourceRef } from '../sourceRef.ts';

/** Records, beside pins; those that were linked first stay. */
export const MOST_RECORDS = 2_000;
/** Keys for look-up, those of the records' own refs before any other. */
export const MOST_KEYS = 20_000;
/** Words of names, contacts, organisations, and row-scope keys beside the ids' own: of each as many. */
export const MOST_OTHERS = 2_000;

interface Linked {
  _id: SourceRef;
  link: Pick<Link, 'linkedAt'> | null;
}

/** The records that its document holds, of all that a customer has; equal to what was given where they are few. */
export function indexedRecords<Record extends Linked>(parties: readonly Record[]): readonly Record[] {
  if (parties.length <= MOST_RECORDS) return parties;
  const linkedAtMs = ({ link }: Linked): number => link?.linkedAt.getTime() ?? 0;
  const inOrder = parties.filter(({ _id }) => !isPinRef(_id)).sort((a, b) => linkedAtMs(a) - linkedAtMs(b) || (a._id < b._id ? -1 : 1));
  // There is one pin for each field of each record at most; those of records that are not here go as well.
  return [...inOrder.slice(0, MOST_RECORDS), ...parties.filter(({ _id }) => isPinRef(_id)).slice(0, MOST_RECORDS)];
}

/** Refs first, then other keys, as many as are kept; ordered and without doubles. */
export function indexedKeys(refs: readonly string[], others: readonly string[]): string[] {
  return [...new Set([...refs, ...others])].slice(0, MOST_KEYS).sort();
}
