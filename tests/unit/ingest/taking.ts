/** A worker over the memory store and one source whose answers the test decides. */
import { createMemoryNotices } from '../../../datasources/redis/notices.ts';
import type { Store } from '../../../datasources/mongo/store.ts';
import { SourceError, UnreadableRecords, type SourceClient, type SourceDefinition } from '../../../datasources/systems/defineSource.ts';
import type { SourceRecord } from '../../../domain/records.ts';
import type { RecordType } from '../../../domain/sourceRef.ts';
import { createIngest } from '../../../ingest/ingest.ts';
import type { Ingest, IngestOptions } from '../../../ingest/types.ts';
import { applyOptions } from '../../support/acmeIngest.ts';
import { createMemoryStore } from '../../support/fakes/memoryStore/index.ts';
import { noChanges, source } from '../datasources/upstream/fixtures.ts';

/** What the source says of an id: a record, nothing, or how it fails. */
export type Said = SourceRecord | null | SourceError['kind'] | 'unreadable';

export interface Taking {
  store: Store;
  ingest: Ingest;
  /** Another worker, over this store: the same one, or one that is held. */
  over(store: Store, options?: Partial<IngestOptions>): Ingest;
  /** By id, whatever the type. */
  says: Map<string, Said>;
  /** The ids of each call. */
  calls: string[][];
  /** The types that it was asked for changes of; with `pullable` every id of `says` is one. */
  pulled: string[];
  /** Called once, when the source has answered and its answer is still on its way. */
  hooks: { afterAnswer: (() => Promise<void>) | null };
  logged: string[];
  clock: { nowMs: number };
  signal(type: RecordType, ...ids: string[]): Promise<void>;
  /** Works off what is due; the lease of whoever died has run out. */
  work(): Promise<void>;
}

/** Source `desk` with parties and tickets, asked five and ten at a time. */
export function taking(definition: Partial<SourceDefinition> = {}, options: Partial<IngestOptions> = {}, pullable = false): Taking {
  const clock = { nowMs: Date.parse('2026-03-04T11:00:00Z') };
  const now = (): number => clock.nowMs;
  const store = createMemoryStore(now);
  const says = new Map<string, Said>();
  const calls: string[][] = [];
  const logged: string[] = [];
  const hooks: Taking['hooks'] = { afterAnswer: null };
  const fetchByIds: SourceClient['fetchByIds'] = async (_type, ids) => {
    calls.push([...ids]);
    const answers = ids.map((id) => says.get(id) ?? null);
    const { afterAnswer } = hooks;
    hooks.afterAnswer = null;
    await afterAnswer?.();
    const failure = answers.find((said) => typeof said === 'string' && said !== 'unreadable');
    if (typeof failure === 'string') return Promise.reject(new SourceError('desk', failure as SourceError['kind'], 'The desk failed.'));
    const records = answers.filter((said): said is SourceRecord => typeof said === 'object' && said !== null);
    const unreadable = ids.filter((id) => says.get(id) === 'unreadable');
    return unreadable.length > 0 ? Promise.reject(new UnreadableRecords('desk', records, unreadable)) : Promise.resolve(records);
  };
  const pulled: string[] = [];
  const changedSince: SourceClient['changedSince'] = async function* (type) {
    pulled.push(type);
    yield { ids: type === 'party' ? [...says.keys()] : [], highWater: new Date(clock.nowMs).toISOString() };
  };
  const made = source({ fetchByIds, changedSince: pullable ? changedSince : noChanges });
  const desk = { ...made, definition: { ...made.definition, ...definition } };
  const over = (used: Store, more: Partial<IngestOptions> = {}): Ingest => createIngest({
    store: used, now,
    sources: new Map([['desk', desk]]),
    reader: { invalidate: () => Promise.resolve() },
    notices: createMemoryNotices(),
    apply: applyOptions(['desk']),
    logger: { info: () => undefined, warn: (_fields, message) => void logged.push(message) },
    ...options,
    ...more,
  });
  const ingest = over(store);
  return {
    store, ingest, over, says, calls, pulled, hooks, logged, clock,
    signal: (type, ...ids) => store.inbox.signal(ids.map((id) => ({ ref: `desk:${type}:${id}`, system: 'desk', type }))),
    work: async () => void (await ingest.runOnce()),
  };
}
