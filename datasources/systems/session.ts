/** A signed-in session: made when first needed, shared by all calls, renewed once when the source says it has expired. */
import { untilGivenUp } from '../upstream/deadline.ts';
import { SourceError } from './defineSource.ts';

export interface SessionOptions<Token> {
  system: string;
  /** Rejects with SourceError. Its HTTP call has the source's own time limit. */
  signIn(signal: AbortSignal): Promise<Token>;
  /** ms since the epoch. */
  now: () => number;
  /** A token older than this is not used any more; left out where the source ends sessions when it likes. */
  lifetimeMs?: number;
}

export interface Session<Token> {
  /**
   * Runs `call` with a token; where `expired` finds its answer to be a refusal of the token, signs in again and runs it
   * once more. Rejects with SourceError `unauthorised` where the fresh token is refused as well.
   */
  run<Answer>(call: (token: Token) => Promise<Answer>, expired: (answer: Answer) => boolean, signal: AbortSignal): Promise<Answer>;
}

/** A refused sign-in is not tried again for this long: systems lock accounts out, and RT takes 0.5 s to say no. */
const REFUSED_FOR_MS = 5_000;

export function createSession<Token>({ system, signIn, now, lifetimeMs = Infinity }: SessionOptions<Token>): Session<Token> {
  let current: Promise<Token> | null = null;
  let madeAtMs = 0;
  let refused: { error: SourceError; untilMs: number } | null = null;

  function token(): Promise<Token> {
    if (refused && now() < refused.untilMs) return Promise.reject(refused.error);
    if (!current || now() - madeAtMs > lifetimeMs) {
      madeAtMs = now();
      // Not the signal of whoever came first: the others wait for it as well.
      const made = signIn(new AbortController().signal);
      current = made;
      made.catch((error: unknown) => {
        if (current === made) current = null;
        if (error instanceof SourceError && error.kind === 'unauthorised') refused = { error, untilMs: now() + REFUSED_FOR_MS };
      });
    }
    return current;
  }

  return {
    async run(call, expired, signal) {
      const used = token();
      const first = await call(await whileWanted(system, used, signal));
      if (!expired(first)) return first;
      if (current === used) current = null;
      const second = await call(await whileWanted(system, token(), signal));
      if (!expired(second)) return second;
      // Else every call from now on would sign in anew, only to be refused again.
      const error = new SourceError(system, 'unauthorised', `${system} refused a session that it had just given.`);
      refused = { error, untilMs: now() + REFUSED_FOR_MS };
      current = null;
      throw error;
    },
  };
}

/** Whoever gives up stops waiting; the sign-in goes on for the others. */
export function whileWanted<Value>(system: string, value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return untilGivenUp(value, signal, () => new SourceError(system, 'aborted', `The call to ${system} was given up.`, { cause: signal.reason }));
}
