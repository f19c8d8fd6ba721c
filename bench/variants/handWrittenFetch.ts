/** How the hand-written endpoint gets records: straight from memory, or by its own HTTP calls, for each request anew. */
import { Pool } from 'undici';
import type { Part, SourceRecord } from '../../domain/records.ts';
import { parseSourceRef, type RecordType, type SourceRef } from '../../domain/sourceRef.ts';
import { SYSTEMS } from '../data.ts';
import { BATCH_SIZE, UPSTREAM_CONNECTIONS } from '../sources.ts';
import type { VariantParts } from './types.ts';

/** Records by ref; `parts` says what is wanted of each type. A ref that its system does not have is missing. */
export type FetchRecords = (refs: readonly SourceRef[], parts: Readonly<Partial<Record<RecordType, readonly Part[]>>>) => Promise<Map<SourceRef, SourceRecord>>;

type Call = (system: string, type: RecordType, ids: string[], parts: readonly Part[]) => Promise<SourceRecord[]>;

function httpCall(upstreamUrl: string): Call {
  const pools = new Map<string, Pool>(SYSTEMS.map((system) => [system, new Pool(upstreamUrl, { connections: UPSTREAM_CONNECTIONS, pipelining: 1 })]));
  return async (system, type, ids, parts) => {
    const { statusCode, body } = await pools.get(system)!.request({
      method: 'POST',
      path: `/${system}/fetch`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type, ids, parts }),
    });
    if (statusCode !== 200) throw new Error(`${system} answered with status ${statusCode}.`);
    return (await body.json()) as SourceRecord[];
  };
}

/** One call per system and type, and per batch of as many ids as a call may have. */
export function createFetcher({ transport, upstreamUrl }: VariantParts['settings'], sources: VariantParts['sources']): FetchRecords {
  const { signal } = new AbortController();
  const call: Call =
    transport === 'http'
      ? httpCall(upstreamUrl)
      : (system, type, ids, parts) => sources.get(system)!.client.fetchByIds(type, ids, new Set(parts), signal);

  return async (refs, parts) => {
    const groups = new Map<string, { system: string; type: RecordType; ids: string[] }>();
    for (const ref of new Set(refs)) {
      const { system, type, id } = parseSourceRef(ref);
      const key = `${system}:${type}`;
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { system, type, ids: [] }));
      group.ids.push(id);
    }
    const calls: Promise<SourceRecord[]>[] = [];
    for (const { system, type, ids } of groups.values()) {
      for (let from = 0; from < ids.length; from += BATCH_SIZE) {
        calls.push(call(system, type, ids.slice(from, from + BATCH_SIZE), parts[type] ?? ['core']));
      }
    }
    const found = new Map<SourceRef, SourceRecord>();
    for (const records of await Promise.all(calls)) for (const record of records) found.set(record.ref, record);
    return found;
  };
}

