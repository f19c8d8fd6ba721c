/** An RT user to a party record, by allow-list. */
import { birthDateOf } from '../../../domain/normalise/birthDate.ts';
import { normaliseInstant } from '../../../domain/normalise/date.ts';
import type { PartyRecord } from '../../../domain/records.ts';
import { sourceRef } from '../../../domain/sourceRef.ts';
import { required, text, type Row } from '../answers.ts';
import { emailsOf, phonesOf } from '../contactPoints.ts';
import { customFields } from './fields.ts';
import type { RtSettings } from './settings.ts';

export interface RtMapping {
  system: string;
  settings: RtSettings;
  defaultRegion: string;
}

export const USER_FIELDS = 'Name,EmailAddress,RealName,MobilePhone,Organization,City,Lang,Created,LastUpdated,CustomFields';

/** A date that was never set is 1970-01-01. */
export function instant(value: unknown): string | null {
  const read = text(value);
  const at = read === null ? null : normaliseInstant(read);
  return at === null || at.startsWith('1970-01-01') ? null : at;
}

export function mapUser(row: Row, { system, settings, defaultRegion }: RtMapping): PartyRecord {
  const name = required(text(row.Name), 'Name');
  const fields = customFields(row);
  const { phone, birthDate } = settings.userFields;
  const stated = { phone: phone === null ? undefined : fields.get(phone), birthDate: birthDate === null ? undefined : fields.get(birthDate) };
  const city = text(row.City);
  const organisation = text(row.Organization);
  const updated = instant(row.LastUpdated);
  return {
    type: 'party',
    ref: sourceRef(system, 'party', name),
    kind: 'PERSON',
    name: { full: text(row.RealName) ?? name, given: null, family: null },
    emails: emailsOf({ value: row.EmailAddress, verified: settings.emailVerified }),
    phones: phonesOf(defaultRegion, { value: row.MobilePhone, label: 'mobile', verified: settings.phoneVerified }, { value: stated.phone, label: phone, verified: settings.phoneVerified }),
    taxIds: [],
    loyaltyIds: [],
    ...birthDateOf(stated.birthDate),
    addresses: city === null ? [] : [{ street: null, city, postcode: null, region: null, country: null }],
    // Organization is whom the user writes for, not the user's own account.
    account: null,
    language: /^[a-z]{2}(?:$|[-_])/i.test(text(row.Lang) ?? '') ? text(row.Lang)!.slice(0, 2).toLowerCase() : null,
    territory: null,
    distributor: null,
    references:
      organisation === null ? [] : [{ meaning: 'relationship', by: 'account', value: organisation, role: 'CONTACT_OF', from: null, until: null }],
    subscriptions: [],
    createdAt: instant(row.Created),
    updatedAt: updated,
  };
}
