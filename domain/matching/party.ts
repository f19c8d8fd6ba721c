import type { PartyRecord } from '../records.ts';
import { systemOf } from '../sourceRef.ts';
import { matchRecord, type MatchRecord, type ReadingOptions, type StatedRecord } from './record.ts';

const values = (identifiers: readonly { value: string }[]): string[] => identifiers.map(({ value }) => value);

/** The stored record of a party as matching compares it: the same reading as a column of a file gets. */
export function matchRecordOfParty(party: PartyRecord, options?: ReadingOptions): MatchRecord {
  const { kind, name, birthDate, addresses, account } = party;
  const part = (key: 'street' | 'city' | 'postcode' | 'region' | 'country'): string[] => addresses.map((address) => address[key] ?? '');
  const personal = name.given !== null || name.family !== null;
  const fields: StatedRecord['fields'] = {
    ...(kind === 'ORGANISATION' ? { organisationName: [name.full] } : {}),
    ...(kind === 'PERSON' && personal ? { givenName: [name.given ?? ''], familyName: [name.family ?? ''] } : {}),
    ...(kind === 'PERSON' && !personal ? { fullName: [name.full] } : {}),
    ...(birthDate === null ? {} : { birthDate: [birthDate] }),
    email: values(party.emails),
    phone: values(party.phones),
    taxId: values(party.taxIds),
    loyaltyId: values(party.loyaltyIds),
    ...(account === null ? {} : { accountNumber: [account] }),
    street: part('street'),
    city: part('city'),
    postcode: part('postcode'),
    region: part('region'),
    country: part('country'),
  };
  return matchRecord({ id: party.ref, source: systemOf(party.ref), kind, fields }, options);
}
