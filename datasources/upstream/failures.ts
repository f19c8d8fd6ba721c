/** What a failed try says of its source: whether it may be asked again, and whether it is in trouble. */
import { statusError } from '../systems/answers.ts';
import { SourceError, type UpstreamResponse } from '../systems/defineSource.ts';
import { QueueFull } from './limiter.ts';

/** An HTTP answer that is a failure of the try; `send` gives the answer itself to the adapter when no try is left. */
export class FailedAnswer extends SourceError {
  readonly answer: UpstreamResponse;
  /** How long the source asks to be left alone. */
  readonly retryAfterMs: number | null;

  constructor(system: string, answer: UpstreamResponse, retryAfterMs: number | null) {
    const { kind, message } = statusError(system, answer.status);
    super(system, kind, message);
    this.name = 'FailedAnswer';
    this.answer = answer;
    this.retryAfterMs = retryAfterMs;
  }
}

const PASSING_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Whether the same call may go well a moment later: not reached, cut off, or told so by status. A try that took all its
 * time is none of these: whoever waited that long has nothing left, and the source works on it still.
 */
export function isRetriable(error: unknown): error is SourceError {
  if (error instanceof FailedAnswer) return PASSING_STATUSES.has(error.answer.status);
  return error instanceof SourceError && !(error instanceof QueueFull) && (error.kind === 'unreachable' || error.kind === 'overloaded');
}

/** Whether it says that the source is in trouble, whatever was asked. Answers about one record (4xx) and callers who left do not. */
export function isOutage(error: unknown): boolean {
  if (error instanceof FailedAnswer) return error.answer.status >= 500 || error.answer.status === 429;
  return error instanceof SourceError && !(error instanceof QueueFull) && (error.kind === 'unreachable' || error.kind === 'timeout' || error.kind === 'overloaded');
}

/** `Retry-After` in ms from `nowMs` (since the epoch): whole seconds or an HTTP date. Null where there is none that can be read. */
export function retryAfterMs(header: string | string[] | undefined, nowMs: number): number | null {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  if (!value) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const at = /^[A-Z][a-z]{2,8},? /.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
