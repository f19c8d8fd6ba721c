/**
 * Asks the sources what changed, each by its own clock and under a lease, so that a slow one holds up nobody and no source
 * is asked by two instances at once.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { isHeld } from '../datasources/mongo/pulls.ts';
import type { Store } from '../datasources/mongo/store.ts';
import type { ConnectedSource } from '../datasources/systems/connect.ts';
import { GatewayError } from '../domain/errors.ts';
import type { RecordType, SourceRef } from '../domain/sourceRef.ts';
import { pull } from './pull.ts';
import { LeaseLost, openPullSession, type PullSession } from './pullSession.ts';
import { createPulse, type PulseClock } from './pulse.ts';
import { beginSweep, sweep } from './sweep.ts';
import type { IngestLogger, PulseBegin } from './types.ts';

export interface PullerOptions {
  store: Store;
  sources: ReadonlyMap<string, ConnectedSource>;
  /** Name of this process, unique among those that share the store. */
  owner: string;
  leaseMs: number;
  /** Between two pulls of a source that has no interval of its own. */
  intervalMs: number;
  now: () => number;
  logger: IngestLogger;
  onPage(system: string, type: RecordType, count: number): void;
  erased?(refs: readonly SourceRef[]): Promise<ReadonlySet<SourceRef>>;
  clock?: PulseClock;
}

/** `elsewhere`: another instance is at it, or has just been. */
export type PullOutcome = 'whole' | 'failed' | 'elsewhere';

export interface PullRequest {
  types: readonly RecordType[];
  signal: AbortSignal;
  /** Whether sweeps that are due, or under way, are gone on with. */
  sweeps: boolean;
  /** Waits until refs may have been worked off, or works some off. */
  makeRoom(signal: AbortSignal): Promise<void>;
  /** Not where the source was pulled less than this ago. */
  restMs?: number;
  /** Called with the number of refs of each page, written to the inbox already. */
  onPage?(count: number): void;
  /** Sweeps are left for another time when this much has passed. */
  untilMs?: number;
}

export interface Puller {
  /** One pull of a source. Rejects where the store is gone. */
  once(source: ConnectedSource, request: PullRequest): Promise<PullOutcome>;
  start(begin: PulseBegin): void;
  /** Ends after the page in hand, and gives the leases back. */
  stop(): Promise<void>;
}

/** After a round that broke off it is gone on with this much later, however long the interval is. */
const GO_ON_MS = 30_000;
/** Between two looks whether the inbox has room. */
const ROOM_MS = 500;

/** A failure after which a pull goes on where it was; after another kind its place may be what is wrong. */
const PASSING: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'overloaded', 'breaker', 'aborted', 'unauthorised']);

export function createPuller(options: PullerOptions): Puller {
  const { store, sources, owner, leaseMs, now, logger, onPage, erased, clock } = options;

  async function once(source: ConnectedSource, { types, signal, sweeps, makeRoom, restMs = 0, onPage: onRequestPage, untilMs = Infinity }: PullRequest): Promise<PullOutcome> {
    const { system } = source;
    const begunMs = performance.now();
    const told = (type: RecordType, count: number): void => {
      onPage(system, type, count);
      onRequestPage?.(count);
    };
    const session = await openPullSession({ store, source, owner, leaseMs, now, signal, onPage: told, makeRoom, ...(erased && { erased }) }, restMs);
    if (!session) return 'elsewhere';
    let outcome: PullOutcome = 'whole';
    let isWhole = false;
    try {
      await takeWish(session);
      for (const type of types) {
        const steps = [() => pull(session, type), ...(sweeps ? [() => sweep(session, type, { logger, isEnough: () => performance.now() - begunMs >= untilMs })] : [])];
        for (const step of steps) {
          if (session.signal.aborted) return session.signal.reason instanceof LeaseLost ? 'elsewhere' : 'failed';
          if (!(await attempt(session, type, step))) outcome = 'failed';
        }
      }
      isWhole = outcome === 'whole';
      return outcome;
    } catch (error) {
      if (error instanceof LeaseLost || session.signal.reason instanceof LeaseLost) return 'elsewhere';
      throw error;
    } finally {
      await session.close(isWhole);
    }
  }

  /** What an admin asked for is written down as begun before the wish is taken away. */
  async function takeWish(session: PullSession): Promise<void> {
    const { document, source } = session;
    const { wanted } = document;
    if (!wanted) return;
    for (const type of source.definition.types) {
      const { sweep: last } = session.progress(type);
      if (wanted.sweep && source.client.sweep) await session.save(type, { sweep: beginSweep(new Date(now())) });
      else if (wanted.sweep) await session.save(type, { highWater: null, open: null });
      else if (last?.stage === 'STOPPED' && last.number === wanted.confirmed[type]) await session.save(type, { sweep: { ...last, stage: 'SIGNALLING', place: null, completedAt: null } });
    }
    await store.pulls.takeWish({ system: source.system, fence: document.fence }, wanted);
  }

  /** False where the source failed. */
  async function attempt(session: PullSession, type: RecordType, step: () => Promise<void>): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      if (error instanceof GatewayError || error instanceof LeaseLost || session.signal.reason instanceof LeaseLost) throw error;
      if (session.signal.aborted) return false;
      const kind = (error as { kind?: string }).kind ?? 'defect';
      await session.save(type, { failure: { kind, at: new Date(now()) }, ...(!PASSING.has(kind) && { open: null }) });
      logger.warn({ system: session.source.system, type, kind }, 'A pull did not come to its end and will be gone on with.');
      return false;
    }
  }

  const makeRoom = (signal: AbortSignal): Promise<void> => wait(ROOM_MS, undefined, { signal }).catch(() => undefined);
  const pulses = [...sources.values()].map((source) => {
    const intervalMs = source.sync.intervalMs ?? options.intervalMs;
    // Half of it: the clocks of two instances, and of rounds that follow one another, are not the same.
    const round = (signal: AbortSignal, restMs = intervalMs / 2) => once(source, { types: source.definition.types, signal, sweeps: true, makeRoom, restMs, untilMs: intervalMs });
    const between = async (signal: AbortSignal): Promise<void> => {
      const known = await store.pulls.get(source.system);
      if (known?.wanted) await round(signal);
      else if (known?.unfinished && !isHeld(known, now())) await round(signal, Math.min(intervalMs, GO_ON_MS));
    };
    return createPulse({ round, between, intervalMs, logger, ...(clock && { clock }) });
  });

  return {
    once,
    start: (begin) => pulses.forEach((pulse) => pulse.start(begin)),
    async stop() {
      await Promise.all(pulses.map((pulse) => pulse.stop()));
    },
  };
}
