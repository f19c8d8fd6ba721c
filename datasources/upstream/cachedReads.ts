/**
 * Reads of one operation and shape through the record cache: what is fresh is answered from it; what has been fresh for a
 * while yet is answered as STALE and read anew in the background; what is missing is read live. However many ask, a record
 * is looked up once and read once at a time. Consents are never answered from what has to be read anew.
 */
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { CachedRecord, CacheFill, CacheLookup, RecordCache } from '../redis/recordCache.ts';
import type { ConnectedSource } from '../systems/connect.ts';
import { createBatcher } from './batcher.ts';
import { failureOf } from './failureOf.ts';
import type { SourceObserver } from './observer.ts';
import type { FailureKind, RecordRead } from './reads.ts';
import type { Outcome } from './waiters.ts';

/** What a read of a source or of its cache gives. */
export type SourceRead = Extract<RecordRead, { record: unknown }>;
export type LiveRead = Extract<RecordRead, { status: 'OK' }>;

/** Records of one call by ref; an error for one that failed. A ref that is left out has no record. */
export type Fetch = (refs: readonly SourceRef[], signal: AbortSignal) => Promise<Map<SourceRef, LiveRead | Error>>;

export interface CachedReads {
  /** `isConsent`: consents will be taken from them. */
  readMany(refs: readonly SourceRef[], isConsent: boolean, signal: AbortSignal): Promise<Outcome<SourceRead>[]>;
  forget(refs: readonly SourceRef[]): void;
}

export interface CachedReadsOptions {
  source: ConnectedSource;
  cache: RecordCache;
  shape: string;
  batchSize: number;
  fetch: Fetch;
  consentMaxAgeMs: number;
  observer: SourceObserver;
  /** ms since the epoch. */
  now: () => number;
}

const LOOK_UPS_AT_ONCE = 500;
/** A source that has just failed is not asked again in the background for as long. */
const REFETCH_PAUSE_MS = 1_000;

const readOf = ({ record, fetchedAtMs }: CachedRecord, age: 'fresh' | 'stale', failure: FailureKind | null): SourceRead =>
  age === 'fresh' ? { status: 'OK', record: record!, fetchedAtMs, isCached: true } : { status: 'STALE', record: record!, fetchedAtMs, failure, isCached: true };

