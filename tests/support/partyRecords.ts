import type { OrderRecord, PartyRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';

type Values = string | readonly string[];
/** The parts of a party that a test is about; everything else is empty. A value with `✓` before it is verified. */
export interface PartyParts extends Partial<Omit<PartyRecord, 'type' | 'ref' | 'name' | 'emails' | 'phones' | 'taxIds' | 'loyaltyIds'>> {
  /** `Given|Family`, or a full name. */
  name?: string;
  emails?: Values;
  phones?: Values;
  taxIds?: Values;
  loyaltyIds?: Values;
}

/** `✓` before a value: its source has verified it. */
const identifiers = (values: Values = []) => [values].flat().map((value) => ({ value: value.replace('✓', ''), verified: value.startsWith('✓'), label: null }));

/** A party record: `emails: '✓ana@home.example'` is verified, `'ana@home.example'` is not. */
export function party(ref: SourceRef, { name = '', emails, phones, taxIds, loyaltyIds, ...rest }: PartyParts = {}): PartyRecord {
  const [given, family] = name.includes('|') ? (name.split('|') as [string, string]) : [null, null];
  return {
    type: 'party',
    ref,
    kind: 'PERSON',
    name: { full: name.replace('|', ' '), given, family },
    emails: identifiers(emails),
    phones: identifiers(phones),
    taxIds: identifiers(taxIds),
    loyaltyIds: identifiers(loyaltyIds),
    birthDate: null,
    addresses: [],
    account: null,
    language: null,
    territory: null,
    distributor: null,
    references: [],
    subscriptions: [],
    createdAt: null,
    updatedAt: null,
    ...rest,
  };
}

/** An order of a party of the same system. */
export function order(ref: SourceRef, partyRef: SourceRef, parts: Partial<OrderRecord> = {}): OrderRecord {
  return {
    type: 'order',
    ref,
    party: { ref: partyRef },
    at: '2026-03-01T10:00:00.000Z',
    updatedAt: null,
    final: true,
    number: null,
    sharedReferences: [],
    status: 'PAID',
    total: null,
    lines: [],
    ...parts,
  };
}
