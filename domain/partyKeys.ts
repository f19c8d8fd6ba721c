import { foldText } from './normalise/name.ts';
import type { EventParty, Identifier, Part, PartyRecord, PartyReference, PartyStatement } from './records.ts';
import { systemOf } from './sourceRef.ts';

const CONTACT_POINTS: readonly Part[] = ['contactPoints'];
const IDENTIFIERS: readonly Part[] = ['identifiers'];
const LOYALTY: readonly Part[] = ['identifiers', 'relations'];
const RELATIONS: readonly Part[] = ['relations'];
const CORE: readonly Part[] = ['core'];

/** What a record is called and when it was born, as a key: no look-up goes by them, and a link by weight may rest on them. */
export const namedKey = ({ name }: Pick<PartyRecord, 'name'>): string => `named:${foldText(name.full)}`;
export const bornKey = (birthDate: string): string => `born:${birthDate}`;

function has(all: readonly Identifier[], value: string): boolean {
  for (const each of all) if (each.value === value) return true;
  return false;
}

/** Whether an identity reference of the record points at this. */
function saysToBe({ references }: PartyRecord, by: PartyReference['by'], value: string): boolean {
  return references.some((each) => each.meaning === 'identity' && each.by === by && each.value === value);
}

/** `key` begins with the meaning; what follows is `by:value`. */
function refersTo({ references }: PartyRecord, meaning: PartyReference['meaning'], target: string): boolean {
  return references.some((each) => each.meaning === meaning && target === `${each.by}:${each.value}`);
}

/**
 * Whether a party still has a key, as `keysOf` (identity/keys.ts) makes them: `email:…`, `phone:…`, `taxId:…`,
 * `loyaltyId:…`, `account:<system>:…`, `ref:…`, `sameAs:…`, `relatedTo:…`, and as the two above do. Every read checks its links by it, so it
 * makes no list of keys and no functions of its own. An identity reference holds what it points at. A key of another
 * kind is held by nobody.
 */
export function holdsKey(record: PartyRecord, key: string): boolean {
  const colon = key.indexOf(':');
  const value = key.slice(colon + 1);
  switch (key.slice(0, colon)) {
    case 'email':
      return has(record.emails, value);
    case 'phone':
      return has(record.phones, value);
    case 'taxId':
      return has(record.taxIds, value);
    case 'loyaltyId':
      return has(record.loyaltyIds, value) || saysToBe(record, 'loyaltyId', value);
    case 'account': {
      const own = record.account !== null && value === `${systemOf(record.ref)}:${record.account}`;
      return own || saysToBe(record, 'account', value.slice(value.indexOf(':') + 1));
    }
    case 'ref':
      return record.ref === value || saysToBe(record, 'ref', value);
    case 'sameAs':
      return refersTo(record, 'identity', value);
    case 'relatedTo':
      return refersTo(record, 'relationship', value);
    case 'named':
      return foldText(record.name.full) === value;
    case 'born':
      return record.birthDate === value;
    default:
      return false;
  }
}

/** The parts of a record that have to be read to check a key. */
export function partsOfKey(key: string): readonly Part[] {
  if (key.startsWith('email:') || key.startsWith('phone:')) return CONTACT_POINTS;
  if (key.startsWith('taxId:')) return IDENTIFIERS;
  if (key.startsWith('named:') || key.startsWith('born:')) return CORE;
  return key.startsWith('loyaltyId:') ? LOYALTY : RELATIONS;
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
