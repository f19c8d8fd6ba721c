import { GatewayError, type ErrorCode, type ErrorDetails } from '../../domain/errors.ts';
import { clientError, retryHeaders } from '../errors.ts';
import { AuthenticationError } from '../principal.ts';
import type { EngineResult } from '../engine/types.ts';

/** A request that is refused before it reaches the engine, with its HTTP status. */
export class HttpRefusal extends GatewayError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, details: ErrorDetails = {}, headers: Readonly<Record<string, string>> = {}, code: ErrorCode = 'BAD_USER_INPUT') {
    super(code, message, details);
    this.status = status;
    this.headers = headers;
  }
}

/** The answer to an error thrown before the engine; undefined for one that nobody threw on purpose. */
export function refusalAnswer(error: unknown): EngineResult | undefined {
  if (!(error instanceof GatewayError)) return undefined;
  const body = { errors: [clientError(error)] };
  if (error instanceof HttpRefusal) return { status: error.status, headers: error.headers, body };
  if (error instanceof AuthenticationError) return { status: 401, headers: { 'www-authenticate': error.challenge }, body };
  return { status: STATUS[error.code] ?? 503, headers: retryHeaders(error) ?? {}, body };
}
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = { RATE_LIMITED: 429, FORBIDDEN: 403, DEADLINE_EXCEEDED: 504 };
