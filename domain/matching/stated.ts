import type { PartyKind } from '../records.ts';

/** Fields whose values are numbers of a document or an account: compared sign by sign, never by sound. */
export const NUMBER_FIELDS = ['taxId', 'nationalId', 'passport', 'driverLicence', 'loyaltyId', 'accountNumber'] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

/** What a column of a data set, or a field of a stored record, may be declared as. */
export const CANONICAL_FIELDS = [
  'fullName', 'givenName', 'familyName', 'organisationName', 'birthDate', 'gender', 'email', 'phone', ...NUMBER_FIELDS,
  'street', 'address', 'city', 'region', 'postcode', 'country',
] as const;
export type CanonicalField = (typeof CANONICAL_FIELDS)[number];

/** A record as its source states it: several values per field, as text. Address parts of one position belong together. */
export interface StatedRecord {
  id: string;
  /** Which file or system it came from: with link-only, two records of one source are never the same party. */
  source?: string;
  kind?: PartyKind | null;
  fields: Partial<Record<CanonicalField, readonly string[]>>;
  /** Those of its phones that are mobile; left out: as their numbering plans say. */
  mobiles?: () => readonly string[];
  /** Values of further columns, by the name of the column. */
  extra?: Readonly<Record<string, readonly string[]>>;
}
