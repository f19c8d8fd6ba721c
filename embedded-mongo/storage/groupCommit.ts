import { MongoError } from '../errors.ts';
import type { Store } from './store.ts';

interface Waiting<T> {
  readonly action: () => T;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers the writes of all connections that arrive while the process is busy, runs them one after the other in one
 * transaction, and answers all of them when it is on disk: many writers share the price of one flush, and each sees
 * what those before it have done.
 */
export class GroupCommit<T> {
  private readonly store: Store;
  private waiting: Waiting<T>[] = [];

  constructor(store: Store) {
    this.store = store;
  }

  /** Resolves when what `action` wrote is on disk. */
  run(action: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ action, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.commit());
    });
  }

  private commit(): void {
    const group = this.waiting;
    this.waiting = [];
    const settle: (() => void)[] = [];
    try {
      this.store.write(() => {
        for (const { action, resolve, reject } of group) {
          try {
            const value = action();
            settle.push(() => resolve(value));
          } catch (error) {
            // A refusal has changed nothing that it should not; anything else may have, so the group goes.
            if (!(error instanceof MongoError)) throw error;
            settle.push(() => reject(error));
          }
        }
      });
    } catch (error) {
      this.failed(group, error);
      return;
    }
    for (const answer of settle) answer();
  }

  /** One broken write must not take its neighbours along: each of them runs again in a transaction of its own. */
  private failed(group: readonly Waiting<T>[], error: unknown): void {
    if (group.length === 1) {
      group[0]?.reject(error);
      return;
    }
    for (const { action, resolve, reject } of group) {
      try {
        resolve(this.store.write(action));
      } catch (own) {
        reject(own);
      }
    }
  }
}
