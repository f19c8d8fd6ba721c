/** Invented people as a store holds them: common names included, some of them known to several systems, with the truth. */
import type { PartyRecord } from '../../domain/records.ts';
import { sourceRef, type SourceRef } from '../../domain/sourceRef.ts';
import { createRandom, type Random } from '../random.ts';
import { households, persons } from './synthetic/people.ts';
import type { Labelled } from './synthetic/labelled.ts';

export const SYSTEMS = ['erp', 'shop', 'desk', 'news'];

export interface StoredPeople {
  /** What the store holds. */
  stored: PartyRecord[];
  /** What comes next, one by one: half of it of people that the store holds. */
  arriving: PartyRecord[];
  /** Whose record it is. */
  partyOf: ReadonlyMap<SourceRef, string>;
}

const identifiers = (values: readonly string[] = []) => values.map((value) => ({ value, verified: false, label: null }));

function partyOf({ record: { fields } }: Labelled, ref: SourceRef): PartyRecord {
  const [given = null] = fields.givenName ?? [];
  const [family = null] = fields.familyName ?? [];
  const { street: [street = null] = [], city: [city = null] = [], postcode: [postcode = null] = [] } = fields;
  return {
    type: 'party', ref, kind: 'PERSON',
    name: { full: [given, family].filter((part) => part !== null).join(' '), given, family },
    emails: identifiers(fields.email),
    phones: identifiers(fields.phone?.map((phone) => `+44${phone.slice(1)}`)),
    taxIds: identifiers(fields.taxId),
    loyaltyIds: [],
    birthDate: fields.birthDate?.[0] ?? null,
    addresses: street || city || postcode ? [{ street, city, postcode, region: null, country: 'GB' }] : [],
    account: null, language: null, territory: null, distributor: null, references: [], subscriptions: [], createdAt: null, updatedAt: null,
  };
}

const shuffle = <Item>(items: Item[], random: Random): Item[] => {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = random.whole(last + 1);
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
  return items;
};

/** `count` stored records, a fifth of them of families in one home, and `arriving` more; about half of all have a second view. */
export function storedPeople(count: number, arriving: number, seed: number): StoredPeople {
  const random = createRandom(seed);
  const wanted = count + arriving;
  const invented: Labelled[] = [];
  for (let part = 0; invented.length < wanted; part += 1) {
    const some = invented.length < wanted / 5 ? households(random, 100) : persons(random, 500, [1, 2], 18);
    for (const each of some) invented.push({ ...each, party: `${part}.${each.party}` });
  }
  const records = shuffle(invented, random).slice(0, wanted).map((each, index) => ({ party: each.party, record: partyOf(each, sourceRef(random.pick(SYSTEMS), 'party', String(index))) }));
  const all = records.map(({ record }) => record);
  return { stored: all.slice(0, count), arriving: all.slice(count), partyOf: new Map(records.map(({ party, record }) => [record.ref, party])) };
}
