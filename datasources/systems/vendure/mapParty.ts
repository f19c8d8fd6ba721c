/** A Vendure customer with an account to a party record, by allow-list. */
import { birthDateOf } from '../../../domain/normalise/birthDate.ts';
import { normaliseInstant } from '../../../domain/normalise/date.ts';
import type { Address, Part, PartyRecord, PersonName } from '../../../domain/records.ts';
import { sourceRef } from '../../../domain/sourceRef.ts';
import { idText, isRow, required, rowsOf, text, type Row } from '../answers.ts';
import { emailsOf, loyaltyIdsOf, phonesOf } from '../contactPoints.ts';
import type { VendureSettings } from './settings.ts';

export interface VendureMapping {
  system: string;
  settings: VendureSettings;
  defaultRegion: string;
}

export const CUSTOMER_NAME_FIELDS = 'firstName lastName emailAddress phoneNumber user{verified}';

/** The selection for the parts that are wanted. */
export function customerSelection(parts: ReadonlySet<Part>, settings: VendureSettings): string {
  const { birthDate, loyaltyId } = settings.customerFields;
  const custom = [birthDate, loyaltyId].filter((name) => name !== null);
  return [
    `id createdAt updatedAt ${CUSTOMER_NAME_FIELDS}`,
    custom.length > 0 ? `customFields{${custom.join(' ')}}` : '',
    parts.has('addresses') ? 'addresses{streetLine1 streetLine2 city province postalCode country{code}}' : '',
  ].join(' ');
}

export const instant = (value: unknown): string | null => (typeof value === 'string' ? normaliseInstant(value) : null);

/** The shop is the only one of the four that keeps given and family name apart. */
export function nameOf(row: Row): PersonName | null {
  const given = text(row.firstName);
  const family = text(row.lastName);
  const full = [given, family].filter((part) => part !== null).join(' ');
  return full === '' ? null : { full, given, family };
}

export function addressOf(row: Row): Address {
  const country = text(isRow(row.country) ? row.country.code : row.countryCode);
  return {
    street: [text(row.streetLine1), text(row.streetLine2)].filter((line) => line !== null).join('\n') || null,
    city: text(row.city),
    postcode: text(row.postalCode),
    region: text(row.province),
    country: country === null ? null : country.toUpperCase(),
  };
}

export const isStated = (address: Address): boolean => Object.values(address).some((value) => value !== null);

/** Who checked out as a guest is a customer without `user`: anybody can type that address, so it is no account. */
export const hasAccount = (row: Row): boolean => isRow(row.user);

/** Null for a guest. */
export function mapCustomer(row: Row, { system, settings, defaultRegion }: VendureMapping): PartyRecord | null {
  if (!hasAccount(row)) return null;
  const { birthDate, loyaltyId } = settings.customerFields;
  const custom: Row = isRow(row.customFields) ? row.customFields : {};
  const born = birthDate === null ? null : text(custom[birthDate]);
  const email = text(row.emailAddress);
  return {
    type: 'party',
    ref: sourceRef(system, 'party', required(idText(row.id), 'id')),
    kind: 'PERSON',
    name: nameOf(row) ?? { full: required(email, 'name'), given: null, family: null },
    emails: emailsOf({ value: email, verified: isRow(row.user) && row.user.verified === true }),
    phones: phonesOf(defaultRegion, { value: row.phoneNumber }),
    taxIds: [],
    loyaltyIds: loyaltyId === null ? [] : loyaltyIdsOf({ value: custom[loyaltyId], verified: true }),
    // A date field may be kept as a time: only its day is meant.
    ...birthDateOf(born),
    addresses: rowsOf(row.addresses).map(addressOf).filter(isStated),
    account: null,
    language: null,
    territory: null,
    distributor: null,
    references: [],
    subscriptions: [],
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
  };
}
