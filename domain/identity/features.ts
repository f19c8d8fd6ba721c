import { matchRecordOfParty, partyReadWhenAsked } from '../matching/party.ts';
import type { MatchRecord } from '../matching/record.ts';
import type { Identifier, PartyRecord } from '../records.ts';
import { isBlockedKey, type IdentityConfig, type IdentifierKind } from './config.ts';

/** Without what is block-listed: a role mailbox is nobody's agreement. */
function telling(record: PartyRecord, config: IdentityConfig): PartyRecord {
  const of = (kind: IdentifierKind, all: Identifier[]) => all.filter(({ value }) => !isBlockedKey(`${kind}:${value}`, config));
  const { emails, phones, taxIds, loyaltyIds } = record;
  return { ...record, emails: of('email', emails), phones: of('phone', phones), taxIds: of('taxId', taxIds), loyaltyIds: of('loyaltyId', loyaltyIds) };
}

/** A record as the model compares it: without what is block-listed. */
export const featuresOf = (record: PartyRecord, config: IdentityConfig): MatchRecord =>
  matchRecordOfParty(telling(record, config), { emailRules: config.emailRules });

/** As `featuresOf`, each field read when it is first looked at: for candidates, which are many and soon out. */
export const featuresWhenAsked = (record: PartyRecord, config: IdentityConfig): MatchRecord =>
  partyReadWhenAsked(telling(record, config), { emailRules: config.emailRules });
