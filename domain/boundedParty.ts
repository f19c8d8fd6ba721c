/**
 * What is kept of a party record, and of what an event states of its party. A person has a few e-mail addresses; a record with
 * thousands of them is a fault of its source (a test account, a default that everybody got), and without a bound its document,
 * its keys and its customer's index document would grow with it. The first of each list are kept, in the source's order: what
 * is left out makes no key, so no link rests on it, and a live read still shows it.
 */
import type { EventParty, PartyRecord, PartyStatement } from './records.ts';

/** Values of one list: e-mails, phones, tax and loyalty ids, addresses, references, subscriptions. */
export const MOST_VALUES = 100;
/** Days that one ambiguous birth date may mean. */
export const MOST_READINGS = 10;

const kept = <Value>(values: readonly Value[]): Value[] => values.slice(0, MOST_VALUES);

/** The party record as it is stored. */
export function boundedParty(record: PartyRecord): PartyRecord {
  return {
    ...record,
    emails: kept(record.emails),
    phones: kept(record.phones),
    taxIds: kept(record.taxIds),
    loyaltyIds: kept(record.loyaltyIds),
    addresses: kept(record.addresses),
    references: kept(record.references),
    subscriptions: kept(record.subscriptions),
    ...(record.birthDateReadings && { birthDateReadings: record.birthDateReadings.slice(0, MOST_READINGS) }),
  };
}

/** The party of an event as it is stored with it. */
export function boundedEventParty(party: EventParty): EventParty {
  return 'ref' in party ? party : { statement: boundedStatement(party.statement) };
}

const boundedStatement = (statement: PartyStatement): PartyStatement => ({
  ...statement,
  emails: kept(statement.emails),
  phones: kept(statement.phones),
  addresses: kept(statement.addresses),
});
