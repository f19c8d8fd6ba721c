import type { PullDocument, PullProgress } from '../datasources/mongo/documents.ts';
import type { Store } from '../datasources/mongo/store.ts';
import type { ConnectedSource } from '../datasources/systems/connect.ts';
import { sourceRef, type RecordType, type SourceRef } from '../domain/sourceRef.ts';

/** Another puller has taken the source over: whatever this one would write is not written. */
export class LeaseLost extends Error {
  constructor(system: string) {
    super(`The lease of ${system} was taken over.`);
    this.name = 'LeaseLost';
  }
}

export interface SessionOptions {
  store: Store;
  source: ConnectedSource;
  owner: string;
  leaseMs: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  signal: AbortSignal;
  /** Called with the number of refs of each page, written to the inbox already. */
  onPage(type: RecordType, count: number): void;
  /** Resolves when it is worth while to look again whether the inbox has room. Rejects when `signal` fires. */
  makeRoom(signal: AbortSignal): Promise<void>;
  /** Of these refs, those that were erased and of which nothing is to come back. */
  erased?(refs: readonly SourceRef[]): Promise<ReadonlySet<SourceRef>>;
}

/** The lease of a source, and what is done under it. Its methods reject with LeaseLost where another puller has taken over. */
export interface PullSession {
  readonly store: Store;
  readonly source: ConnectedSource;
  /** Fires when the session is to end, or has lost its lease. */
  readonly signal: AbortSignal;
  /** What was known of the source when the lease was taken. */
  readonly document: PullDocument;
  now(): number;
  /** As last saved. */
  progress(type: RecordType): PullProgress;
  save(type: RecordType, change: Partial<PullProgress>): Promise<void>;
  /** Writes ids into the inbox; resolves when there is room for more. `swept`: number of the sweep that has seen them. */
  mark(type: RecordType, ids: readonly string[], swept?: number): Promise<void>;
  /** Gives the lease back. What is not done is gone on with soon. */
  close(isDone: boolean): Promise<void>;
}

const NOTHING: PullProgress = { since: null, highWater: null, begunAt: null, completedAt: null, fullAt: null, open: null, sweep: null, failure: null };

/** Takes the lease. Null where somebody else has it, or it was last taken less than `restMs` ago. */
export async function openPullSession(options: SessionOptions, restMs: number): Promise<PullSession | null> {
  const { store, source, owner, leaseMs, now, onPage, makeRoom, erased } = options;
  const { system } = source;
  const document = await store.pulls.lease(system, owner, leaseMs, restMs);
  if (!document) return null;
  const lease = { system, fence: document.fence };
  const progress = new Map<RecordType, PullProgress>(Object.entries(document.types) as [RecordType, PullProgress][]);
  const lost = new AbortController();
  const signal = AbortSignal.any([options.signal, lost.signal]);
  /** Refs that may be written before the inbox is asked again. */
  let room = 0;

  const check = (isHeld: boolean): void => {
    if (isHeld) return;
    lost.abort(new LeaseLost(system));
    throw new LeaseLost(system);
  };
  const keeping = setInterval(() => {
    // A store that does not answer now may by the next time; whose lease it is by then, the next write tells.
    store.pulls.renew(lease, leaseMs).then(check).catch(() => undefined);
  }, Math.max(1_000, leaseMs / 3));
  keeping.unref();

  return {
    store,
    source,
    signal,
    document,
    now,
    progress: (type) => progress.get(type) ?? NOTHING,

    async save(type, change) {
      const next = { ...(progress.get(type) ?? NOTHING), ...change };
      check(await store.pulls.save(lease, type, next, leaseMs));
      progress.set(type, next);
    },

    async mark(type, ids, swept) {
      const named = [...new Set(ids)].map((id) => sourceRef(system, type, id));
      const gone = await erased?.(named);
      const refs = named.filter((ref) => !gone?.has(ref)).map((ref) => ({ ref, system, type }));
      if (refs.length === 0) return;
      await store.inbox.signal(refs, swept);
      onPage(type, refs.length);
      room -= refs.length;
      while (room < 0) {
        const waiting = await store.inbox.waitingOf(system, source.definition.types);
        if (waiting <= source.sync.maxWaiting) room = source.sync.maxWaiting - waiting;
        else await makeRoom(signal);
        signal.throwIfAborted();
      }
    },

    async close(isDone) {
      clearInterval(keeping);
      await store.pulls.release(lease, isDone);
    },
  };
}
