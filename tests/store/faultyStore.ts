/** Stores that fail or wait where a test wants them to. */
import type { Store } from '../../datasources/mongo/store.ts';
import { GatewayError } from '../../domain/errors.ts';

const WRITES = new Set([
  'signal', 'complete', 'upsert', 'setLinks', 'create', 'setMergedInto', 'setTwins', 'setScopes', 'put', 'touch', 'settle', 'lease', 'putIfAbsent', 'finish', 'log', 'number', 'markLogged',
  'setBlocks', 'mark', 'setStates', 'remove',
  'request', 'seal', 'done', 'erase', 'forget', 'save', 'release',
  'setLikelyTwins', 'setMissingDue', 'seen',
  'countChange', 'attach', 'retire',
  'unsettle', 'reopen', 'setActivated',
]);

/** The same store, `before` called, and waited for, before each call of one of its rooms. */
function watched(store: Store, before: (method: string) => Promise<void> | void): Store {
  const rooms = Object.entries(store).map(([name, room]) => {
    if (typeof room !== 'object' || room === null) return [name, room];
    const proxy = new Proxy(room as object, {
      get(target, property, receiver) {
        const method: unknown = Reflect.get(target, property, receiver);
        if (typeof method !== 'function' || property === 'notFinal' || property === 'ofParties') return method;
        return async (...args: unknown[]): Promise<unknown> => {
          await before(String(property));
          return (method as (...all: unknown[]) => unknown).apply(target, args);
        };
      },
    });
    return [name, proxy];
  });
  return Object.fromEntries(rooms) as Store;
}

/** A store whose writes fail from the n-th on, as those of a process that was killed: what was done stays done. */
export function dyingStore(store: Store, writesLeft: number): Store {
  let left = writesLeft;
  const dying = watched(store, (method) => {
    if (!WRITES.has(method)) return;
    left -= 1;
    if (left < 0) throw new GatewayError('STORE_UNAVAILABLE', 'killed');
  });
  return { ...dying, ping: () => Promise.resolve(left >= 0) };
}

/** A store that, before its n-th call, waits until `meanwhile` has come to its end. `wasReached`: whether there was such a call. */
export function heldStore(store: Store, calls: number, meanwhile: () => Promise<unknown>): { store: Store; wasReached(): boolean } {
  let left = calls;
  let reached = false;
  const held = watched(store, async () => {
    left -= 1;
    if (left !== 0) return;
    reached = true;
    await meanwhile();
  });
  return { store: held, wasReached: () => reached };
}
