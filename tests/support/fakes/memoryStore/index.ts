/** A complete Store in memory, for tests and for the benchmark's case without a database. */
import type { InteractionDocument, PartyDocument } from '../../../../datasources/mongo/documents.ts';
import type { Snapshot, Store } from '../../../../datasources/mongo/store.ts';
import { memoryAudit } from './audit.ts';
import { memoryCustomerIndex } from './customerIndex.ts';
import { memoryInbox } from './inbox.ts';
import { memoryInteractions } from './interactions.ts';
import { memoryEdges, memoryParameters } from './matching.ts';
import { memoryCustomers, memoryParties } from './parties.ts';
import { memoryPastEvents } from './pastEvents.ts';
import { memoryDiscrepancies, memoryEventViews } from './reconciliation.ts';
import { memoryDecisions, memoryLineage } from './stewardship.ts';
import { memoryTokens } from './tokens.ts';
import { memoryDeliveries, memoryErasures, memoryIdempotency, memoryMarks, memoryPulls } from './work.ts';

/** Empty; fill it with `seed` (../seed.ts) or through its own methods. */
export function createMemoryStore(now: () => number = Date.now): Store {
  const parties = new Map<string, PartyDocument>();
  const interactions = new Map<string, InteractionDocument>();
  return {
    customerIndex: memoryCustomerIndex(now),
    interactions: memoryInteractions(interactions, now),
    eventViews: memoryEventViews(interactions),
    pastEvents: memoryPastEvents(interactions),
    discrepancies: memoryDiscrepancies(),
    parties: memoryParties(parties, now),
    customers: memoryCustomers(),
    decisions: memoryDecisions(),
    lineage: memoryLineage(),
    edges: memoryEdges(),
    parameters: memoryParameters(),
    inbox: memoryInbox(now),
    deliveries: memoryDeliveries(),
    pulls: memoryPulls(now),
    erasures: memoryErasures(),
    marks: memoryMarks(),
    idempotency: memoryIdempotency(),
    tokens: memoryTokens(),
    audit: memoryAudit(),
    async snapshots(refs) {
      return new Map(
        refs.flatMap((ref): [string, Snapshot][] => {
          const document = parties.get(ref) ?? interactions.get(ref);
          return document?.record ? [[ref, { record: document.record, fetchedAtMs: document.fetchedAt.getTime() }]] : [];
        }),
      );
    },
    now: async () => new Date(now()),
    ping: async () => true,
    close: async () => undefined,
  };
}

const ROOMS = ['customerIndex', 'interactions', 'eventViews', 'pastEvents', 'discrepancies', 'parties', 'customers', 'decisions', 'lineage', 'edges', 'parameters', 'inbox', 'deliveries', 'pulls', 'erasures', 'marks', 'idempotency', 'tokens', 'audit'] as const;

/** The same store, writing down each call as `room.method`. */
export function countingStore(store: Store): { store: Store; calls: string[] } {
  const calls: string[] = [];
  const counted = <Room extends object>(name: string, room: Room): Room =>
    new Proxy(room, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          calls.push(name === '' ? String(key) : `${name}.${String(key)}`);
          return Reflect.apply(member, target, args) as unknown;
        };
      },
    });
  const rooms = Object.fromEntries(ROOMS.map((name) => [name, counted(name, store[name])]));
  return { store: counted('', { ...store, ...rooms }), calls };
}
