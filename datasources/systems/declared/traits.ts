/** What a definition says of its system, read out of the configuration instead: types, fields, verified values, references. */
import type { GivenField } from '../../../domain/goldenRecord/types.ts';
import type { SourceRecord } from '../../../domain/records.ts';
import type { Row } from '../answers.ts';
import type { SourceDefinition } from '../defineSource.ts';
import { mapCall, mapOrder, mapTicket, mapTouch } from './mapEvents.ts';
import { mapParty, type Mapping } from './mapParty.ts';
import { DECLARED_TYPES, type CallFields, type DeclaredType, type OrderFields, type PartyFields, type TicketFields, type TouchFields } from './schema.ts';

/** The declared fields of each record type that the system gives. */
export interface DeclaredRecords {
  party?: { fields: PartyFields } | undefined;
  order?: { fields: OrderFields } | undefined;
  ticket?: { fields: TicketFields } | undefined;
  call?: { fields: CallFields } | undefined;
  touch?: { fields: TouchFields } | undefined;
}

export const typesOf = (records: DeclaredRecords): DeclaredType[] => DECLARED_TYPES.filter((type) => records[type] !== undefined);

/** The fields of a party that the configuration declares. */
export function givesOf({ party }: DeclaredRecords): GivenField[] {
  if (!party) return [];
  const { kind: _kind, references: _references, createdAt: _created, updatedAt: _updated, ...fields } = party.fields;
  return (Object.keys(fields) as (keyof typeof fields)[]).filter((field) => {
    const declared = fields[field];
    return declared !== undefined && (!Array.isArray(declared) || declared.length > 0);
  });
}

const VERIFIABLE = { emails: 'email', phones: 'phone', taxIds: 'taxId', loyaltyIds: 'loyaltyId' } as const;

export function verifiesOf({ party }: DeclaredRecords): SourceDefinition['verifies'] {
  if (!party) return [];
  return (Object.keys(VERIFIABLE) as (keyof typeof VERIFIABLE)[]).filter((field) => party.fields[field].some(({ verified }) => verified)).map((field) => VERIFIABLE[field]);
}

export function referencesOf({ party }: DeclaredRecords): SourceDefinition['references'] {
  const named = (meaning: 'identity' | 'relationship') =>
    (party?.fields.references ?? []).filter((each) => each.meaning === meaning).map(({ from, by, role }) => `${from.name}: ${role === undefined ? '' : `${role} `}by ${by}`);
  return { identity: named('identity'), relationship: named('relationship') };
}

/** A row of a type to its record; null for one that is no record of ours. Throws UnreadableRow. */
export function mapDeclared(type: DeclaredType, row: Row, id: string, records: DeclaredRecords, mapping: Mapping): SourceRecord | null {
  switch (type) {
    case 'party':
      return mapParty(row, id, records.party!.fields, mapping);
    case 'order':
      return mapOrder(row, id, records.order!.fields, mapping);
    case 'ticket':
      return mapTicket(row, id, records.ticket!.fields, mapping);
    case 'call':
      return mapCall(row, id, records.call!.fields, mapping);
    case 'touch':
      return mapTouch(row, id, records.touch!.fields, mapping);
  }
}
