import { wordsOf } from '../normalise/name.ts';
import type { PartyRecord, PartyStatement } from '../records.ts';
import type { SourceRef } from '../sourceRef.ts';
import { statedPartyRef, statedRecord } from '../statedParty.ts';
import { isBlockedKey, type IdentityConfig } from './config.ts';

/**
 * The party record of what an event states about its party. Equal statements of one system share a record; one without
 * a contact point that tells somebody apart (a name alone, a hidden number, a role mailbox) is its event's own, since
 * else strangers would share a history. `keyedHash` keeps the values out of the ref.
 */
export function partyOfStatement(
  system: string,
  eventRef: SourceRef,
  statement: PartyStatement,
  config: IdentityConfig,
  keyedHash: (text: string) => string,
): PartyRecord {
  const { kind, name, emails, phones, addresses } = statement;
  const keys = [...emails.map(({ value }) => `email:${value}`), ...phones.map(({ value }) => `phone:${value}`)].sort();
  const tells = keys.some((key) => !isBlockedKey(key, config));
  const stated = {
    kind,
    name: wordsOf(name?.full ?? ''),
    keys,
    addresses: addresses.map((address) => [address.street, address.postcode, address.city, address.region, address.country].map((line) => wordsOf(line ?? ''))),
    event: tells ? null : eventRef,
  };
  const ref = statedPartyRef(system, keyedHash(JSON.stringify(stated)));
  return statedRecord(ref, { kind, name, emails, phones, addresses });
}
