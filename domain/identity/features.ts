import { matchRecordOfParty } from '../matching/party.ts';
import type { MatchRecord } from '../matching/record.ts';
import type { Identifier, PartyRecord } from '../records.ts';
import { isBlockedKey, type IdentityConfig, type IdentifierKind } from './config.ts';

/** A record as the model compares it: without what is block-listed, since a role mailbox is nobody's agreement. */
export function featuresOf(record: PartyRecord, config: IdentityConfig): MatchRecord {
  const telling = (kind: IdentifierKind, all: Identifier[]) => all.filter(({ value }) => !isBlockedKey(`${kind}:${value}`, config));
  const { emails, phones, taxIds, loyaltyIds } = record;
  const told = { ...record, emails: telling('email', emails), phones: telling('phone', phones), taxIds: telling('taxId', taxIds), loyaltyIds: telling('loyaltyId', loyaltyIds) };
  return matchRecordOfParty(told, { emailRules: config.emailRules });
}
