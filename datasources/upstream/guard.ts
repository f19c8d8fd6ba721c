/**
 * What stands between the gateway and one source, whichever way leads there. From the outside in: reads are tried again
 * where that may help and the budget has it; a second try may be sent beside a slow one; the operation's breaker lets each
 * try pass or not; it waits for a slot of its operation and of the source; it has the smaller of its own time and what
 * remains; and it is told to the observer.
 */
import { SourceError, type OperationLimits, type SourceLimits, type UpstreamGuard } from '../systems/defineSource.ts';
import { createBreaker, type Breaker, type BreakerOptions } from './breaker.ts';
import { createRetryBudget } from './budget.ts';
import type { SourceCounters } from './counters.ts';
import { deadlineOf, hopSignal, monotonicMs } from './deadline.ts';
import { hedged, type Attempt } from './hedge.ts';
import { createLatency, type Latency } from './latency.ts';
import { abortError, createLimiter, type Limiter, type Rate } from './limiter.ts';
import { SILENT, type SourceObserver } from './observer.ts';
import { retrying, type RetryOptions } from './retry.ts';

export interface GuardOptions {
  system: string;
  /** Tries in flight to the whole source at once. */
  concurrency: number;
  /** Tries that may wait for one of those. */
  maxQueued: number;
  /** Of one try, from its slot to the end of its answer. */
  timeoutMs: number;
  limits: SourceLimits;
  rate?: Rate;
  retry: RetryOptions;
  breaker: BreakerOptions;
  /** Whether slow reads are sent a second time. */
  hedge: boolean;
  counters: SourceCounters;
  observer?: SourceObserver;
  /** Of a monotonic clock, in ms. */
  now?: () => number;
  /** From 0 up to 1. */
  random?: () => number;
}

/** A guard, and its end. */
export interface SourceGuard extends UpstreamGuard {
  close(): void;
}

/** What the guard keeps of one operation. */
interface Operation {
  name: string;
  abandonedMs: number;
  breaker: Breaker;
  /** Null where slow reads are not hedged. */
  latency: Latency | null;
  /** Null where the source's own slots are the narrower ones. */
  slots: Limiter | null;
}

/** Fewer calls than this are never taken for a rule, unless the configuration says so. */
const FEW_CALLS = 3;

/**
 * Calls of an operation that say something of it. Where all hang, each holds its slot for the time limit and as abandoned, so
 * that no more than these end in a window: a breaker that waits for more never opens on the slowest of systems.
 */
function telling(minCalls: number, windowMs: number, timeoutMs: number, { concurrency, abandonedMs }: OperationLimits): number {
  return Math.min(minCalls, Math.max(FEW_CALLS, Math.floor((concurrency * windowMs) / (timeoutMs + abandonedMs))));
}

/** Tries of one operation that may wait for a slot, per slot. */
const QUEUED_PER_SLOT = 50;

/** The limits that an operation shares: `find:email` and `find:phone` those of `find`, pulls and sweeps those of `changed`. */
function limitsOf(limits: SourceLimits, operation: string): [group: string, limits: OperationLimits | undefined] {
  const [group = '', type = ''] = operation.split(':');
  if (group === 'fetch') return [operation, (limits.fetch as Readonly<Record<string, OperationLimits | undefined>>)[type]];
  if (group === 'find') return [group, limits.find];
  return group === 'changed' || group === 'sweep' ? ['changed', limits.changed] : [operation, undefined];
}

