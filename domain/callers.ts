/**
 * Whose a call is that states a number and nothing else: the customer's who held that number at the time of the call, as
 * far as anybody knows. A number says nothing for ever: it is given up and given to somebody else, and what was said
 * before stays with whom it was said to.
 */
import { verifiedKey } from './identity/keys.ts';
import type { PartyRecord } from './records.ts';
import type { SourceRef } from './sourceRef.ts';

/** A contact point as a key (`phone:…`, `email:…`), and since when a record is known to hold it. */
export interface HeldKey {
  key: string;
  since: Date;
}

/** What is known of a record from before; `held` absent on one that was written by an older version. */
interface Before {
  state: 'LIVE' | 'GONE';
  held?: readonly HeldKey[];
}

const CONTACT = ['email', 'phone'] as const;

/** The keys of the contact points that a record's source has verified. */
function verifiedContacts({ emails, phones }: PartyRecord): string[] {
  const values = { email: emails, phone: phones };
  return [...new Set(CONTACT.flatMap((kind) => values[kind].flatMap(({ value, verified }) => (verified ? `${kind}:${value}` : []))))];
}

/**
 * Since when a record holds what it holds. What it did not have when it was read before it has from `seenAt` on, whatever its
 * source's stamps say: those do not always move. What a record has that was never read before it has since its
 * source changed it last.
 */
export function heldSince(record: PartyRecord | null, before: Before | undefined, seenAt: Date): HeldKey[] {
  if (!record) return [];
  const known = new Map((before?.held ?? []).map(({ key, since }) => [key, since]));
  const stamp = record.updatedAt ?? record.createdAt;
  const first = stamp === null ? seenAt : new Date(Math.min(Date.parse(stamp), seenAt.getTime()));
  return verifiedContacts(record).map((key) => ({ key, since: known.get(key) ?? (before?.held ? seenAt : first) }));
}

/** The one contact point that a nameless statement holds, as a key; null for any other statement. */
export function bareContact({ name, emails, phones }: PartyRecord): string | null {
  const keys = [...emails.map(({ value }) => `email:${value}`), ...phones.map(({ value }) => `phone:${value}`)];
  return name.full.trim() === '' && keys.length === 1 ? keys[0]! : null;
}

/** Under which the records are found that hold a contact point verified. */
export const heldKey = verifiedKey;

/** A record that holds a contact point now, or held it when the call was attached to it and has lost it since. */
export interface Holder {
  ref: SourceRef;
  /** Its verified part. */
  customerId: string;
  /** Null: it holds it no more. */
  since: Date | null;
}

/**
 * The record that a call of this time stands with: of the one customer who held its contact point then, the least ref. Null
 * where nobody did, or several. `attachedTo`: where it stands now; who has lost the contact point since keeps the call.
 */
export function holderAt(at: Date, holders: readonly Holder[], attachedTo: SourceRef | null): SourceRef | null {
  const then = holders.filter(({ ref, since }) => (since === null ? ref === attachedTo : since <= at));
  if (new Set(then.map(({ customerId }) => customerId)).size !== 1) return null;
  const holding = then.filter(({ since }) => since !== null);
  return (holding.length > 0 ? holding : then).map(({ ref }) => ref).sort()[0]!;
}
