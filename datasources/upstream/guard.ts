/**
 * What stands between the gateway and one source, whichever way leads there: each try waits for a slot of its operation
 * and of the source, has the smaller of its own time and what remains, and is told to the observer.
 */
import { SourceError, type OperationLimits, type SourceLimits, type UpstreamGuard } from '../systems/defineSource.ts';
import type { SourceCounters } from './counters.ts';
import { deadlineOf, hopSignal, monotonicMs } from './deadline.ts';
import { abortError, createLimiter, type Limiter, type Rate } from './limiter.ts';
import { SILENT, type SourceObserver } from './observer.ts';

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
  counters: SourceCounters;
  observer?: SourceObserver;
  /** Of a monotonic clock, in ms. */
  now?: () => number;
}

/** A guard, and its end. */
export interface SourceGuard extends UpstreamGuard {
  close(): void;
}

/** What the guard keeps of one operation. */
interface Operation {
  name: string;
  abandonedMs: number;
  /** Null where the source's own slots are the narrower ones. */
  slots: Limiter | null;
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
  const { system, concurrency, maxQueued, timeoutMs, rate, counters, observer = SILENT, now = monotonicMs } = options;
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
      operation = { name, abandonedMs: limits?.abandonedMs ?? 0, slots: limits ? slotsOf(group, limits) : null };
      operations.set(name, operation);
    }
    return operation;
  }

  /** One try, when it has its slots. */
  function attempt<Result>({ name, abandonedMs, slots }: Operation, task: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result> {
    let isSent = false;
    // Work that was never sent goes on nowhere.
    const heldMs = () => (isSent ? abandonedMs : 0);

    async function run(live: AbortSignal): Promise<Result> {
      isSent = true;
      const remainingMs = deadlineOf(signal) - now();
      const hop = hopSignal(live, Math.max(0, Math.min(timeoutMs, remainingMs)), () => new SourceError(system, 'timeout', `${system} did not answer in time.`));
      const ended = observer.tried(system, name);
      try {
        const result = await task(hop.signal);
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

    const inSource = (live: AbortSignal) => source.run(run, live, heldMs);
    return slots ? slots.run(inSource, signal, heldMs) : inSource(signal);
  }

  return {
    run: (operation, _kind, task, signal) => attempt(operationOf(operation), task, signal),
    close: () => undefined,
  };
}
