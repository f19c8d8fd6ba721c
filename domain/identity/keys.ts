/**
 * The keys by which records are found and matched, all in one indexed list of the record:
 * - what it holds: `email:…`, `phone:…`, `taxId:…`, `loyaltyId:…`, `account:<system>:<number>`, `ref:<source ref>`
 * - which of those it has verified: `verified:email:…`, `verified:phone:…`
 * - whom it says to be: `sameAs:account:<number>`, `sameAs:loyaltyId:…`, `sameAs:ref:…`
 * - whom it is related to: `relatedTo:account:<number>`, `relatedTo:loyaltyId:…`, `relatedTo:ref:…`
 * - of a pin, what is pinned: `pinned:email:…` ..., by which its customer is found and nobody is matched
 */
import type { PartyRecord, PartyReference } from '../records.ts';
import { parseSourceRef } from '../sourceRef.ts';
import { isPinRef } from '../statedParty.ts';

const HELD = ['email:', 'phone:', 'taxId:', 'loyaltyId:', 'account:', 'ref:'] as const;
const VERIFIED = 'verified:';
const PINNED = 'pinned:';
/** Kinds of keys that two parties may share. */
export const MATCHING = ['email:', 'phone:', 'taxId:', 'loyaltyId:'] as const;

/** Every key of a record, without doubles, in a fixed order. */
export function keysOf(record: PartyRecord): string[] {
  const { system } = parseSourceRef(record.ref);
  const values = identifierKeys(record);
  const keys = isPinRef(record.ref)
    ? [`ref:${record.ref}`, ...values.map((key) => `${PINNED}${key}`), ...record.references.map(referenceKey)]
    : [
        `ref:${record.ref}`,
        ...(record.account ? [`account:${system}:${record.account}`] : []),
        ...values,
        ...verifiedKeysOf(record),
        ...record.references.map(referenceKey),
      ];
  return [...new Set(keys)];
}

function identifierKeys({ taxIds, loyaltyIds, emails, phones }: PartyRecord): string[] {
  return [
    ...taxIds.map(({ value }) => `taxId:${value}`),
    ...loyaltyIds.map(({ value }) => `loyaltyId:${value}`),
    ...emails.map(({ value }) => `email:${value}`),
    ...phones.map(({ value }) => `phone:${value}`),
  ];
}

/** The key of one reference. */
export function referenceKey({ meaning, by, value }: PartyReference): string {
  return `${meaning === 'identity' ? 'sameAs' : 'relatedTo'}:${by}:${value}`;
}

/** What the record itself holds, not what it says of others. */
export function isHeldKey(key: string): boolean {
  return HELD.some((kind) => key.startsWith(kind));
}

/** What an index document is found by. */
export function isLookUpKey(key: string): boolean {
  return isHeldKey(key) || key.startsWith(VERIFIED);
}

/** The keys that an index document is found by, of the keys of a record. */
export function lookUpKeysOf(keys: readonly string[]): string[] {
  return keys.flatMap((key) => (isLookUpKey(key) ? key : key.startsWith(PINNED) ? key.slice(PINNED.length) : []));
}

/** A value that two parties may share, so that limits and the block-list apply. */
export function isMatchingKey(key: string): boolean {
  return MATCHING.some((kind) => key.startsWith(kind));
}

/** The keys that an identity partner of a record with this key carries. `systems`: where an account number may be at home. */
export function identityPartners(key: string, systems: readonly string[]): string[] {
  if (key.startsWith('sameAs:')) return targets(key.slice('sameAs:'.length), systems);
  if (key.startsWith('account:') || key.startsWith('ref:')) return [`sameAs:${asTarget(key)}`];
  if (key.startsWith('loyaltyId:')) return [key, `sameAs:${key}`];
  return isMatchingKey(key) ? [key] : [];
}

/** The keys that the other side of a relationship of a record with this key carries. */
export function relationPartners(key: string, systems: readonly string[]): string[] {
  if (key.startsWith('relatedTo:')) return targets(key.slice('relatedTo:'.length), systems);
  if (key.startsWith('account:') || key.startsWith('ref:') || key.startsWith('loyaltyId:')) return [`relatedTo:${asTarget(key)}`];
  return [];
}

/** `account:<number>` as the key of whoever holds it; other targets are held as they are written. */
function targets(target: string, systems: readonly string[]): string[] {
  if (!target.startsWith('account:')) return [target];
  return systems.map((system) => `account:${system}:${target.slice('account:'.length)}`);
}

/** A held key as references write it: an account number without its system. */
function asTarget(key: string): string {
  return key.startsWith('account:') ? `account:${key.split(':').slice(2).join(':')}` : key;
}

/** The key under which an index document is found by a value that one of its records has verified. */
export function verifiedKey(key: string): string {
  return `${VERIFIED}${key}`;
}

/** Such keys of a record's contact points: who has verified one outranks who merely states it. */
function verifiedKeysOf({ emails, phones }: PartyRecord): string[] {
  const keysFor = (kind: string, all: PartyRecord['emails']) => all.flatMap(({ value, verified }) => (verified ? verifiedKey(`${kind}:${value}`) : []));
  return [...keysFor('email', emails), ...keysFor('phone', phones)];
}
