import { foldText } from './normalise/name.ts';
import type { EventParty, Identifier, Part, PartyRecord, PartyReference, PartyStatement } from './records.ts';
import { parseSourceRef } from './sourceRef.ts';

/**
 * Whether a party still has a key, as `keysOf` (identity/keys.ts) makes them: `email:…`, `phone:…`, `taxId:…`,
 * `loyaltyId:…`, `account:<system>:…`, `ref:…`, `sameAs:…`, `relatedTo:…`. Every read checks its links by it, so it
 * makes no list of keys. An identity reference holds what it points at. A key of another kind is held by nobody.
 */
export function holdsKey(record: PartyRecord, key: string): boolean {
  const colon = key.indexOf(':');
  const value = key.slice(colon + 1);
  const has = (all: readonly Identifier[]): boolean => all.some((each) => each.value === value);
  const saysToBe = (by: PartyReference['by'], target: string): boolean =>
    record.references.some((each) => each.meaning === 'identity' && each.by === by && each.value === target);
  switch (key.slice(0, colon)) {
    case 'email':
      return has(record.emails);
    case 'phone':
      return has(record.phones);
    case 'taxId':
      return has(record.taxIds);
    case 'loyaltyId':
      return has(record.loyaltyIds) || saysToBe('loyaltyId', value);
    case 'account': {
      const own = record.account !== null && value === `${parseSourceRef(record.ref).system}:${record.account}`;
      return own || saysToBe('account', value.slice(value.indexOf(':') + 1));
    }
    case 'ref':
      return record.ref === value || saysToBe('ref', value);
    case 'sameAs':
      return record.references.some((each) => each.meaning === 'identity' && value === `${each.by}:${each.value}`);
    case 'relatedTo':
      return record.references.some((each) => each.meaning === 'relationship' && value === `${each.by}:${each.value}`);
    default:
      return false;
  }
}

/** The parts of a record that have to be read to check these keys. */
export function partsOfKeys(keys: readonly string[]): Part[] {
  const parts = new Set<Part>();
  for (const key of keys) {
    if (key.startsWith('email:') || key.startsWith('phone:')) parts.add('contactPoints');
    else if (key.startsWith('taxId:')) parts.add('identifiers');
    else if (key.startsWith('loyaltyId:')) parts.add('identifiers').add('relations');
    else parts.add('relations');
  }
  return [...parts];
}

/** Whether what an event states of its party is still what its stated record was made of: the same name and contact points. */
export function isSameStatement(statement: PartyStatement, record: PartyRecord): boolean {
  const sameValues = (left: readonly Identifier[], right: readonly Identifier[]): boolean =>
    left.length === right.length && left.every((each) => right.some(({ value }) => value === each.value));
  return (
    foldText(statement.name?.full ?? '') === foldText(record.name.full) &&
    sameValues(statement.emails, record.emails) &&
    sameValues(statement.phones, record.phones)
  );
}

/** Narrows an event's party to a statement. */
export function isStatement(party: EventParty): party is { statement: PartyStatement } {
  return 'statement' in party;
}
