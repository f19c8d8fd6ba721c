/**
 * How many requests are worked on at once. The number follows the event loop: while it has no time to spare, more in hand
 * means later answers and not more of them, so fewer are let in, and at once fewer where it is late; while it has time, as
 * where sources are what takes long, and requests wait, more are. What is beyond it waits a little, and is refused at once
 * while the loop is late. So a burst of any size costs one short answer each, and what is let in is answered in time.
 */
import { performance } from 'node:perf_hooks';

export interface OverloadLimits {
  /** Most requests worked on at once; event streams are counted apart. */
  maxInFlight: number;
  /** So many are always let in, however late the loop: a long computation alone is no overload. */
  minInFlight: number;
  /** Most that wait for their turn. */
  maxWaiting: number;
  /** Longest that one waits for its turn. */
  maxWaitMs: number;
  /** From which the loop counts as late. */
  maxLoopDelayMs: number;
}

/** Found by `npm run bench:overload`; each is a key of `limits.overload`. */
export const DEFAULT_OVERLOAD_LIMITS: OverloadLimits = { maxInFlight: 1_000, minInFlight: 64, maxWaiting: 200, maxWaitMs: 250, maxLoopDelayMs: 100 };

/** One request's share of the work in hand. */
export interface Place {
  /** It waits for its client: whoever sends slowly holds no work up. */
  pause(): void;
  /** Its client has sent. False: there is no place for it now, and it has none any more. */
  resume(): boolean;
  /** It is done. May be called again. */
  leave(): void;
}

export interface OverloadState {
  inFlight: number;
  waiting: number;
  /** How many are let in at present. */
  limit: number;
  /** Of the last look. */
  loopDelayMs: number;
  /** Refused since the start. */
  shed: number;
}

export interface Overload {
  /** A place, or null where there is none; a promise where it is worth waiting for one. */
  enter(): Place | null | Promise<Place | null>;
  /** Whether there is too much to do: for work that can come again and is not counted here. */
  isOver(): boolean;
  state(): OverloadState;
  close(): void;
}

export interface OverloadParts {
  /** Any steady clock, ms. */
  now?: () => number;
  /** Calls again and again, as well as the loop lets it; gives the end of it. */
  every?: (intervalMs: number, look: () => void) => () => void;
  /** The share of the time since it was asked last, 0 to 1, that the loop had something to do. */
  utilization?: () => number;
  /** Told when refusing begins, and when it has ended for a second. */
  onChange?: (sheds: boolean, shed: number) => void;
}

const LOOK_MS = 10;
const START = 100;
/** Over which the loop's utilization is taken: it says nothing of a single turn. */
const WINDOW_MS = 100;
/** From which the loop has no time to spare, and below which it has. */
const BUSY = 0.98;
const IDLE = 0.9;
/** The loop is late again at once where no more is cut, and idle where much more is. */
const CUT = 0.8;
const GROWTH = 1.05;
/** Below this share of what counts as late, more are let in. */
const CALM = 0.5;
/** After so long without a refusal it is told that refusing has ended. */
const QUIET_MS = 1_000;

const everyByTimer = (intervalMs: number, look: () => void): (() => void) => {
  const timer = setInterval(look, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
};

function loopUtilization(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const since = before;
    before = performance.eventLoopUtilization();
    return performance.eventLoopUtilization(before, since).utilization;
  };
}

interface Waiting {
  sinceMs: number;
  tell(place: Place | null): void;
}

/** Of one process. */
export function createOverload(limits: OverloadLimits, { now = () => performance.now(), every = everyByTimer, utilization = loopUtilization(), onChange }: OverloadParts = {}): Overload {
  const { maxInFlight, maxWaiting, maxWaitMs, maxLoopDelayMs } = limits;
  const least = Math.min(limits.minInFlight, maxInFlight);
  let limit = Math.min(Math.max(START, least), maxInFlight);
  let inFlight = 0;
  /** Most at once since the last look. */
  let most = 0;
  /** Let in since the last look: what needs no source is done before the next one comes in, and still makes the loop late. */
  let entered = 0;
  let loopDelayMs = 0;
  let busy = 0;
  let windowAtMs = now();
  /** Most at once in this window. */
  let mostInWindow = 0;
  let lookedAtMs = now();
  let queue: Waiting[] = [];
  let shed = 0;
  let shedAtMs: number | null = null;

  const refuse = (): null => {
    shed += 1;
    if (shedAtMs === null) onChange?.(true, shed);
    shedAtMs = now();
    return null;
  };
  const take = (): void => {
    inFlight += 1;
    most = Math.max(most, inFlight, entered);
  };
  const isOverdue = (): boolean => now() - lookedAtMs > LOOK_MS + maxLoopDelayMs;
  const hasPlace = (): boolean => inFlight < limit && (entered < limit || !isOverdue());
  const callIn = (): void => {
    while (queue.length > 0 && hasPlace()) letIn(queue.shift()!);
  };
  const free = (): void => {
    inFlight -= 1;
    callIn();
  };
  const letIn = ({ sinceMs, tell }: Waiting): void => tell(now() - sinceMs > maxWaitMs ? refuse() : place());

  function place(): Place {
    entered += 1;
    take();
    let holds = true;
    let isPaused = false;
    const release = (): void => {
      if (!holds) return;
      holds = false;
      free();
    };
    return {
      pause() {
        if (!holds) return;
        isPaused = true;
        release();
      },
      resume() {
        if (!isPaused) return holds;
        isPaused = false;
        if (inFlight >= limit) return refuse() !== null;
        holds = true;
        take();
        return true;
      },
      leave() {
        isPaused = false;
        release();
      },
    };
  }

  const isLate = (): boolean => loopDelayMs > maxLoopDelayMs || isOverdue();
  const cutBelow = (inHand: number): void => void (limit = Math.max(least, Math.floor(Math.min(limit, inHand) * CUT)));
  const look = (): void => {
    const nowMs = now();
    loopDelayMs = Math.max(0, nowMs - lookedAtMs - LOOK_MS);
    lookedAtMs = nowMs;
    const isLateNow = isLate();
    mostInWindow = Math.max(mostInWindow, most);
    if (isLateNow) cutBelow(most);
    else if (busy < IDLE && loopDelayMs < maxLoopDelayMs * CALM && (most >= limit || queue.length > 0)) limit = Math.min(maxInFlight, Math.ceil(limit * GROWTH));
    if (nowMs - windowAtMs >= WINDOW_MS) {
      windowAtMs = nowMs;
      busy = utilization();
      if (busy > BUSY && !isLateNow) cutBelow(mostInWindow);
      mostInWindow = inFlight;
    }
    most = inFlight;
    entered = 0;
    // The first has waited longest.
    while (queue.length > 0 && (isLateNow || nowMs - queue[0]!.sinceMs > maxWaitMs)) queue.shift()!.tell(refuse());
    callIn();
    if (shedAtMs !== null && nowMs - shedAtMs > QUIET_MS) {
      shedAtMs = null;
      onChange?.(false, shed);
    }
  };
  const end = every(LOOK_MS, look);

  return {
    enter() {
      if (queue.length === 0 && hasPlace()) return place();
      if (isLate() || queue.length >= maxWaiting) return refuse();
      return new Promise((tell) => queue.push({ sinceMs: now(), tell }));
    },
    isOver: () => !hasPlace() && isLate(),
    state: () => ({ inFlight, waiting: queue.length, limit, loopDelayMs, shed }),
    close() {
      end();
      for (const { tell } of queue.splice(0)) tell(null);
    },
  };
}
