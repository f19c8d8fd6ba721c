/** A source that a test scripts, and pulls of it over a store in memory. */
import type { Store } from '../../../datasources/mongo/store.ts';
import type { ConnectedSource } from '../../../datasources/systems/connect.ts';
import type { ChangedPage, SourceClient, SweptPage } from '../../../datasources/systems/defineSource.ts';
import type { RecordType } from '../../../domain/sourceRef.ts';
import { createPuller, type PullOutcome, type PullRequest } from '../../../ingest/puller.ts';
import { createMemoryStore } from '../../support/fakes/memoryStore/index.ts';
import { source } from '../datasources/upstream/fixtures.ts';

export const START_MS = Date.parse('2026-03-04T11:00:00Z');
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const OVERLAP_MS = 60_000;

export interface Pulling {
  store: Store;
  nowMs: number;
  /** What `changedSince` was asked: from when, and from which place on. */
  asked: [since: string | null, place: string | null][];
  /** What it answers; an error is thrown. */
  pages: (ChangedPage | Error)[];
  swept: (string | null)[];
  /** What `sweep` answers, by the place that it is asked from; null: the source has no sweep. */
  sweepPages: ((place: string | null) => (SweptPage | Error)[]) | null;
  warnings: [object, string][];
  counts: number[];
  once(types?: readonly RecordType[], request?: Partial<PullRequest>): Promise<PullOutcome>;
  /** The source as another instance has it. */
  source(): ConnectedSource;
}

async function* given<Page>(pages: readonly (Page | Error)[]): AsyncGenerator<Page> {
  for (const page of pages) {
    if (page instanceof Error) throw page;
    yield page;
  }
}

export function createPulling(sync: { maxWaiting?: number } = {}): Pulling {
  const pulling: Pulling = {
    store: createMemoryStore(() => pulling.nowMs),
    nowMs: START_MS,
    asked: [],
    pages: [],
    swept: [],
    sweepPages: null,
    warnings: [],
    counts: [],
    source() {
      const client: SourceClient = {
        fetchByIds: () => Promise.resolve([]),
        changedSince(_type, since, _signal, place = null) {
          pulling.asked.push([since, place]);
          return given(pulling.pages);
        },
        ...(pulling.sweepPages && {
          sweep(_type: RecordType, place: string | null) {
            pulling.swept.push(place);
            return given(pulling.sweepPages!(place));
          },
        }),
      };
      const connected = source(client, { sync });
      return { ...connected, definition: { ...connected.definition, overlapMs: OVERLAP_MS } };
    },
    once(types = ['party'], request = {}) {
      const puller = createPuller({
        store: pulling.store, sources: new Map(), owner: 'puller', leaseMs: 60_000, intervalMs: 30_000, now: () => pulling.nowMs,
        logger: { info: () => undefined, warn: (fields, message) => pulling.warnings.push([fields, message]) },
        onPage: (_system, _type, count) => pulling.counts.push(count),
      });
      return puller.once(pulling.source(), { types, signal: new AbortController().signal, sweeps: true, makeRoom: () => Promise.reject(new Error('full')), ...request });
    },
  };
  return pulling;
}
