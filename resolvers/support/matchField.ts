/** The fields by which records are compared: how each is classed, read and written as text. */
import { isMobile } from '../../domain/matching/party.ts';
import type { DataClass } from '../../domain/principal.ts';
import type { Address, PartyRecord } from '../../domain/records.ts';
import type { MaskName } from '../context.ts';
import { ADDRESSES, CONTACT_POINTS, CORE, IDENTIFIERS, RELATIONS, type PartMask } from './parts.ts';

/** As the schema names them. */
export type MatchField =
  | 'NAME' | 'GIVEN_NAME' | 'FAMILY_NAME' | 'ORGANISATION_NAME' | 'BIRTH_DATE' | 'EMAIL' | 'PHONE' | 'MOBILE' | 'TAX_ID' | 'LOYALTY_ID' | 'STREET' | 'PLACE' | 'REFERENCE'
  | 'PRIOR' | 'SHARED' | 'MOVED' | 'KIND';

export interface MatchSubject {
  /** Class and mask of the field that its values belong to, as the schema classifies it (`@holds`). */
  dataClass: DataClass;
  mask: MaskName;
  parts: PartMask;
  values(record: PartyRecord): string[];
}

/** As domain/matching and the rules name what they compare. */
const NAMES: Readonly<Record<string, MatchField>> = {
  name: 'NAME', givenName: 'GIVEN_NAME', familyName: 'FAMILY_NAME', organisationName: 'ORGANISATION_NAME', birthDate: 'BIRTH_DATE', email: 'EMAIL', emails: 'EMAIL',
  phone: 'PHONE', phones: 'PHONE', mobile: 'MOBILE', taxId: 'TAX_ID', taxIds: 'TAX_ID', loyaltyId: 'LOYALTY_ID', loyaltyIds: 'LOYALTY_ID', street: 'STREET', place: 'PLACE',
  references: 'REFERENCE', prior: 'PRIOR', shared: 'SHARED', moved: 'MOVED', kind: 'KIND',
};

/** Null for what no field of a party record corresponds to. */
export function matchFieldOf(name: string): MatchField | null {
  return NAMES[name] ?? null;
}

const present = (values: readonly (string | null)[]): string[] => [...new Set(values.filter((value) => value !== null && value !== ''))] as string[];
const valuesOf = (identifiers: readonly { value: string }[]): string[] => present(identifiers.map(({ value }) => value));
const placeOf = ({ postcode, city, region, country }: Address): string => present([postcode, city, region, country]).join(' ');

const name = (values: MatchSubject['values']): MatchSubject => ({ dataClass: 'personName', mask: 'name', parts: CORE, values });
const fullName = name((record) => present([record.name.full]));

/** Null for rows that are about no value. */
export const MATCH_SUBJECTS: Readonly<Record<MatchField, MatchSubject | null>> = {
  NAME: fullName,
  // Where a source does not keep the parts apart, matching reads them out of the whole.
  GIVEN_NAME: name((record) => present([record.name.given ?? record.name.full])),
  FAMILY_NAME: name((record) => present([record.name.family ?? record.name.full])),
  ORGANISATION_NAME: fullName,
  BIRTH_DATE: { dataClass: 'birthDate', mask: 'year', parts: CORE, values: ({ birthDate }) => present([birthDate]) },
  EMAIL: { dataClass: 'contactPoint', mask: 'email', parts: CONTACT_POINTS, values: ({ emails }) => valuesOf(emails) },
  PHONE: { dataClass: 'contactPoint', mask: 'phone', parts: CONTACT_POINTS, values: ({ phones }) => valuesOf(phones) },
  MOBILE: { dataClass: 'contactPoint', mask: 'phone', parts: CONTACT_POINTS, values: ({ phones }) => valuesOf(phones.filter(isMobile)) },
  TAX_ID: { dataClass: 'taxId', mask: 'tail', parts: IDENTIFIERS, values: ({ taxIds }) => valuesOf(taxIds) },
  LOYALTY_ID: { dataClass: 'loyalty', mask: 'tail', parts: IDENTIFIERS, values: ({ loyaltyIds }) => valuesOf(loyaltyIds) },
  STREET: { dataClass: 'address', mask: 'hidden', parts: ADDRESSES, values: ({ addresses }) => present(addresses.map(({ street }) => street)) },
  PLACE: { dataClass: 'address', mask: 'hidden', parts: ADDRESSES, values: ({ addresses }) => present(addresses.map(placeOf)) },
  REFERENCE: {
    dataClass: 'account', mask: 'tail', parts: CORE | RELATIONS,
    values: ({ account, references }) => present([account, ...references.flatMap(({ meaning, by, value }) => (meaning === 'identity' && by === 'account' ? value : []))]),
  },
  PRIOR: null,
  SHARED: null,
  MOVED: null,
  KIND: null,
};
