/** The last net under the process: what nobody caught is written down, and ends the process only where it must. */
import type { EventEmitter } from 'node:events';
import { nameOfError } from '../domain/errors.ts';
import { stackFrames } from './errors.ts';
import type { Logger } from './logger.ts';

/**
 * Logs every rejection and exception that reaches the process, without its message, which may hold data. After a
 * rejection the gateway goes on: one request's work came to nothing. After an exception what it left half done is not
 * known, so `end` is called, once. Returns what takes the net away.
 * @param source `process`
 */
export function spanLastNet(source: EventEmitter, logger: Logger, end: () => void): () => void {
  let ending = false;
  const fields = (error: unknown) => ({ error: nameOfError(error), stack: stackFrames(error) });
  const onRejection = (reason: unknown): void => logger.error(fields(reason), 'A rejection that nobody caught');
  const onException = (error: unknown): void => {
    logger.error(fields(error), 'An exception that nobody caught: the gateway ends');
    if (ending) return;
    ending = true;
    end();
  };
  source.on('unhandledRejection', onRejection);
  source.on('uncaughtException', onException);
  return () => {
    source.off('unhandledRejection', onRejection);
    source.off('uncaughtException', onException);
  };
}
