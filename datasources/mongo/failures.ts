import { MongoBulkWriteError, MongoError, MongoInvalidArgumentError, MongoServerError } from 'mongodb';
import { GatewayError } from '../../domain/errors.ts';

/** Codes by which a server says "not now": shutting down, no primary, too slow (MongoDB's error_codes.yml). */
const NOT_NOW: ReadonlySet<number> = new Set([6, 7, 50, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

/**
 * Beyond every limit of a connection or answer: the driver (7.9) waits for ever for a write into a socket that had just
 * ended (heartbeats.ts), and a round of ingest would with it.
 */
const LOST_MS = 150_000;

/**
 * Runs store work. What the network, a full pool or a server without a primary does to it becomes STORE_UNAVAILABLE; a
 * command that the server refuses is a defect of ours and stays what it is. The driver connects anew by itself.
 */
export async function guarded<Result>(work: () => Promise<Result>, lostMs = LOST_MS): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const lost = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(notNow()), lostMs);
    timer.unref();
  });
  try {
    return await Promise.race([work(), lost]);
  } catch (error) {
    throw isUnavailable(error) ? notNow(error) : error;
  } finally {
    clearTimeout(timer);
  }
}

function notNow(cause?: unknown): GatewayError {
  return new GatewayError('STORE_UNAVAILABLE', 'The store does not answer.', { retryAfterSeconds: 1 }, { cause });
}

/** What Node says of a write into a socket that has been closed meanwhile; it names no call of the system. */
const CLOSED: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_WRITE_AFTER_END', 'ERR_SOCKET_CLOSED']);

/** What Node says of a socket that the server has left; where it does at once, the driver passes it on as it is. */
function isSocketError(error: unknown): boolean {
  const { syscall = '', code = '' } = (error ?? {}) as NodeJS.ErrnoException;
  return ['write', 'read', 'connect'].includes(syscall) || CLOSED.has(code);
}

function isUnavailable(error: unknown): boolean {
  if (isSocketError(error)) return true;
  if (!(error instanceof MongoError) || error instanceof MongoInvalidArgumentError) return false;
  if (error instanceof MongoBulkWriteError && errorsOf(error).some((each) => each.code === DUPLICATE_KEY)) return false;
  // A bulk that ends with no answer at all is an error of a server's kind, around what really happened.
  if (error instanceof MongoBulkWriteError && (error.errorResponse as unknown) instanceof Error) return isUnavailable(error.errorResponse);
  if (error instanceof MongoServerError) return NOT_NOW.has(Number(error.code)) || error.hasErrorLabel('RetryableWriteError');
  return true;
}

/** An `_id` that is there already. */
export const DUPLICATE_KEY = 11000;

/** The write errors of a bulk, always as a list. */
export function errorsOf(error: MongoBulkWriteError): { code: number; index: number }[] {
  const errors = error.writeErrors;
  return (Array.isArray(errors) ? errors : [errors]).map(({ code, index }) => ({ code, index }));
}
