import { setTimeout as wait } from 'node:timers/promises';
import { nameOfError } from '../domain/errors.ts';
import type { IngestLogger, PulseBegin } from './types.ts';

/** Between two looks into the inbox for what others put there. */
const LOOK_MS = 1_000;

/** How time passes for a pulse. */
export interface PulseClock {
  /** Of a clock that is never set back. */
  nowMs(): number;
  /** Resolves after `ms`, or when the signal fires. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const CLOCK: PulseClock = {
  nowMs: () => performance.now(),
  wait: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
};

export interface PulseOptions {
  round(signal: AbortSignal): Promise<unknown>;
  between(signal: AbortSignal): Promise<unknown>;
  /** From the beginning of one round to the beginning of the next; a round that lasts longer is followed at once. */
  intervalMs: number;
  logger: IngestLogger;
  clock?: PulseClock;
}

/** Runs rounds until it is stopped. A round that fails is logged and the next one comes in its time. */
export function createPulse({ round, between, intervalMs, logger, clock = CLOCK }: PulseOptions): { start(begin?: PulseBegin): void; stop(): Promise<void> } {
  let stopping = new AbortController();
  let running: Promise<void> | null = null;

  async function attempt(work: (signal: AbortSignal) => Promise<unknown>, signal: AbortSignal): Promise<void> {
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted) logger.warn({ error: nameOfError(error) }, 'A round of ingest did not come to its end.');
    }
  }

  async function run(signal: AbortSignal, begin: PulseBegin): Promise<void> {
    for (let rests = begin === 'resting'; !signal.aborted; rests = false) {
      const next = clock.nowMs() + intervalMs;
      if (!rests) await attempt(round, signal);
      for (let left = next - clock.nowMs(); left > 0 && !signal.aborted; left = next - clock.nowMs()) {
        await clock.wait(Math.min(LOOK_MS, left), signal);
        if (!signal.aborted && next - clock.nowMs() > LOOK_MS) await attempt(between, signal);
      }
    }
  }

  return {
    start(begin = 'withRound') {
      if (running) return;
      stopping = new AbortController();
      running = run(stopping.signal, begin);
    },
    async stop() {
      stopping.abort();
      await running;
      running = null;
    },
  };
}
