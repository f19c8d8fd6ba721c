/** A row to a party record, by the allow-list that the configuration is. */
import { birthDateOf } from '../../../domain/normalise/birthDate.ts';
import { normaliseDate } from '../../../domain/normalise/date.ts';
import { normaliseEmail } from '../../../domain/normalise/email.ts';
import { normalisePhone } from '../../../domain/normalise/phone.ts';
import type { Address, Channel, Identifier, PartyRecord, PartyReference, Subscription } from '../../../domain/records.ts';
import { sourceRef } from '../../../domain/sourceRef.ts';
import { required, type Row } from '../answers.ts';
import { emailsOf, loyaltyIdsOf, phonesOf, taxIdsOf } from '../contactPoints.ts';
import { rowsFor, textAt } from './path.ts';
import type { PartyFields } from './schema.ts';
import { instantOf, type TimeReading } from './times.ts';
import { codedOf, idOf, joinedAt, nameOf } from './values.ts';

export interface Mapping {
  system: string;
  /** ISO 3166 region for phone numbers without a country code. */
  defaultRegion: string;
  times: TimeReading;
}

/** `id`: as `fetchByIds` was asked for it. Throws UnreadableRow where the name is missing or a word is unknown. */
export function mapParty(row: Row, id: string, fields: PartyFields, { system, defaultRegion, times }: Mapping): PartyRecord {
  const emails = emailsOf(...stated(row, fields.emails));
  const phones = phonesOf(defaultRegion, ...stated(row, fields.phones));
  return {
    type: 'party',
    ref: sourceRef(system, 'party', id),
    kind: codedOf(row, fields.kind, 'kind'),
    name: required(nameOf(row, fields.name), 'name'),
    emails,
    phones,
    taxIds: taxIdsOf(...stated(row, fields.taxIds)),
    loyaltyIds: loyaltyIdsOf(...stated(row, fields.loyaltyIds)),
    ...birthDateOf(textAt(row, fields.birthDate)),
    addresses: addressesOf(row, fields.addresses),
    account: textAt(row, fields.account),
    language: languageOf(textAt(row, fields.language)),
    territory: textAt(row, fields.territory),
    distributor: textAt(row, fields.distributor),
    references: fields.references.flatMap((each) => referencesOf(row, each, system)),
    subscriptions: fields.subscriptions.flatMap((each) => subscriptionsOf(row, each, { emails, phones, defaultRegion, times })),
    createdAt: instantOf(fields.createdAt && textAt(row, fields.createdAt), times),
    updatedAt: instantOf(fields.updatedAt && textAt(row, fields.updatedAt), times),
  };
}

/** Contact points and numbers of a row, not yet normalised. */
export function stated(row: Row, declared: PartyFields['emails']): { value: unknown; label: string | null; verified: boolean }[] {
  return declared.flatMap((each) =>
    rowsFor(row, each).map((item) => ({ value: textAt(item, each.from), label: each.label ?? textAt(item, each.labelFrom), verified: each.verified })),
  );
}

/** Addresses that say anything. */
export function addressesOf(row: Row, declared: PartyFields['addresses']): Address[] {
  const all = declared.flatMap((each) =>
    rowsFor(row, each).map((item) => ({
      street: joinedAt(item, each.street),
      city: textAt(item, each.city),
      postcode: textAt(item, each.postcode),
      region: textAt(item, each.region),
      country: countryOf(textAt(item, each.country)),
    })),
  );
  return all.filter((address) => Object.values(address).some((value) => value !== null));
}

const countryOf = (code: string | null): string | null => (/^[a-z]{2}$/i.test(code ?? '') ? code!.toUpperCase() : null);

/** `pt_BR` is Portuguese: canonical records hold the language alone. */
const languageOf = (code: string | null): string | null => (/^[a-z]{2}(?:[_-]|$)/i.test(code ?? '') ? code!.slice(0, 2).toLowerCase() : null);

function referencesOf(row: Row, declared: PartyFields['references'][number], system: string): PartyReference[] {
  return rowsFor(row, declared).flatMap((item) => {
    const named = declared.by === 'ref' ? idOf(textAt(item, declared.from)) : textAt(item, declared.from);
    if (named === null) return [];
    const value = declared.by === 'ref' ? sourceRef(declared.system ?? system, 'party', named) : named;
    const day = (text: string | null) => (text === null ? null : normaliseDate(text.slice(0, 10)));
    return [{ meaning: declared.meaning, by: declared.by, value, role: declared.role ?? null, from: day(textAt(item, declared.start)), until: day(textAt(item, declared.end)) }];
  });
}

interface OwnPoints {
  emails: readonly Identifier[];
  phones: readonly Identifier[];
  defaultRegion: string;
  times: TimeReading;
}

function subscriptionsOf(row: Row, declared: PartyFields['subscriptions'][number], own: OwnPoints): Subscription[] {
  const { channel, purpose } = declared;
  return rowsFor(row, declared).flatMap((item) => {
    const topic = declared.topic ?? textAt(item, declared.topicFrom);
    const contactPoint = declared.contactPoint ? pointOf(channel, textAt(item, declared.contactPoint), own.defaultRegion) : ownPoint(channel, own);
    if (topic === null || contactPoint === null) return [];
    const since = instantOf(declared.since && textAt(item, declared.since), own.times);
    return [{ channel, purpose, topic, status: codedOf(item, declared.status, 'subscription status'), contactPoint, since }];
  });
}

function pointOf(channel: Channel, value: string | null, defaultRegion: string): string | null {
  if (value === null || channel === 'POST') return value;
  return channel === 'EMAIL' ? normaliseEmail(value) : normalisePhone(value, defaultRegion);
}

/** A consent for an address that is none is no consent. */
function ownPoint(channel: Channel, { emails, phones }: OwnPoints): string | null {
  if (channel === 'POST') return null;
  return (channel === 'EMAIL' ? emails : phones)[0]?.value ?? null;
}
