/** A small seeded generator (mulberry32, public domain): the same seed gives the same numbers everywhere. */
export interface Random {
  /** From 0 up to and without 1. */
  next(): number;
  /** From 0 up to and without `below`, whole. */
  whole(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (below: number): number => Math.floor(next() * below);
  return { next, whole, pick: (items) => items[whole(items.length)]! };
}
