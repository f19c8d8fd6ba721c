import { isMobileNumber } from '../normalise/phone.ts';
import type { Identifier, PartyRecord } from '../records.ts';
import { systemOf } from '../sourceRef.ts';
import { matchRecord, readWhenAsked, type MatchRecord, type ReadingOptions } from './record.ts';
import type { StatedRecord } from './stated.ts';

/** As its source or its country's numbering plan says. */
export const isMobile = ({ value, label }: Identifier): boolean => label === 'mobile' || isMobileNumber(value);

const values = (identifiers: readonly { value: string }[]): string[] => identifiers.map(({ value }) => value);

/** What the stored record of a party states. */
function statedOf(party: PartyRecord): StatedRecord {
  const { kind, name, birthDate, addresses } = party;
  const part = (key: 'street' | 'city' | 'postcode' | 'region' | 'country'): string[] => addresses.map((address) => address[key] ?? '');
  const personal = name.given !== null || name.family !== null;
  const fields: StatedRecord['fields'] = {
    ...(kind === 'ORGANISATION' ? { organisationName: [name.full] } : {}),
    ...(kind === 'PERSON' && personal ? { givenName: [name.given ?? ''], familyName: [name.family ?? ''] } : {}),
    ...(kind === 'PERSON' && !personal ? { fullName: [name.full] } : {}),
    birthDate: birthDate === null ? (party.birthDateReadings ?? []) : [birthDate],
    email: values(party.emails),
    phone: values(party.phones),
    taxId: values(party.taxIds),
    loyaltyId: values(party.loyaltyIds),
    street: part('street'),
    city: part('city'),
    postcode: part('postcode'),
    region: part('region'),
    country: part('country'),
  };
  // Asked of a numbering plan, so not before somebody wants to know.
  const mobiles = (): string[] => values(party.phones.filter(isMobile));
  return { id: party.ref, source: systemOf(party.ref), kind, fields, mobiles };
}

/**
 * The stored record of a party as matching compares it: the same reading as a column of a file gets. Account numbers are
 * left out: they are counted up, each system by itself, so two that are alike say nothing. Who names another's is a rule's.
 */
export const matchRecordOfParty = (party: PartyRecord, options?: ReadingOptions): MatchRecord => matchRecord(statedOf(party), options);

/** As `matchRecordOfParty`, each field read when it is first looked at. */
export const partyReadWhenAsked = (party: PartyRecord, options?: ReadingOptions): MatchRecord => readWhenAsked(statedOf(party), options);
