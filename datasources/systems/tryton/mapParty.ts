/** party.party to a party record, by allow-list. */
import type { Address, Part, PartyRecord, PartyReference } from '../../../domain/records.ts';
import { sourceRef } from '../../../domain/sourceRef.ts';
import { idText, isRow, required, rowsOf, text, type Row } from '../answers.ts';
import { emailsOf, phonesOf, taxIdsOf } from '../contactPoints.ts';
import type { TrytonSettings } from './settings.ts';
import { changeStamp, instantOf, stampOf } from './values.ts';

/** What is asked for each part. Dotted names are Tryton's own: it joins the rows of the relation under `name.`. */
export const PARTY_FIELDS: Readonly<Partial<Record<Part, readonly string[]>>> = {
  core: ['name', 'code', 'lang.code', 'categories.name', 'create_date', 'write_date'],
  contactPoints: ['contact_mechanisms.type', 'contact_mechanisms.value', 'contact_mechanisms.value_compact'],
  addresses: ['addresses.street', 'addresses.city', 'addresses.postal_code', 'addresses.country.code'],
  identifiers: ['identifiers.type', 'identifiers.code'],
  relations: ['relations.to', 'relations.type.name'],
};

export interface TrytonMapping {
  system: string;
  settings: TrytonSettings;
  defaultRegion: string;
}

const PHONE_TYPES = new Set(['phone', 'mobile']);

export function mapParty(row: Row, { system, settings, defaultRegion }: TrytonMapping): PartyRecord {
  const mechanisms = rowsOf(row['contact_mechanisms.']);
  const categories = rowsOf(row['categories.']).map((category) => text(category.name));
  const category = (prefix: string): string | null =>
    text(categories.find((name) => name?.startsWith(`${prefix}:`))?.slice(prefix.length + 1));
  const { kind, territory, distributor } = settings.categoryPrefixes;

  return {
    type: 'party',
    ref: sourceRef(system, 'party', required(idText(row.id), 'id')),
    kind: category(kind)?.toLowerCase() === 'organisation' ? 'ORGANISATION' : 'PERSON',
    // Tryton keeps one name field: nothing tells which word of it is the family name.
    name: { full: required(text(row.name), 'name'), given: null, family: null },
    emails: emailsOf(...mechanisms.filter(({ type }) => type === 'email').map(({ value }) => ({ value, label: 'email' }))),
    phones: phonesOf(
      defaultRegion,
      ...mechanisms
        .filter(({ type }) => PHONE_TYPES.has(String(type)))
        .map(({ type, value, value_compact: compact }) => ({ value: text(compact) ?? value, label: text(type), verified: settings.phoneVerified })),
    ),
    taxIds: taxIdsOf(
      ...rowsOf(row['identifiers.'])
        .filter(({ type }) => text(type) !== null)
        .map(({ type, code }) => ({ value: code, label: text(type), verified: true })),
    ),
    loyaltyIds: [],
    birthDate: null,
    addresses: rowsOf(row['addresses.']).map(mapAddress).filter((address) => Object.values(address).some((value) => value !== null)),
    account: text(row.code),
    language: language(row['lang.']),
    territory: category(territory),
    distributor: category(distributor),
    references: rowsOf(row['relations.']).flatMap((relation) => mapRelation(relation, system, settings)),
    subscriptions: [],
    createdAt: instantOf(stampOf(row.create_date)),
    updatedAt: instantOf(changeStamp(row.create_date, row.write_date)),
  };
}

/** `pt_BR` is Portuguese: canonical records hold the language alone. */
function language(lang: unknown): string | null {
  const code = isRow(lang) ? text(lang.code) : null;
  return /^[a-z]{2}(?:_|$)/.test(code ?? '') ? code!.slice(0, 2) : null;
}

function mapAddress(row: Row): Address {
  const country = isRow(row['country.']) ? text(row['country.'].code) : null;
  return {
    street: text(row.street),
    city: text(row.city),
    postcode: text(row.postal_code),
    region: null,
    country: country === null ? null : country.toUpperCase(),
  };
}

function mapRelation(row: Row, system: string, settings: TrytonSettings): PartyReference[] {
  const to = idText(row.to);
  const name = isRow(row['type.']) ? text(row['type.'].name) : null;
  const role = name === null ? undefined : settings.relations[name];
  if (to === null || role === undefined) return [];
  return [{ meaning: 'relationship', by: 'ref', value: sourceRef(system, 'party', to), role, from: null, until: null }];
}
