/** A source without HTTP for tests of reading: records of tickets, calls counted, answers on command. */
import { z } from 'zod';
import { createMemoryRecordCache } from '../../../../datasources/redis/recordCache.ts';
import { connectSource, type ConnectedSource } from '../../../../datasources/systems/connect.ts';
import { sourceConfigSchema, type SourceConfigInput } from '../../../../datasources/systems/config.ts';
import { defineSource, type SourceClient, type SourceDefinition } from '../../../../datasources/systems/defineSource.ts';
import type { PartyRecord, TicketRecord } from '../../../../domain/records.ts';

export const ticket = (system: string, id: string): TicketRecord => ({
  type: 'ticket', ref: `${system}:ticket:${id}`, party: { ref: `${system}:party:1` }, at: '2026-01-01T00:00:00.000Z', updatedAt: null,
  final: false, number: id, subject: `subject ${id}`, status: 'OPEN', category: 'QUESTION', queue: null, priority: null,
});

export const party = (system: string, id: string, email = 'ada@example.com'): PartyRecord => ({
  type: 'party', ref: `${system}:party:${id}`, kind: 'PERSON', name: { full: `Party ${id}`, given: null, family: null },
  emails: [{ value: email, verified: false, label: null }], phones: [], taxIds: [], loyaltyIds: [], birthDate: null, addresses: [],
  account: null, language: null, territory: null, distributor: null, references: [], subscriptions: [], createdAt: null, updatedAt: null,
});

/** A connected source whose client is the given one; batches of 10 tickets, 5 parties. */
export function source(client: SourceClient, config: Partial<SourceConfigInput> & { system?: string; concurrency?: number; abandonedMs?: number } = {}): ConnectedSource {
  const { system = 'desk', concurrency = 4, abandonedMs = 0, ...rest } = config;
  const limits = { batchSize: 10, pageSize: 10, concurrency, abandonedMs };
  const definition = defineSource({
    adapter: 'test',
    settings: z.strictObject({}),
    types: ['party', 'ticket'],
    gives: () => ['name', 'emails'],
    optionalParts: { party: ['addresses', 'contactPoints'] },
    limits: { fetch: { ticket: limits, party: { ...limits, batchSize: 5 } }, find: limits, changed: limits },
    concurrency: 10,
    findsBy: ['email'],
    overlapMs: 0,
    verifies: [],
    references: { identity: [], relationship: [] },
    connect: () => client,
  }) as SourceDefinition;
  const parsed = sourceConfigSchema.parse({ adapter: 'test', url: 'http://127.0.0.1:9', settings: {}, ...rest });
  return connectSource(system, definition, parsed, {}, { defaultRegion: 'ES', now: Date.now });
}

export const noChanges: SourceClient['changedSince'] = async function* () {
  // A source that nothing changes in.
};

export const memoryCache = () => createMemoryRecordCache({ maxEntries: 1_000 });

/** A promise and its ends. */
export function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void; reject: (error: Error) => void } {
  let resolve!: (value: Value) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
