/**
 * Party records that no source keeps as a record: what an event itself states about a party (a guest order's name, a
 * caller's number) and contact points of recorded interactions. They live in the store alone, so nobody asks a source
 * for them.
 */
import type { PartyRecord, PartyStatement } from './records.ts';
import { sourceRef, type SourceRef } from './sourceRef.ts';

/** The system of everything that the gateway itself wrote down. */
export const GATEWAY_SYSTEM = 'gateway';

const STATED = 'stated-';
/** How the id of a pin begins (goldenRecord/pin.ts). */
export const PIN = 'pin-';
const PIN_REF = `${GATEWAY_SYSTEM}:party:${PIN}`;

/** The ref of a stated party: `statementHash` is a keyed hash of the normalised statement, so equal ones share a record. */
export function statedPartyRef(system: string, statementHash: string): SourceRef {
  return sourceRef(system, 'party', `${STATED}${statementHash}`);
}

/** Whether a party record is no more than what an event or a caller stated of somebody. */
export function isStatedRef(ref: SourceRef): boolean {
  return ref.startsWith(`:party:${STATED}`, ref.indexOf(':'));
}

/** True for refs that only the store can answer: stated parties, and whatever the gateway wrote. Asked of every ref read. */
export function isStoreOnlyRef(ref: SourceRef): boolean {
  return ref.startsWith(`${GATEWAY_SYSTEM}:`) || ref.startsWith(`:party:${STATED}`, ref.indexOf(':'));
}

/** Whether a party record is a pin: a steward's word on a customer, not a system's. */
export function isPinRef(ref: SourceRef): boolean {
  return ref.startsWith(PIN_REF);
}

/**
 * Of customers who carry one contact point, at most `limit`: without the one of whom nothing is known but that a caller of
 * this gateway stated it, wherever there is another. A caller states it who does not see that other (a chatbot of one
 * customer), so it says nothing about who carries it, and must not make it ambiguous to everybody else. Ask the store for one more
 * than `limit`: there is one such customer for each contact point.
 */
export function withoutMerelyStated<Customer extends { parties: readonly { ref: SourceRef }[] }>(carriers: readonly Customer[], limit: number): Customer[] {
  const others = carriers.filter(({ parties }) => !parties.every(({ ref }) => ref.startsWith(`${GATEWAY_SYSTEM}:`)));
  return (others.length > 0 ? others : carriers).slice(0, limit);
}

/** The party record of what an event or a caller states: nothing but that. */
export function statedRecord(ref: SourceRef, { kind, name, emails, phones, addresses }: PartyStatement): PartyRecord {
  return {
    type: 'party',
    ref,
    kind,
    name: name ?? { full: '', given: null, family: null },
    emails,
    phones,
    taxIds: [],
    loyaltyIds: [],
    birthDate: null,
    addresses,
    account: null,
    language: null,
    territory: null,
    distributor: null,
    references: [],
    subscriptions: [],
    createdAt: null,
    updatedAt: null,
  };
}
