/** Seeded changes to a store of invented people: records edited, orders placed and paid, tickets opened and answered. */
import type { EventRecord, OrderRecord, PartyRecord, TicketRecord } from '../../domain/records.ts';
import { parseSourceRef, sourceRef, type SourceRef } from '../../domain/sourceRef.ts';
import type { Fetched } from '../../operations/applyChange.ts';
import type { Random } from '../random.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse('2026-06-01T00:00:00.000Z');

const dayBefore = (random: Random, days: number): string => new Date(NOW_MS - Math.floor(random.next() * days * DAY_MS)).toISOString();

function order(ref: SourceRef, party: SourceRef, random: Random, status: OrderRecord['status']): OrderRecord {
  const at = dayBefore(random, 700);
  const total = { amount: (random.whole(90_000) / 100 + 1).toFixed(2), currency: 'EUR' };
  const lines = [{ sku: `S-${random.whole(500)}`, name: 'Item', quantity: 1, total }];
  return { ref, party: { ref: party }, at, updatedAt: at, final: status === 'DONE', type: 'order', number: parseSourceRef(ref).id, sharedReferences: [], status, total, lines };
}

function ticket(ref: SourceRef, party: SourceRef, random: Random, status: TicketRecord['status']): TicketRecord {
  const at = dayBefore(random, 700);
  return { ref, party: { ref: party }, at, updatedAt: at, final: false, type: 'ticket', number: parseSourceRef(ref).id, subject: 'A question', status, category: 'QUESTION', queue: 'General', priority: null };
}

/** `count` orders and tickets of these people, in no order. */
export function storedEvents(people: readonly PartyRecord[], count: number, random: Random): EventRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const party = random.pick(people).ref;
    const { system } = parseSourceRef(party);
    return random.next() < 0.5 ? order(sourceRef(system, 'order', `o${index}`), party, random, 'DONE') : ticket(sourceRef(system, 'ticket', `t${index}`), party, random, 'RESOLVED');
  });
}

export interface World {
  people: readonly PartyRecord[];
  events: readonly EventRecord[];
}

/** The `number`-th change, of a record that the store holds or of one that is new; later epochs than those before. */
export function change({ people, events }: World, number: number, random: Random): Fetched {
  const epoch = number + 2;
  const kind = random.next();
  if (kind < 0.4) {
    const record = random.pick(people);
    // Some edits move what people are known by, most do not.
    const edited = random.next() < 0.3
      ? { ...record, phones: [{ value: `+447${String(100_000_000 + random.whole(800_000_000))}`, verified: false, label: null }] }
      : { ...record, language: random.pick(['en', 'es', 'fr', 'de']), updatedAt: new Date(NOW_MS + number).toISOString() };
    return { ref: record.ref, epoch, record: edited };
  }
  if (kind < 0.7) {
    const party = random.pick(people).ref;
    const ref = sourceRef(parseSourceRef(party).system, 'order', `n${number}`);
    return { ref, epoch, record: order(ref, party, random, 'OPEN') };
  }
  const event = random.pick(events);
  return { ref: event.ref, epoch, record: event.type === 'order' ? { ...event, status: 'CANCELLED' } : { ...(event as TicketRecord), status: 'OPEN' } };
}
