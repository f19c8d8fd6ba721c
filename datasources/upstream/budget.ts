/**
 * How many further tries a source may be sent beside what it is asked anyway, so that retries never become the load that
 * keeps it down: a fifth of the requests of the last ten seconds, and ten per second (the figures of Finagle's RetryBudget).
 */

export interface RetryBudget {
  /** A request was made. */
  deposit(): void;
  /** Takes one further try; false where there is none left. */
  withdraw(): boolean;
}

const PER_SECOND = 10;
/** Requests that pay for one further try: 20 %. */
const REQUESTS_PER_TRY = 5;
const CREDITS_LIVE_SECONDS = 10;

/** One per source. `now` in ms of a monotonic clock. In T seconds with R requests it gives at most R/5 + 10 x (T+1) tries. */
export function createRetryBudget(now: () => number): RetryBudget {
  /** Requests not yet spent, by the second in which they were made. */
  const credits = new Array<number>(CREDITS_LIVE_SECONDS).fill(0);
  let second = Math.floor(now() / 1_000);
  let reserve = PER_SECOND;

  function turn(): void {
    const current = Math.floor(now() / 1_000);
    if (current <= second) return;
    reserve = PER_SECOND;
    for (let stale = Math.max(second + 1, current - CREDITS_LIVE_SECONDS + 1); stale <= current; stale += 1) credits[stale % CREDITS_LIVE_SECONDS] = 0;
    second = current;
  }

  return {
    deposit() {
      turn();
      credits[second % CREDITS_LIVE_SECONDS]! += 1;
    },
    withdraw() {
      turn();
      if (reserve > 0) {
        reserve -= 1;
        return true;
      }
      if (credits.reduce((sum, made) => sum + made, 0) < REQUESTS_PER_TRY) return false;
      // The oldest first: they are the next to be worth nothing.
      for (let due = REQUESTS_PER_TRY, of = second + 1; due > 0; of += 1) {
        const spent = Math.min(due, credits[of % CREDITS_LIVE_SECONDS]!);
        credits[of % CREDITS_LIVE_SECONDS]! -= spent;
        due -= spent;
      }
      return true;
    },
  };
}