/** The guard of one source. */
export function createGuard(options: GuardOptions): SourceGuard {
  const { system, concurrency, maxQueued, timeoutMs, rate, retry, hedge, counters, observer = SILENT, now = monotonicMs, random = Math.random } = options;
  const budget = createRetryBudget(now);
  let isClosed = false;
  const withdraw = () => !isClosed && budget.withdraw();
  const limiters = new Map<string, Limiter>();
  const load = () => {
    let { waiting } = source;
    for (const limiter of limiters.values()) waiting += limiter.waiting;
    observer.load(system, source.active, waiting);
  };
  const changed = observer === SILENT ? undefined : load;
  const source = createLimiter({ system, concurrency, maxQueued, abandonedMs: 0, counters, ...(rate && { rate }), ...(changed && { changed }) });
  const operations = new Map<string, Operation>();

  function slotsOf(group: string, limits: OperationLimits): Limiter | null {
    if (limits.concurrency >= concurrency) return null;
    let limiter = limiters.get(group);
    if (!limiter) {
      limiter = createLimiter({ system, concurrency: limits.concurrency, maxQueued: limits.concurrency * QUEUED_PER_SLOT, abandonedMs: limits.abandonedMs, counters, ...(changed && { changed }) });
      limiters.set(group, limiter);
    }
    return limiter;
  }

  function operationOf(name: string): Operation {
    let operation = operations.get(name);
    if (!operation) {
      const [group, limits] = limitsOf(options.limits, name);
      const { minCalls, windowMs } = options.breaker;
      const settings = limits ? { ...options.breaker, minCalls: telling(minCalls, windowMs, timeoutMs, limits) } : options.breaker;
      const breaker = createBreaker(system, settings, now, (state) => observer.breaker(system, name, state));
      operation = { name, abandonedMs: limits?.abandonedMs ?? 0, breaker, latency: hedge ? createLatency() : null, slots: limits ? slotsOf(group, limits) : null };
      operations.set(name, operation);
    }
    return operation;
  }

  /** One try, if the breaker lets it pass, when it has its slots. */
  function attempt<Result>({ name, abandonedMs, breaker, latency, slots }: Operation, task: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal, sent?: () => void): Promise<Result> {
    const refused = breaker.refusal();
    if (refused) return Promise.reject(refused);
    let isSent = false;
    // Work that was never sent goes on nowhere.
    const heldMs = () => (isSent ? abandonedMs : 0);

    async function send(live: AbortSignal): Promise<Result> {
      isSent = true;
      sent?.();
      const startedMs = now();
      const hop = hopSignal(live, Math.max(0, Math.min(timeoutMs, deadlineOf(signal) - startedMs)), () => new SourceError(system, 'timeout', `${system} did not answer in time.`));
      const ended = observer.tried(system, name);
      try {
        const result = await task(hop.signal);
        latency?.add(now() - startedMs);
        ended(null);
        return result;
      } catch (error) {
        const failure = hop.signal.aborted ? abortError(system, hop.signal) : error;
        ended(failure instanceof SourceError ? failure.kind : 'garbage');
        throw failure;
      } finally {
        hop.end();
      }
    }

    // Asked once more when it has its slot: what waited while the breaker opened is not sent any more.
    const inSource = (live: AbortSignal) => source.run((held) => breaker.run(() => send(held)), live, heldMs);
    return slots ? slots.run(inSource, signal, heldMs) : inSource(signal);
  }

  /** A read, with a second try beside it where it is slow. */
  function hedgedAttempt<Result>(operation: Operation, task: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const afterMs = operation.latency?.p95() ?? null;
    if (afterMs === null) return attempt(operation, task, signal);
    const mayHedge = () => {
      if (!withdraw()) return false;
      observer.repeated(system, operation.name, 'hedge');
      return true;
    };
    const once: Attempt<Result> = (live, sent) => attempt(operation, task, live, sent);
    return hedged(system, once, afterMs, mayHedge, signal);
  }

  return {
    run(name, kind, task, signal) {
      const operation = operationOf(name);
      budget.deposit();
      if (kind !== 'read') return attempt(operation, task, signal);
      const repeated = () => observer.repeated(system, name, 'retry');
      return retrying(() => hedgedAttempt(operation, task, signal), signal, deadlineOf(signal), { system, options: retry, random, now, withdraw, repeated });
    },
    close() {
      isClosed = true;
      for (const { breaker } of operations.values()) breaker.close();
    },
  };
}