export function createCachedReads({ source, cache, shape, batchSize, fetch, consentMaxAgeMs, observer, now }: CachedReadsOptions): CachedReads {
  const { system, answerMs, cacheMs, staleMs, absentMs, counters } = source;
  const keepMs = cacheMs + staleMs;
  /** Look-ups of what is about to be fetched: a fetch takes their tickets when it begins. */
  const awaited = new Map<SourceRef, CacheLookup>();
  const refetching = new Set<SourceRef>();
  const background = new AbortController().signal;
  /** Of the last fetch in the background; null where that went well. */
  let failed: { kind: FailureKind; untilMs: number } | null = null;

  const lookUps = createBatcher<CacheLookup>({
    system,
    batchSize: LOOK_UPS_AT_ONCE,
    answerMs: 0,
    async call(refs) {
      const found = await cache.lookup(refs.map((ref) => ({ ref, shape })));
      return new Map(refs.map((ref, index) => [ref, found[index]!]));
    },
  });

  const live = createBatcher<LiveRead>({
    system,
    batchSize,
    answerMs,
    async call(refs, signal) {
      const tickets = refs.map((ref) => awaited.get(ref)?.ticket ?? null);
      for (const ref of refs) awaited.delete(ref);
      const askedAtMs = now();
      const answer = await fetch(refs, signal);
      const fills = refs.flatMap((ref, index): CacheFill[] => {
        const [value, key, ticket] = [answer.get(ref), { ref, shape }, tickets[index]!];
        if (value instanceof Error || ticket === null) return [];
        if (!value) return [{ key, ticket, value: { record: null, fetchedAtMs: askedAtMs }, keepMs: absentMs }];
        return [{ key, ticket, value: { record: value.record, fetchedAtMs: value.fetchedAtMs }, keepMs }];
      });
      // Nobody waits for it.
      if (fills.length > 0) void cache.fill(fills);
      return answer;
    },
  });

  async function readLive(refs: readonly SourceRef[], lookups: readonly CacheLookup[], signal: AbortSignal): Promise<Outcome<LiveRead>[]> {
    refs.forEach((ref, index) => awaited.set(ref, lookups[index]!));
    const outcomes = await live.readMany(refs, signal);
    // One that joined a fetch which had begun left its own behind.
    refs.forEach((ref, index) => {
      if (awaited.get(ref) === lookups[index]) awaited.delete(ref);
    });
    return outcomes;
  }

  function refetch(refs: readonly SourceRef[], lookups: readonly CacheLookup[]): void {
    if (failed && now() < failed.untilMs) return;
    const wanted = refs.flatMap((ref, index) => (refetching.has(ref) ? [] : [{ ref, lookup: lookups[index]! }]));
    if (wanted.length === 0) return;
    for (const { ref } of wanted) refetching.add(ref);
    void readLive(wanted.map(({ ref }) => ref), wanted.map(({ lookup }) => lookup), background).then((outcomes) => {
      for (const { ref } of wanted) refetching.delete(ref);
      const error = outcomes.find((outcome) => outcome instanceof Error);
      failed = error ? { kind: failureOf(error, background), untilMs: now() + REFETCH_PAUSE_MS } : null;
    });
  }

  return {
    async readMany(refs, isConsent, signal) {
      const found = await lookUps.readMany(refs, signal);
      const nowMs = now();
      const freshMs = isConsent ? Math.min(cacheMs, consentMaxAgeMs) : cacheMs;
      const freshAbsentMs = isConsent ? Math.min(absentMs, consentMaxAgeMs) : absentMs;
      const reads: Outcome<SourceRead>[] = [];
      const missing: number[] = [];
      const stale: number[] = [];
      let [fresh, absent] = [0, 0];
      for (let place = 0; place < refs.length; place += 1) {
        const lookup = found[place]!;
        if (lookup instanceof Error) {
          reads.push(lookup);
          continue;
        }
        const { hit } = lookup;
        const ageMs = hit ? nowMs - hit.fetchedAtMs : Infinity;
        if (hit?.record === null && ageMs < freshAbsentMs) {
          reads.push(undefined);
          absent += 1;
        } else if (hit?.record && ageMs < freshMs) {
          reads.push(readOf(hit, 'fresh', null));
          fresh += 1;
        } else if (hit?.record && ageMs < keepMs && !isConsent) {
          reads.push(readOf(hit, 'stale', failed?.kind ?? null));
          observer.stale(system, ageMs);
          stale.push(place);
        } else {
          reads.push(undefined);
          missing.push(place);
        }
      }
      tell(observer, system, { hit: fresh, stale: stale.length, absent, miss: missing.length });
      counters.cacheHits(fresh + stale.length + absent);
      const at = (places: readonly number[]) => [places.map((place) => refs[place]!), places.map((place) => found[place] as CacheLookup)] as const;
      if (stale.length > 0) refetch(...at(stale));
      if (missing.length === 0) return reads;
      const outcomes = await readLive(...at(missing), signal);
      for (const [index, place] of missing.entries()) {
        const outcome = outcomes[index];
        const { hit } = found[place] as CacheLookup;
        // Good enough for everything but a consent, and its age tells.
        if (outcome instanceof Error && hit?.record && nowMs - hit.fetchedAtMs < keepMs) {
          reads[place] = readOf(hit, 'stale', failureOf(outcome, signal));
          observer.stale(system, nowMs - hit.fetchedAtMs);
        } else reads[place] = outcome;
      }
      return reads;
    },
    forget(refs) {
      lookUps.forget(refs);
      live.forget(refs);
    },
  };
}

function tell(observer: SourceObserver, system: string, counts: Readonly<Record<'hit' | 'stale' | 'absent' | 'miss', number>>): void {
  for (const result of ['hit', 'stale', 'absent', 'miss'] as const) if (counts[result] > 0) observer.cache(system, result, counts[result]);
}
