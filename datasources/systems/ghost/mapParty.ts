/** A Ghost member to a party record, by allow-list. */
import { normaliseInstant } from '../../../domain/normalise/date.ts';
import type { PartyRecord, Subscription } from '../../../domain/records.ts';
import { sourceRef } from '../../../domain/sourceRef.ts';
import { idText, isRow, required, rowsOf, text, type Row } from '../answers.ts';
import { emailsOf, phonesOf } from '../contactPoints.ts';
import type { GhostSettings } from './settings.ts';

export interface GhostMapping {
  system: string;
  settings: GhostSettings;
  defaultRegion: string;
}

export const instant = (value: unknown): string | null => (typeof value === 'string' ? normaliseInstant(value) : null);

/** The value after `key:` in a note; it ends at the next blank. */
function noted(note: string | null, key: string | null): string | null {
  if (note === null || key === null) return null;
  const word = note.split(/\s+/).find((part) => part.startsWith(`${key}:`));
  return word === undefined ? null : text(word.slice(key.length + 1));
}

export function mapMember(row: Row, { system, settings, defaultRegion }: GhostMapping): PartyRecord {
  // Members sign in by a link sent to the address, so it is theirs.
  const emails = emailsOf({ value: row.email, verified: true });
  const note = text(row.note);
  const account = noted(note, settings.noteKeys.account);
  return {
    type: 'party',
    ref: sourceRef(system, 'party', required(idText(row.id), 'id')),
    kind: 'PERSON',
    name: { full: text(row.name) ?? required(text(row.email), 'email'), given: null, family: null },
    emails,
    phones: phonesOf(defaultRegion, { value: noted(note, settings.noteKeys.phone) }),
    taxIds: [],
    loyaltyIds: [],
    birthDate: null,
    addresses: [],
    account: null,
    language: null,
    territory: null,
    distributor: null,
    references: account === null ? [] : [{ meaning: 'identity', by: 'account', value: account, role: null, from: null, until: null }],
    subscriptions: emails[0] ? subscriptions(row, emails[0].value) : [],
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
  };
}

/** One statement per newsletter; a member of none has unsubscribed from all. Suppression is of the address, so of each. */
function subscriptions(row: Row, contactPoint: string): Subscription[] {
  const suppressed = isRow(row.email_suppression) && row.email_suppression.suppressed === true;
  const stated = { channel: 'EMAIL', purpose: 'MARKETING', contactPoint, since: null } as const;
  const topics = rowsOf(row.newsletters).map((newsletter) => text(newsletter.name)).filter((name) => name !== null);
  if (topics.length === 0) return [{ ...stated, topic: 'newsletters', status: suppressed ? 'SUPPRESSED' : 'UNSUBSCRIBED' }];
  return topics.map((topic) => ({ ...stated, topic, status: suppressed ? 'SUPPRESSED' : 'SUBSCRIBED' }));
}
