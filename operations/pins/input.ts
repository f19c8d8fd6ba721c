/** What a steward pins, checked and normalised as the sources' values are, before anything is read or written. */
import { GatewayError } from '../../domain/errors.ts';
import type { PinnedValue } from '../../domain/goldenRecord/pin.ts';
import { normaliseLoyaltyId } from '../../domain/normalise/code.ts';
import { normaliseDate } from '../../domain/normalise/date.ts';
import { normaliseEmail } from '../../domain/normalise/email.ts';
import { fullPhone } from '../../domain/normalise/phone.ts';
import { normaliseTaxId } from '../../domain/normalise/taxId.ts';
import type { Address, Identifier, PersonName, Pin } from '../../domain/records.ts';

/** `PinnedValueInput` of the schema: the engine has seen to it that exactly one is given. */
export interface PinnedValueInput {
  name?: { full?: string | null; given?: string | null; family?: string | null } | null;
  birthDate?: string | null;
  account?: string | null;
  preferredLanguage?: string | null;
  territory?: string | null;
  distributor?: string | null;
  emails?: readonly string[] | null;
  phones?: readonly string[] | null;
  taxIds?: readonly string[] | null;
  loyaltyIds?: readonly string[] | null;
  addresses?: readonly { [Line in keyof Address]?: string | null }[] | null;
}

/** `PinValueInput` of the schema. */
export interface PinValueInput {
  customerId: string;
  value: PinnedValueInput;
  reason: string;
  /** ISO 8601 in UTC. */
  expiresAt: string;
}

export interface CheckedPin extends Pick<Pin, 'reason' | 'expiresAt'> {
  value: PinnedValue;
}

const MAX_ID_LENGTH = 1_000;
const MAX_REASON_LENGTH = 500;
const MAX_LINE_LENGTH = 200;
const MAX_VALUES = 10;
const DAY_MS = 86_400_000;
const MAX_DAYS = 1_096;
/** Masked forms hold it, and no value does: what a caller was shown shortened must not come back as a value. */
const MASK_SIGN = '•';
const ONE_LINE = /^[^\p{Cc}]*$/u;

/** Throws BAD_USER_INPUT; what was given is not repeated. */
export function refuse(argument: string, expected: string): never {
  throw new GatewayError('BAD_USER_INPUT', `Input field \`${argument}\` ${expected}.`, { argument });
}

/** The customer id as it is looked up by. */
export function checkCustomerId(id: string): string {
  return id.length > MAX_ID_LENGTH ? refuse('customerId', 'is too long') : id;
}

function line(argument: string, given: string | null | undefined): string | null {
  const text = (given ?? '').normalize('NFC').trim().replace(/\s+/g, ' ');
  if (text === '') return null;
  if (text.length > MAX_LINE_LENGTH || !ONE_LINE.test(given!) || text.includes(MASK_SIGN)) refuse(argument, `must be one line of at most ${MAX_LINE_LENGTH} characters`);
  return text;
}

const needed = (argument: string, given: string | null | undefined): string => line(argument, given) ?? refuse(argument, 'must not be empty');

function nameOf({ full, given, family }: NonNullable<PinnedValueInput['name']>): PersonName {
  const parts = { given: line('name.given', given), family: line('name.family', family) };
  const whole = line('name.full', full) ?? [parts.given, parts.family].filter((part) => part !== null).join(' ');
  return whole === '' ? refuse('name', 'must have a full name, or a given or family name') : { full: whole, ...parts };
}

function identifiersOf(argument: string, given: readonly string[], normalise: (text: string) => string | null, expected: string): Identifier[] {
  if (given.length === 0 || given.length > MAX_VALUES) refuse(argument, `must have from 1 to ${MAX_VALUES} values`);
  const values = given.map((text) => (text.length <= MAX_LINE_LENGTH && !text.includes(MASK_SIGN) ? normalise(text) : null) ?? refuse(argument, expected));
  // A steward's word is no verification: that is for systems to state.
  return [...new Set(values)].map((value) => ({ value, verified: false, label: null }));
}

