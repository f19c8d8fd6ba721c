/** Which survivorship rules there are, and which of them fit which field of the golden record. */

/** The fields with one value, as configuration names them. */
export const SINGLE_FIELDS = ['name', 'birthDate', 'account', 'language', 'territory', 'distributor'] as const;
/** The fields that may show several values. */
export const LIST_FIELDS = ['emails', 'phones', 'taxIds', 'loyaltyIds', 'addresses'] as const;
export const GOLDEN_FIELDS = [...SINGLE_FIELDS, ...LIST_FIELDS] as const;

export type SingleField = (typeof SINGLE_FIELDS)[number];
export type ListField = (typeof LIST_FIELDS)[number];
export type GoldenField = SingleField | ListField;

/**
 * How a value is chosen among what the records state. All ties are broken by the order of trust: system, newest change, ref.
 * - `sourcePriority`: of the system trusted most that states one; of a list, all that this system states
 * - `mostRecent`: of the record changed last that states one; of a list, all that this record states
 * - `mostFrequent`: the value that most records state
 * - `longest`: the value with most characters
 * - `verifiedFirst`: all values of a list, those that a system has verified before the others
 * - `allDistinct`: all values of a list, in the order of trust
 */
export const SURVIVORSHIP_RULES = ['sourcePriority', 'mostRecent', 'mostFrequent', 'longest', 'verifiedFirst', 'allDistinct'] as const;
export type ConfiguredRule = (typeof SURVIVORSHIP_RULES)[number];

const ONE: readonly ConfiguredRule[] = ['sourcePriority', 'mostRecent', 'mostFrequent'];
const IDENTIFIERS: readonly ConfiguredRule[] = ['verifiedFirst', 'allDistinct', 'sourcePriority', 'mostRecent', 'mostFrequent'];

/** The rules that a field can have: the length of a code or date says nothing, one value is no list, an address is never verified. */
export const RULES_OF_FIELD: Readonly<Record<GoldenField, readonly ConfiguredRule[]>> = {
  name: [...ONE, 'longest'],
  birthDate: ONE,
  account: ONE,
  language: ONE,
  territory: ONE,
  distributor: ONE,
  emails: IDENTIFIERS,
  phones: IDENTIFIERS,
  taxIds: IDENTIFIERS,
  loyaltyIds: IDENTIFIERS,
  addresses: ['allDistinct', 'sourcePriority', 'mostRecent', 'mostFrequent', 'longest'],
};

/** What a field has where configuration says nothing. */
export const DEFAULT_RULES: Readonly<Record<GoldenField, ConfiguredRule>> = {
  name: 'sourcePriority',
  birthDate: 'sourcePriority',
  account: 'sourcePriority',
  language: 'sourcePriority',
  territory: 'sourcePriority',
  distributor: 'sourcePriority',
  emails: 'verifiedFirst',
  phones: 'verifiedFirst',
  taxIds: 'verifiedFirst',
  loyaltyIds: 'verifiedFirst',
  addresses: 'allDistinct',
};
