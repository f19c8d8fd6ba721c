/** Who waits for what in a batcher: askers with all their keys, and keys with all their askers. */

/** What came of one key: undefined where the answer does not have it. */
export type Outcome<Value> = Value | Error | undefined;

/**
 * One asker of any number of keys: one object and one promise for all of them, since what is held over a turn of the
 * loop survives a collection, and per key that was the dearest part of a long list.
 */
export class Waiter<Value> {
  /** In the order of its keys. */
  readonly flights: Flight<Value>[] = [];
  readonly outcomes: Outcome<Value>[] = [];
  /** Keys of which nothing came yet. */
  private left = 0;
  private readonly siblings: Set<Waiter<Value>>;
  private readonly done: (outcomes: Outcome<Value>[]) => void;

  /** `siblings`: all waiters of the same signal. */
  constructor(siblings: Set<Waiter<Value>>, done: (outcomes: Outcome<Value>[]) => void) {
    this.siblings = siblings;
    this.done = done;
    siblings.add(this);
  }

  /** Adds a key. */
  join(flight: Flight<Value>): void {
    const place = this.flights.push(flight) - 1;
    this.outcomes.push(undefined);
    this.left += 1;
    if (flight.waiter === null) {
      flight.waiter = this;
      flight.place = place;
    } else (flight.others ??= []).push({ waiter: this, place });
  }

  /** Told once for each key. */
  settle(place: number, outcome: Outcome<Value>): void {
    this.outcomes[place] = outcome;
    this.left -= 1;
    if (this.left > 0) return;
    this.siblings.delete(this);
    this.done(this.outcomes);
  }
}

/** One key that is wanted, by however many. */
export interface Flight<Value> {
  key: string;
  /** Nearly always the only one, so it has no list. */
  waiter: Waiter<Value> | null;
  /** Which of the waiter's keys it is. */
  place: number;
  others: { waiter: Waiter<Value>; place: number }[] | null;
  call: Call<Value> | null;
}

/** One call and the keys that it asks for. */
export interface Call<Value> {
  flights: Flight<Value>[];
  controller: AbortController;
}

/** Whether anybody still waits for it. */
export const isWanted = <Value>(flight: Flight<Value>): boolean => flight.waiter !== null || flight.others !== null;

/** Tells all waiters what came of it; it has none then. */
export function settle<Value>(flight: Flight<Value>, outcome: Outcome<Value>): void {
  const { waiter, place, others } = flight;
  flight.waiter = null;
  flight.others = null;
  waiter?.settle(place, outcome);
  if (others) for (const other of others) other.waiter.settle(other.place, outcome);
}

/** Takes a waiter out of a flight; false where the flight has served it. */
export function withdraw<Value>(flight: Flight<Value>, waiter: Waiter<Value>, place: number): boolean {
  if (flight.waiter === waiter && flight.place === place) {
    flight.waiter = null;
    return true;
  }
  const at = flight.others?.findIndex((other) => other.waiter === waiter && other.place === place) ?? -1;
  if (at < 0) return false;
  flight.others!.splice(at, 1);
  if (flight.others!.length === 0) flight.others = null;
  return true;
}
