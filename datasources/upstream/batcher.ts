/**
 * Joins what concurrent requests ask of one operation into few calls. Asks of one turn of the event loop form a batch
 * (setImmediate, never a timer: a 1 ms timer showed as 3 ms, reference execution-cost B7); equal keys share one flight,
 * also with a call that is already on its way; N distinct keys cost at most ceil(N / batchSize) calls. Every waiter has
 * its own deadline, and a call is aborted when its last waiter has left. Values are handed out without copying.
 */
import { SourceError } from '../systems/defineSource.ts';
import { abortError } from './limiter.ts';

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
  /** Later asks for these keys do not join what is already in flight. */
  forget(keys: readonly string[]): void;
}

/** A class and no object of closures: there is one per read, and closures made per read cost a third of it. */
class Waiter<Value> {
  readonly flight: Flight<Value>;
  private readonly siblings: Set<Waiter<Value>>;
  private readonly onValue: (value: Value | undefined) => void;
  private readonly onError: (error: Error) => void;

  /** `siblings`: all waiters of the same signal. */
  constructor(flight: Flight<Value>, siblings: Set<Waiter<Value>>, onValue: (value: Value | undefined) => void, onError: (error: Error) => void) {
    this.flight = flight;
    this.siblings = siblings;
    this.onValue = onValue;
    this.onError = onError;
    flight.waiters.push(this);
    siblings.add(this);
  }

  resolve(value: Value | undefined): void {
    this.siblings.delete(this);
    this.onValue(value);
  }

  reject(error: Error): void {
    this.siblings.delete(this);
    this.onError(error);
  }
}

/** One key that is wanted, by however many. */
interface Flight<Value> {
  key: string;
  /** Nearly always one: an array costs less than a set. */
  waiters: Waiter<Value>[];
  call: Call<Value> | null;
}

interface Call<Value> {
  flights: Flight<Value>[];
  controller: AbortController;
}

/** Asks of one process for one operation and shape. */
export function createBatcher<Value>(options: BatcherOptions<Value>): Batcher<Value> {
  const { system, batchSize, answerMs } = options;
  const flights = new Map<string, Flight<Value>>();
  /** One abort listener per signal, however many keys its owner asks for. */
  const bySignal = new WeakMap<AbortSignal, Set<Waiter<Value>>>();
  let pending: Flight<Value>[] = [];

  function leave(waiter: Waiter<Value>, error: Error): void {
    const { flight } = waiter;
    const place = flight.waiters.indexOf(waiter);
    if (place < 0) return;
    flight.waiters.splice(place, 1);
    waiter.reject(error);
    const { call } = flight;
    if (call && call.flights.every((other) => other.waiters.length === 0)) {
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

  function settle(flight: Flight<Value>, value: Value | Error | undefined): void {
    const waiters = flight.waiters;
    flight.waiters = [];
    for (const waiter of waiters) {
      if (value instanceof Error) waiter.reject(value);
      else waiter.resolve(value);
    }
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
    const wanted = pending.filter((flight) => flight.waiters.length > 0);
    forget(pending.filter((flight) => flight.waiters.length === 0));
    pending = [];
    for (let start = 0; start < wanted.length; start += batchSize) {
      const call: Call<Value> = { flights: wanted.slice(start, start + batchSize), controller: new AbortController() };
      for (const flight of call.flights) flight.call = call;
      void run(call);
    }
  }

  return {
    read(key, signal) {
      if (signal.aborted) return Promise.reject(abortError(system, signal));
      let flight = flights.get(key);
      if (!flight) {
        flight = { key, waiters: [], call: null };
        flights.set(key, flight);
        if (pending.push(flight) === 1) setImmediate(dispatch);
      }
      const joined = flight;
      const siblings = waitersOf(signal);
      return new Promise((resolve, reject) => {
        new Waiter(joined, siblings, resolve, reject);
      });
    },
    forget(keys) {
      for (const key of keys) if (flights.get(key)?.call) flights.delete(key);
    },
  };
}
