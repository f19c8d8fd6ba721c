/** The reads of one source: batched by operation and parts, through the record cache if it is on. How many go at once its guard sees to. */
import type { Part, PartyRecord, SourceRecord } from '../../domain/records.ts';
import { sourceRef, type RecordType, type SourceRef } from '../../domain/sourceRef.ts';
import type { RecordCache } from '../redis/recordCache.ts';
import { SourceError, UnreadableRecords } from '../systems/defineSource.ts';
import type { ConnectedSource } from '../systems/connect.ts';
import { createBatcher, type Batcher } from './batcher.ts';
import { createCachedReads, type Fetch, type LiveRead, type SourceRead } from './cachedReads.ts';
import type { SourceObserver } from './observer.ts';
import type { Outcome } from './waiters.ts';

export interface SourceReads {
  /**
   * Records with at least `parts`, in order, as one waiter: undefined where the source has none, an error in place of a
   * read that failed. Never rejects. One record for all who read it.
   */
  readMany(type: RecordType, refs: readonly SourceRef[], parts: ReadonlySet<Part>, signal: AbortSignal): Promise<Outcome<SourceRead>[]>;
  /** Parties that carry the value; rejects with SourceError. Only where `definition.findsBy` has `by`. */
  find(by: 'email' | 'phone', value: string, signal: AbortSignal): Promise<PartyRecord[]>;
  /** Later reads of these records do not join what is already in flight. */
  forget(type: RecordType, refs: readonly SourceRef[]): void;
}

const NO_PARTS: readonly Part[] = [];

export interface SourceReadsOptions {
  cache: RecordCache;
  /** A cached record that is older gives no consents: then its source is asked. */
  consentMaxAgeMs: number;
  observer: SourceObserver;
  /** ms since the epoch. */
  now: () => number;
}

/** Reads of one operation and shape. `isConsent`: consents will be taken from them. */
interface ShapeReads {
  readMany(refs: readonly SourceRef[], isConsent: boolean, signal: AbortSignal): Promise<Outcome<SourceRead>[]>;
  forget(refs: readonly SourceRef[]): void;
}

export function createSourceReads(source: ConnectedSource, { cache, consentMaxAgeMs, observer, now }: SourceReadsOptions): SourceReads {
  const { system, definition, client } = source;
  /** By type, then by which optional parts are wanted, one bit each. */
  const shapes = new Map<RecordType, ShapeReads[]>();
  const finders = new Map<string, Batcher<PartyRecord[]>>();

  function readsOfShape(type: RecordType, shape: string, parts: ReadonlySet<Part>): ShapeReads {
    const limits = definition.limits.fetch[type];
    if (!limits) throw new SourceError(system, 'refused', `${system} does not give records of this type.`);
    const idFrom = `${system}:${type}:`.length;

    const fetch: Fetch = async (refs, signal) => {
      const fetchedAtMs = now();
      const answer = new Map<SourceRef, LiveRead | Error>();
      const add = (records: readonly SourceRecord[]) => {
        for (const record of records) answer.set(record.ref, { status: 'OK', record, fetchedAtMs });
      };
      try {
        const ids = refs.map((ref) => ref.slice(idFrom));
        add(await client.fetchByIds(type, ids, parts, signal));
      } catch (error) {
        if (!(error instanceof UnreadableRecords)) throw error;
        add(error.records);
        for (const id of error.ids) answer.set(sourceRef(system, type, id), error);
      }
      return answer;
    };

    const { batchSize } = limits;
    if (source.cacheMs > 0) return createCachedReads({ source, cache, shape, batchSize, fetch, consentMaxAgeMs, observer, now });
    const { readMany, forget } = createBatcher<LiveRead>({ system, batchSize, answerMs: source.answerMs, call: fetch });
    return { readMany: (refs, _isConsent, signal) => readMany(refs, signal), forget };
  }

  /** The reads of these parts. Throws SourceError for a type that the source does not have. */
  function readsOf(type: RecordType, parts: ReadonlySet<Part>): ShapeReads {
    const optional = definition.optionalParts[type] ?? NO_PARTS;
    let wanted = 0;
    for (let index = 0; index < optional.length; index += 1) if (parts.has(optional[index]!)) wanted |= 1 << index;
    let ofType = shapes.get(type);
    const known = ofType?.[wanted];
    if (known) return known;
    const chosen = optional.filter((_, index) => (wanted & (1 << index)) !== 0);
    const made = readsOfShape(type, chosen.join('+'), new Set<Part>(['core', ...chosen]));
    if (!ofType) shapes.set(type, (ofType = []));
    ofType[wanted] = made;
    return made;
  }

  return {
    readMany(type, refs, parts, signal) {
      try {
        return readsOf(type, parts).readMany(refs, parts.has('subscriptions'), signal);
      } catch (error) {
        return Promise.resolve(refs.map(() => error as Error));
      }
    },
    async find(by, value, signal) {
      let finder = finders.get(by);
      if (!finder) {
        finder = createBatcher<PartyRecord[]>({
          system,
          batchSize: 1,
          answerMs: source.answerMs,
          call: async ([key], live) => new Map([[key!, await client.findParties!(by, key!, live)]]),
        });
        finders.set(by, finder);
      }
      return (await finder.read(value, signal)) ?? [];
    },
    forget(type, refs) {
      shapes.get(type)?.forEach((reads) => reads.forget(refs));
    },
  };
}
