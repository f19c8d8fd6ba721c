import { nameOfError } from '../domain/errors.ts';
import type { Logger } from './logger.ts';

/** What a process has opened and must close again. */
export interface Closers {
  add(close: () => unknown): void;
  closeAll(): Promise<void>;
}

/** Undoes what has been opened, last first, and does all of it whatever fails. */
export function createClosers(logger: Pick<Logger, 'warn'>): Closers {
  const closers: (() => unknown)[] = [];
  return {
    add: (close) => void closers.push(close),
    async closeAll() {
      for (const close of closers.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          logger.warn({ error: nameOfError(error) }, 'Something could not be closed');
        }
      }
    },
  };
}
