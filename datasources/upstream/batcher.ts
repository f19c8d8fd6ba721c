/**
 * Joins what concurrent requests ask of one operation into few calls. Asks of one turn of the event loop form a batch
 * (setImmediate, never a timer: a 1 ms timer showed as 3 ms, reference execution-cost B7); equal keys share one flight,
 * also with a call that is already on its way; N distinct keys cost at most ceil(N / batchSize) calls. Every waiter, of
 * one key or of many, has its own deadline, and a call is aborted when its last waiter has left. Values are handed out
 * without copying.
 */
import { SourceError } from '../systems/defineSource.ts';
import { monotonicMs, setDeadline } from './deadline.ts';
import { abortError } from './limiter.ts';
import { isWanted, settle, Waiter, withdraw, type Call, type Flight, type Outcome } from './waiters.ts';

export interface BatcherOptions<Value> {
  system: string;
  /** Most keys in one call. */
  batchSize: number;
  /** Gives a call up after this long, its time in queues included; 0 for never. */
  answerMs: number;
  /**
   * One call. A key missing in the answer resolves to undefined; a key mapped to an Error rejects with it. Rejecting
   * fails the keys of this call and no others.
   */
  call(keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Value | Error>>;
}

export interface Batcher<Value> {
  /** Rejects with SourceError; `aborted` (or the signal's own SourceError) when the signal fires first. */
  read(key: string, signal: AbortSignal): Promise<Value | undefined>;
  /**
   * Several keys, in order, as one waiter: resolves when something came of each, an error in place of what `read` would
   * reject with. Never rejects.
   */
  readMany(keys: readonly string[], signal: AbortSignal): Promise<Outcome<Value>[]>;
  /** Later asks for these keys do not join what is already in flight. */
  forget(keys: readonly string[]): void;
}

/** Asks of one process for one operation and shape. */
export function createBatcher<Value>(options: BatcherOptions<Value>): Batcher<Value> {
  const { system, batchSize, answerMs } = options;
  const flights = new Map<string, Flight<Value>>();
  /** One abort listener per signal, however many keys its owner asks for. */
  const bySignal = new WeakMap<AbortSignal, Set<Waiter<Value>>>();
  let pending: Flight<Value>[] = [];

  /** What has come already stays; calls that nobody waits for any more are aborted. */
  function leave(waiter: Waiter<Value>, error: Error): void {
    const calls = new Set<Call<Value>>();
    waiter.flights.forEach((flight, place) => {
      if (!withdraw(flight, waiter, place)) return;
      if (flight.call) calls.add(flight.call);
      waiter.settle(place, error);
    });
    for (const call of calls) {
      if (call.flights.some(isWanted)) continue;
      forget(call.flights);
      call.controller.abort(error);
    }
  }

  function waitersOf(signal: AbortSignal): Set<Waiter<Value>> {
    let waiters = bySignal.get(signal);
    if (!waiters) {
      const made = new Set<Waiter<Value>>();
      waiters = made;
      bySignal.set(signal, made);
      signal.addEventListener(
        'abort',
        () => {
          const error = abortError(system, signal);
          for (const waiter of made) leave(waiter, error);
          made.clear();
        },
        { once: true },
      );
    }
    return waiters;
  }

  function forget(settled: readonly Flight<Value>[]): void {
    for (const flight of settled) if (flights.get(flight.key) === flight) flights.delete(flight.key);
  }

  /** Waiters hear of it now, whether or not the call heeds its signal. */
  function giveUp(call: Call<Value>): void {
    const error = new SourceError(system, 'timeout', `${system} did not answer in time.`);
    forget(call.flights);
    for (const flight of call.flights) settle(flight, error);
    call.controller.abort(error);
  }

  async function run(call: Call<Value>): Promise<void> {
    const { controller } = call;
    const timer =
      answerMs > 0
        ? setTimeout(() => giveUp(call), answerMs)
        : undefined;
    if (answerMs > 0) setDeadline(controller.signal, monotonicMs() + answerMs);
    try {
      const answer = await options.call(call.flights.map((flight) => flight.key), controller.signal);
      forget(call.flights);
      for (const flight of call.flights) settle(flight, answer.get(flight.key));
    } catch (error) {
      forget(call.flights);
      const failure = error instanceof Error ? error : new SourceError(system, 'garbage', `${system} failed without an error.`);
      for (const flight of call.flights) settle(flight, failure);
    } finally {
      clearTimeout(timer);
    }
  }

  function dispatch(): void {
    const wanted = pending.filter(isWanted);
    if (wanted.length < pending.length) forget(pending.filter((flight) => !isWanted(flight)));
    pending = [];
    for (let start = 0; start < wanted.length; start += batchSize) {
      const call: Call<Value> = { flights: wanted.slice(start, start + batchSize), controller: new AbortController() };
      for (const flight of call.flights) flight.call = call;
      void run(call);
    }
  }

  function flightOf(key: string): Flight<Value> {
    let flight = flights.get(key);
    if (!flight) {
      flight = { key, waiter: null, place: 0, others: null, call: null };
      flights.set(key, flight);
      if (pending.push(flight) === 1) setImmediate(dispatch);
    }
    return flight;
  }

  return {
    read(key, signal) {
      if (signal.aborted) return Promise.reject(abortError(system, signal));
      return new Promise((resolve, reject) => {
        new Waiter<Value>(waitersOf(signal), ([outcome]) => {
          if (outcome instanceof Error) reject(outcome);
          else resolve(outcome);
        }).join(flightOf(key));
      });
    },
    readMany(keys, signal) {
      if (keys.length === 0) return Promise.resolve([]);
      if (signal.aborted) return Promise.resolve(keys.map(() => abortError(system, signal)));
      return new Promise((resolve) => {
        const waiter = new Waiter<Value>(waitersOf(signal), resolve);
        for (const key of keys) waiter.join(flightOf(key));
      });
    },
    forget(keys) {
      for (const key of keys) if (flights.get(key)?.call) flights.delete(key);
    },
  };
}
