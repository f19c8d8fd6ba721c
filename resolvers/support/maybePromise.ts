/** A value that is there already, or a promise of it: the engine goes on at once where nothing has to be waited for. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** `next` of the value, now or when it comes. */
export function after<Value, Result>(value: MaybePromise<Value>, next: (value: Value) => MaybePromise<Result>): MaybePromise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}
