/** The benchmark's two source definitions: records in this process, and records behind `upstream.ts` over HTTP. */
import type { SourceObserver } from '../datasources/upstream/observer.ts';
import { z } from 'zod';
import type { Part, SourceRecord } from '../domain/records.ts';
import { sourceRef, type RecordType, type SourceRef } from '../domain/sourceRef.ts';
import { defineSource, SourceError, type OperationLimits, type SourceClient, type SourceDefinition } from '../datasources/systems/defineSource.ts';
import { createSources, type ConnectedSource } from '../datasources/systems/index.ts';
import { SYSTEMS } from './data.ts';

/** Most ids in one call, of every variant: what Vendure and Tryton take at once. */
export const BATCH_SIZE = 100;
/** Calls in flight to one system at once, and connections to it. */
export const UPSTREAM_CONNECTIONS = 32;

const limits: OperationLimits = { batchSize: BATCH_SIZE, pageSize: BATCH_SIZE, concurrency: UPSTREAM_CONNECTIONS, abandonedMs: 0 };

const TYPES: readonly RecordType[] = ['party', 'order', 'call', 'touch'];
/** What `upstream.ts` leaves out unless it is asked for. */
export const OPTIONAL_PARTS: Readonly<Partial<Record<RecordType, readonly Part[]>>> = {
  party: ['addresses', 'identifiers', 'subscriptions'],
  order: ['lines'],
};

function definitionOf(adapter: string, connect: SourceDefinition['connect']): SourceDefinition {
  return defineSource({
    adapter,
    settings: z.unknown(),
    types: TYPES,
    gives: () => ['name', 'emails', 'phones', 'taxIds', 'loyaltyIds', 'birthDate', 'addresses', 'account', 'language', 'territory', 'distributor', 'subscriptions'],
    optionalParts: OPTIONAL_PARTS,
    limits: { fetch: Object.fromEntries(TYPES.map((type) => [type, limits])), find: limits, changed: limits },
    concurrency: UPSTREAM_CONNECTIONS,
    findsBy: [],
    overlapMs: 0,
    verifies: ['email', 'taxId', 'loyaltyId'],
    references: { identity: [], relationship: [] },
    connect,
  });
}

/** Nothing changes while the benchmark runs. */
const changedSince: SourceClient['changedSince'] = async function* () {
  yield await Promise.resolve({ ids: [], highWater: null });
};

/** Answers from a map, in the next microtask; whole records, handed out uncopied. */
export function memorySource(records: ReadonlyMap<SourceRef, SourceRecord>): SourceDefinition {
  return definitionOf('bench-memory', ({ system }) => ({
    fetchByIds: (type, ids) =>
      Promise.resolve(
        ids.flatMap((id) => {
          const record = records.get(sourceRef(system, type, id));
          return record ? [record] : [];
        }),
      ),
    changedSince,
  }));
}

/** Speaks to `upstream.ts`: `POST /fetch {type, ids, parts}`, answered with the canonical records. */
export function httpSource(): SourceDefinition {
  return definitionOf('bench-http', ({ system, send }) => ({
    async fetchByIds(type, ids, parts, signal) {
      const { status, body } = await send({ method: 'POST', path: '/fetch', json: { type, ids, parts: [...parts] } }, signal);
      if (status !== 200 || !Array.isArray(body)) throw new SourceError(system, 'garbage', `${system} did not answer with records.`);
      return body as SourceRecord[];
    },
    changedSince,
  }));
}

/** The four systems, connected, each under its own name; the record cache is off, so that every read is a read. */
export function connectSystems(definition: SourceDefinition, upstreamUrl: string, observer?: SourceObserver): Map<string, ConnectedSource> {
  const configured = Object.fromEntries(
    SYSTEMS.map((system) => [system, { adapter: definition.adapter, url: `${upstreamUrl}/${system}`, read: 'live' as const, cacheMs: 0, settings: {} }]),
  );
  return createSources(configured, { defaultRegion: 'ES', extraAdapters: [definition], ...(observer && { observer }) });
}
