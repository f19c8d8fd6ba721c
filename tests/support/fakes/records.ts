/** Canonical records with everything empty, for tests that state only what they are about. */
import type {
  CallRecord, Identifier, OrderRecord, PartyRecord, RecordedInteraction, TicketRecord, TouchRecord,
} from '../../../domain/records.ts';

export const identifier = (value: string, verified = false): Identifier => ({ value, verified, label: null });

/** `party('tryton:party:1', { name: ... })`. */
export function party(ref: string, over: Partial<PartyRecord> = {}): PartyRecord {
  return {
    type: 'party', ref, kind: 'PERSON', name: { full: '', given: null, family: null }, emails: [], phones: [], taxIds: [], loyaltyIds: [],
    birthDate: null, addresses: [], account: null, language: null, territory: null, distributor: null, references: [], subscriptions: [],
    createdAt: null, updatedAt: null, ...over,
  };
}

/** An event's base: whose it is and when. */
function event(ref: string, partyRef: string, at: string) {
  return { ref, party: { ref: partyRef }, at, updatedAt: null, final: false };
}

export function order(ref: string, partyRef: string, at: string, over: Partial<OrderRecord> = {}): OrderRecord {
  return { ...event(ref, partyRef, at), type: 'order', number: null, sharedReferences: [], status: 'OPEN', total: null, lines: [], ...over };
}

export function ticket(ref: string, partyRef: string, at: string, over: Partial<TicketRecord> = {}): TicketRecord {
  return {
    ...event(ref, partyRef, at), type: 'ticket', number: ref.split(':')[2]!, subject: null, status: 'OPEN', category: 'QUESTION',
    queue: null, priority: null, ...over,
  };
}

export function call(ref: string, partyRef: string, at: string, over: Partial<CallRecord> = {}): CallRecord {
  return {
    ...event(ref, partyRef, at), type: 'call', direction: 'INBOUND', number: null, durationSeconds: null, agent: null, subject: null, ...over,
  };
}

export function touch(ref: string, partyRef: string, at: string, over: Partial<TouchRecord> = {}): TouchRecord {
  return { ...event(ref, partyRef, at), type: 'touch', channel: 'EMAIL', action: 'SENT', campaign: null, ...over };
}

export function recorded(ref: string, partyRef: string, at: string, over: Partial<RecordedInteraction> = {}): RecordedInteraction {
  return {
    ...event(ref, partyRef, at), type: 'interaction', channel: 'CHAT', direction: 'INBOUND', subject: null, note: null, recordedBy: 'bot', ...over,
  };
}
