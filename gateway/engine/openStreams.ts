/** The streams that are open: how many there may be, and that each is looked at again while it lasts. */
import { GatewayError } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';

export interface StreamLimits {
  /** Open at once, of one principal in this process. */
  maxPerPrincipal: number;
  /** Open at once in this process. */
  maxInAll: number;
  /** How often each stream's token and permissions are looked at, beside every event: what ends a stream ends it within this. */
  checkMs: number;
  /** For one event to be read; a query that is answered as a stream has as long. */
  eventDeadlineMs: number;
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = { maxPerPrincipal: 20, maxInAll: 1_000, checkMs: 250, eventDeadlineMs: 3_000 };

/** Calls `act` again and again. Returns the end of it. */
export type Every = (intervalMs: number, act: () => void) => () => void;

export const everyByTimer: Every = (intervalMs, act) => {
  const timer = setInterval(act, intervalMs);
  // An open stream holds its socket; the timer alone is no reason to go on living.
  timer.unref();
  return () => clearInterval(timer);
};

/** What is taken up by one stream. */
export interface StreamPlace {
  /** `check` is called in every round and may not reject; `tokenId`: of the issued token that it depends on. */
  watch(check: () => Promise<void>, tokenId: string | null): void;
  /** Frees the place. */
  leave(): void;
}

export interface OpenStreams {
  /** Throws STREAM_LIMIT_REACHED. */
  enter(principal: Principal): StreamPlace;
  /** Looks at the streams of an issued token now: it is no more, or not the same. */
  recheck(tokenId: string): void;
}

interface Watched {
  tokenId: string | null;
  /** `anew`: what a check has read that is under way may be old. */
  run(anew: boolean): void;
}

/** As rates are counted: two tokens of one subject are one, two issued tokens are two. */
const keyOf = ({ issuedToken, role, subject }: Principal): string => (issuedToken ? `token\0${issuedToken.id}` : `subject\0${role}\0${subject}`);

function watchedBy(check: () => Promise<void>, tokenId: string | null): Watched {
  let isRunning = false;
  let isStale = false;
  const loop = async (): Promise<void> => {
    isRunning = true;
    do {
      isStale = false;
      await check();
    } while (isStale);
    isRunning = false;
  };
  return {
    tokenId,
    run(anew) {
      if (!isRunning) void loop();
      else if (anew) isStale = true;
    },
  };
}

/** @param every the clock of the rounds */
export function createOpenStreams({ maxPerPrincipal, maxInAll, checkMs }: StreamLimits, every: Every = everyByTimer): OpenStreams {
  const counts = new Map<string, number>();
  const watched = new Set<Watched>();
  let open = 0;
  let endRounds: (() => void) | null = null;

  const full = (whose: string): GatewayError => new GatewayError('STREAM_LIMIT_REACHED', `${whose} too many streams open: end one first.`);
  /** All at once, so that the reads of their tokens are one. */
  const round = (): void => {
    for (const each of watched) each.run(false);
  };

  return {
    enter(principal) {
      const key = keyOf(principal);
      const count = counts.get(key) ?? 0;
      if (count >= maxPerPrincipal) throw full('You have');
      if (open >= maxInAll) throw full('The gateway has');
      counts.set(key, count + 1);
      open += 1;
      let own: Watched | null = null;
      let hasLeft = false;
      return {
        watch(check, tokenId) {
          if (hasLeft) return;
          watched.add((own = watchedBy(check, tokenId)));
          endRounds ??= every(checkMs, round);
        },
        leave() {
          if (hasLeft) return;
          hasLeft = true;
          open -= 1;
          const left = (counts.get(key) ?? 1) - 1;
          if (left > 0) counts.set(key, left);
          else counts.delete(key);
          if (own) watched.delete(own);
          if (watched.size > 0) return;
          endRounds?.();
          endRounds = null;
        },
      };
    },
    recheck(tokenId) {
      for (const each of watched) if (each.tokenId === tokenId) each.run(true);
    },
  };
}