function addressOf(given: NonNullable<PinnedValueInput['addresses']>[number]): Address {
  const country = line('addresses.country', given.country)?.toUpperCase() ?? null;
  if (country !== null && !/^[A-Z]{2}$/.test(country)) refuse('addresses.country', 'must be an ISO 3166 country code such as ES');
  const address = {
    street: line('addresses.street', given.street),
    city: line('addresses.city', given.city),
    postcode: line('addresses.postcode', given.postcode),
    region: line('addresses.region', given.region),
    country,
  };
  return address.street ?? address.city ?? address.postcode ? address : refuse('addresses', 'must each have a street, city or postcode');
}

function birthDateOf(given: string, nowMs: number): string {
  const date = normaliseDate(given);
  if (date === null || Date.parse(date) > nowMs) refuse('birthDate', 'must be a calendar date such as 1815-12-10 that is not in the future');
  return date;
}

function languageOf(given: string): string {
  const language = given.trim().toLowerCase();
  return /^[a-z]{2}$/.test(language) ? language : refuse('preferredLanguage', 'must be an ISO 639-1 language code such as es');
}

function valueOf(given: PinnedValueInput, nowMs: number): PinnedValue {
  if (given.name != null) return { field: 'name', value: nameOf(given.name) };
  if (given.birthDate != null) return { field: 'birthDate', value: birthDateOf(given.birthDate, nowMs) };
  if (given.account != null) return { field: 'account', value: needed('account', given.account) };
  if (given.preferredLanguage != null) return { field: 'language', value: languageOf(given.preferredLanguage) };
  if (given.territory != null) return { field: 'territory', value: needed('territory', given.territory) };
  if (given.distributor != null) return { field: 'distributor', value: needed('distributor', given.distributor) };
  if (given.emails != null) return { field: 'emails', value: identifiersOf('emails', given.emails, normaliseEmail, 'must be e-mail addresses') };
  if (given.phones != null) return { field: 'phones', value: identifiersOf('phones', given.phones, fullPhone, 'must be full phone numbers such as +34600111222 (E.164), without spaces') };
  if (given.taxIds != null) return { field: 'taxIds', value: identifiersOf('taxIds', given.taxIds, normaliseTaxId, 'must be tax identifiers') };
  if (given.loyaltyIds != null) return { field: 'loyaltyIds', value: identifiersOf('loyaltyIds', given.loyaltyIds, normaliseLoyaltyId, 'must not be empty') };
  const addresses = given.addresses ?? refuse('value', 'must have exactly one field');
  if (addresses.length === 0 || addresses.length > MAX_VALUES) refuse('addresses', `must have from 1 to ${MAX_VALUES} values`);
  return { field: 'addresses', value: addresses.map(addressOf) };
}

function reasonOf(given: string): string {
  const reason = given.trim();
  if (reason === '' || reason.length > MAX_REASON_LENGTH || !ONE_LINE.test(reason)) refuse('reason', `must be one line of 1 to ${MAX_REASON_LENGTH} characters`);
  return reason;
}

function expiryOf(given: string, nowMs: number): string {
  const atMs = Date.parse(given);
  if (!(atMs > nowMs)) refuse('expiresAt', 'must be in the future');
  if (atMs > nowMs + MAX_DAYS * DAY_MS) refuse('expiresAt', `must be at most ${MAX_DAYS} days away`);
  return new Date(atMs).toISOString();
}

/** Throws BAD_USER_INPUT naming the field; what was given is never repeated. */
export function checkPin({ value, reason, expiresAt }: PinValueInput, nowMs: number): CheckedPin {
  return { value: valueOf(value, nowMs), reason: reasonOf(reason), expiresAt: expiryOf(expiresAt, nowMs) };
}
