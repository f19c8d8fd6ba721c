/** How long an operation takes of late, for the moment from which a second try may be worth its price. */

export interface Latency {
  add(ms: number): void;
  /** 95 of 100 took no longer; null as long as too few were seen. */
  p95(): number | null;
}

const KEPT = 200;
const ENOUGH = 20;
/** Reckoned anew after this many. */
const FRESH = 10;

/** The last calls of one operation. */
export function createLatency(): Latency {
  const taken: number[] = [];
  let next = 0;
  let since = 0;
  let known: number | null = null;
  return {
    add(ms) {
      taken[next] = ms;
      next = (next + 1) % KEPT;
      since += 1;
      if (taken.length < ENOUGH || (known !== null && since < FRESH)) return;
      since = 0;
      known = [...taken].sort((a, b) => a - b)[Math.ceil(taken.length * 0.95) - 1]!;
    },
    p95: () => known,
  };
}
