/** Signals made from other ones, one for each: a listener for every use would pile up on a signal that lives long. */
const late = new WeakMap<AbortSignal, AbortSignal>();

/** A signal that fires `graceMs` after this one, so that what is in hand may come to its end. With 0 the signal itself. */
export function withGrace(signal: AbortSignal, graceMs: number): AbortSignal {
  if (graceMs === 0) return signal;
  const known = late.get(signal);
  if (known) return known;
  const controller = new AbortController();
  const end = (): void => void setTimeout(() => controller.abort(signal.reason), graceMs).unref();
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  late.set(signal, controller.signal);
  return controller.signal;
}
