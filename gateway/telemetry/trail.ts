/** What is noted of one request on its way, for the log, metrics and traces: names, counts, codes and times, never a value. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ErrorCode } from '../../domain/errors.ts';

/** Made by the host's front; filled in by whoever knows. */
export interface RequestTrail {
  /** In the answer's `x-request-id`, in every log line about the request, and in its audit entry. */
  readonly requestId: string;
  /** `performance.now()` of its beginning. */
  readonly startedMs: number;
  /** Null until an operation of a valid document is chosen. */
  kind: 'query' | 'mutation' | 'subscription' | null;
  /** As the client calls it: bounded by `operationNames.ts` before anybody is shown it. */
  operationName: string | null;
  cost: number | null;
  role: string | null;
  /** From the engine's first look at the document to the plan, `performance.now()`. */
  plannedFromMs: number;
  plannedToMs: number;
  /** Coordinates that the plan shows, masks and denies; only counted. */
  coordinates: number;
  /** Of the answer's errors. */
  codes: readonly ErrorCode[];
}

/** As proxies make them: a UUID, or 128 to 256 bits in hexadecimal digits. Anything else might be a text about somebody. */
const REQUEST_ID = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,64})$/i;

/** The trail of a request. Its id is that of `x-request-id` where a trusted proxy gives one, else a new one. */
export function beginTrail({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, isTrustedProxy: (address: string) => boolean): RequestTrail {
  const given = headers['x-request-id'];
  const isGiven = typeof given === 'string' && REQUEST_ID.test(given) && isTrustedProxy(socket.remoteAddress ?? '');
  return {
    requestId: isGiven ? given : randomUUID(),
    startedMs: performance.now(),
    kind: null, operationName: null, cost: null, role: null, plannedFromMs: 0, plannedToMs: 0, coordinates: 0, codes: [],
  };
}

/** The codes of an answer's errors, for its trail. */
export function noteCodes(trail: RequestTrail | undefined, { errors }: { errors?: readonly { extensions: { code: ErrorCode } }[] }): void {
  if (trail && errors && errors.length > 0) trail.codes = errors.map(({ extensions }) => extensions.code);
}
