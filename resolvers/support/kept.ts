/**
 * What is made at most once for a request, or for a customer in it, and kept there. Never in a WeakMap of a module: to V8's
 * collector of young objects all values of a WeakMap that has grown old are alive, and what is reached from them, so that
 * whole requests outlived their answers until everything was collected (a sixth of all that a request allocates, an eighth
 * of its processor time).
 */
export interface Keeper {
  /** By what made it; null as long as there is nothing. */
  kept: Map<object, unknown> | null;
}

export interface Kept<Holder extends Keeper, Value> {
  /** Made at the first call, of this holder. */
  of(holder: Holder): Value;
  /** The next call of `of` makes it anew. */
  forget(holder: Holder): void;
}

/** `make` must not give undefined. */
export function keptBy<Holder extends Keeper, Value extends NonNullable<unknown>>(make: (holder: Holder) => Value): Kept<Holder, Value> {
  return {
    of(holder) {
      const known = holder.kept?.get(make) as Value | undefined;
      if (known !== undefined) return known;
      const value = make(holder);
      (holder.kept ??= new Map()).set(make, value);
      return value;
    },
    forget(holder) {
      holder.kept?.delete(make);
    },
  };
}
