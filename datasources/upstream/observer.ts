/** What the way to the sources tells to whoever watches it (metrics, traces): names, counts and times, never a key or a value. */
import type { FailureKind } from './reads.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface SourceObserver {
  /**
   * One try of an operation (`fetch:party`, `find:email`, `changed:order`, `sign-in`) goes out. Call the answer once, when
   * it has ended: null for well, else why not.
   */
  tried(system: string, operation: string): (failure: FailureKind | null) => void;
  /** A further try of the same call is about to go out. `hedge`: beside the first, which has not answered. */
  repeated(system: string, operation: string, why: 'retry' | 'hedge'): void;
  breaker(system: string, operation: string, state: BreakerState): void;
  /** Calls of the system in flight (abandoned ones that still hold a slot included) and waiting, whenever they change. */
  load(system: string, inFlight: number, waiting: number): void;
  /** Reads of records that the cache answered or did not; `stale` were answered and are being fetched anew. */
  cache(system: string, result: 'hit' | 'stale' | 'absent' | 'miss', count: number): void;
  /** A read was answered with the last known record, this old. */
  stale(system: string, ageMs: number): void;
}

const nothing = (): void => undefined;

/** Nobody watches. */
export const SILENT: SourceObserver = { tried: () => nothing, repeated: nothing, breaker: nothing, load: nothing, cache: nothing, stale: nothing };
