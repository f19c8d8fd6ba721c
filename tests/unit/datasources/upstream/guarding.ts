/** A guard for tests, its tries on command and its clock by hand. */
import { breakerConfigSchema, retryConfigSchema, type BreakerConfig, type RetryConfig } from '../../../../datasources/systems/config.ts';
import { SourceError, type SourceLimits } from '../../../../datasources/systems/defineSource.ts';
import { createCounters } from '../../../../datasources/upstream/counters.ts';
import { createGuard, type GuardOptions, type SourceGuard } from '../../../../datasources/upstream/guard.ts';
import { SILENT, type SourceObserver } from '../../../../datasources/upstream/observer.ts';

type Options = Partial<Omit<GuardOptions, 'retry' | 'breaker'>> & { retry?: Partial<RetryConfig>; breaker?: Partial<BreakerConfig> };

const each = { batchSize: 10, pageSize: 10, concurrency: 1_000, abandonedMs: 0 };
export const limits = (changes: Partial<typeof each> = {}): SourceLimits => ({ fetch: { party: { ...each, ...changes } }, find: each, changed: each });

/** As configured by default, but for what is given. */
export function guardOf({ retry = {}, breaker = {}, ...options }: Options = {}): SourceGuard {
  return createGuard({
    system: 'desk', concurrency: 1_000, maxQueued: 1_000, timeoutMs: 2_000, limits: limits(), hedge: false, counters: createCounters(), random: () => 0.5,
    retry: retryConfigSchema.parse(retry), breaker: breakerConfigSchema.parse(breaker), ...options,
  });
}

/** A guard whose breaker never opens. */
export const unbroken = { failurePercent: 100 };

export const never = (): AbortSignal => new AbortController().signal;
export const unreachable = () => Promise.reject(new SourceError('desk', 'unreachable', 'The desk is away.'));

/** A task that does not end before its signal fires. */
export const hanging = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

/** An observer that notes what it is told. */
export function watching(): { observer: SourceObserver; told: string[]; loads: [inFlight: number, waiting: number][] } {
  const told: string[] = [];
  const loads: [number, number][] = [];
  const observer: SourceObserver = {
    ...SILENT,
    tried: (system, operation) => (failure) => void told.push(`${system} ${operation} ${failure ?? 'well'}`),
    repeated: (system, operation, why) => void told.push(`${system} ${operation} ${why}`),
    breaker: (system, operation, state) => void told.push(`${system} ${operation} ${state}`),
    load: (_system, inFlight, waiting) => void loads.push([inFlight, waiting]),
  };
  return { observer, told, loads };
}

/** Replaces timers and clocks by ones that stand still; promises and immediates go on. */
export const useClockByHand = (): void => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'clearImmediate', 'queueMicrotask'] });
};
export const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms).then(() => undefined);
