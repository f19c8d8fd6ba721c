import { setTimeout as wait } from 'node:timers/promises';
import type { IngestLogger } from './types.ts';

/** Between two looks into the inbox for what others put there. */
const LOOK_MS = 1_000;

export interface PulseOptions {
  round(signal: AbortSignal): Promise<unknown>;
  between(signal: AbortSignal): Promise<unknown>;
  intervalMs: number;
  logger: IngestLogger;
}

/** Runs rounds until it is stopped. A round that fails is logged and the next one comes in its time. */
export function createPulse({ round, between, intervalMs, logger }: PulseOptions): { start(): void; stop(): Promise<void> } {
  let stopping = new AbortController();
  let running: Promise<void> | null = null;

  async function attempt(work: (signal: AbortSignal) => Promise<unknown>, signal: AbortSignal): Promise<void> {
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted) logger.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'A round of ingest did not come to its end.');
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const next = performance.now() + intervalMs;
      await attempt(round, signal);
      for (let left = next - performance.now(); left > 0 && !signal.aborted; left = next - performance.now()) {
        await wait(Math.min(LOOK_MS, left), undefined, { signal }).catch(() => undefined);
        if (!signal.aborted && next - performance.now() > LOOK_MS) await attempt(between, signal);
      }
    }
  }

  return {
    start() {
      if (running) return;
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
      running = null;
    },
  };
}
