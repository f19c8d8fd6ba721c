import type { EventParty, Part, PartyRecord, PartyStatement } from './records.ts';
import { tryParseSourceRef } from './sourceRef.ts';

/**
 * Whether a party still holds an identifier key (`email:…`, `phone:…`, `taxId:…`, `loyaltyId:…`,
 * `account:<system>:…`, `ref:…`): its own values first, then what its references say of itself. A key of another kind
 * is held by nobody.
 */
export function holdsKey(record: PartyRecord, key: string): boolean {
  const colon = key.indexOf(':');
  const value = key.slice(colon + 1);
  switch (key.slice(0, colon)) {
    case 'email':
      return record.emails.some((each) => each.value === value);
    case 'phone':
      return record.phones.some((each) => each.value === value);
    case 'taxId':
      return record.taxIds.some((each) => each.value === value);
    case 'loyaltyId':
      return (
        record.loyaltyIds.some((each) => each.value === value) ||
        record.references.some((each) => each.by === 'loyaltyId' && each.value === value)
      );
    case 'account':
      return holdsAccount(record, value);
    case 'ref':
      return record.ref === value || record.references.some((each) => each.by === 'ref' && each.value === value);
    default:
      return false;
  }
}

/** `systemAndNumber` is `tryton:000042`; a reference by account names the number alone, since it points at another system. */
function holdsAccount(record: PartyRecord, systemAndNumber: string): boolean {
  const colon = systemAndNumber.indexOf(':');
  const number = systemAndNumber.slice(colon + 1);
  if (record.account === number && tryParseSourceRef(record.ref)?.system === systemAndNumber.slice(0, colon)) return true;
  return record.references.some((each) => each.by === 'account' && each.value === number);
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

/** Whether what an event states about its party still holds these keys: then it is the same stated party. */
export function statementHoldsKeys(statement: PartyStatement, keys: readonly string[]): boolean {
  return keys.every((key) => {
    const value = key.slice(key.indexOf(':') + 1);
    if (key.startsWith('email:')) return statement.emails.some((each) => each.value === value);
    if (key.startsWith('phone:')) return statement.phones.some((each) => each.value === value);
    return false;
  });
}

/** Narrows an event's party to a statement. */
export function isStatement(party: EventParty): party is { statement: PartyStatement } {
  return 'statement' in party;
}
