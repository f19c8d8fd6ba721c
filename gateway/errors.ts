/** The only place where an error becomes what a client sees. */
import type { GraphQLError } from 'graphql';
import { GatewayError, nameOfError, type ErrorCode, type ErrorDetails } from '../domain/errors.ts';

/** An error as a client gets it. */
export interface ClientError {
  message: string;
  /** Response keys from the root, without list indexes. */
  path?: readonly string[];
  locations?: readonly { line: number; column: number }[];
  extensions: { code: ErrorCode; requestId?: string } & ErrorDetails;
}

/** Where defects are written down: never with data, so messages of unknown errors are left out. */
export interface ErrorLogger {
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What a client sees of an error thrown on purpose. */
export function clientError(error: GatewayError, path?: readonly string[]): ClientError {
  return {
    message: error.message,
    ...(path ? { path } : {}),
    extensions: { code: error.code, ...error.details },
  };
}

/** The header that tells when trying again makes sense, where the error knows. */
export function retryHeaders({ details }: GatewayError): Readonly<Record<string, string>> | undefined {
  return details.retryAfterSeconds === undefined ? undefined : { 'retry-after': String(Math.ceil(details.retryAfterSeconds)) };
}

/** The frames of a stack: its first lines hold the message, which may hold data. */
export function stackFrames(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}

/** Notes an error that nobody threw on purpose. `where` says what was being done. */
export function logDefect(logger: ErrorLogger, error: unknown, fields: Readonly<Record<string, unknown>>): void {
  const name = nameOfError(error);
  logger.error({ ...fields, error: name, stack: stackFrames(error) }, 'Internal error');
}

/** Masks an error of unknown origin and logs where it came from. */
export function internalError(path: readonly string[] | undefined, requestId: string): ClientError {
  return { message: 'Internal error.', ...(path ? { path } : {}), extensions: { code: 'INTERNAL', requestId } };
}

/** The error that a resolver threw, under the wrappers of either executor. */
function originOf(error: unknown): unknown {
  let origin = error;
  for (let depth = 0; depth < 5; depth += 1) {
    if (origin instanceof GatewayError) return origin;
    const inner = (origin as { originalError?: unknown } | null)?.originalError;
    if (inner == null) return origin;
    origin = inner;
  }
  return origin;
}

/** What a resolver threw, taken apart where it threw several (a field that several sources could not give). */
function originsOf(error: unknown): readonly unknown[] {
  const origin = originOf(error);
  return origin instanceof AggregateError && origin.errors.length > 0 ? (origin.errors as unknown[]) : [origin];
}

/**
 * The execution's errors as the client gets them: one per path (without list indexes), code and source. `requestId` is
 * asked for only where something is masked.
 */
export function executionErrors(
  errors: readonly Pick<GraphQLError, 'path' | 'message'>[],
  requestId: () => string,
  logger: ErrorLogger,
): ClientError[] {
  const byKey = new Map<string, ClientError>();
  for (const error of errors) {
    const path = error.path?.filter((part): part is string => typeof part === 'string');
    for (const origin of originsOf(error)) {
      const known = origin instanceof GatewayError;
      const key = `${path?.join('.') ?? ''}|${known ? origin.code : 'INTERNAL'}|${known ? (origin.details.source ?? '') : ''}`;
      if (byKey.has(key)) continue;
      if (known) {
        byKey.set(key, clientError(origin, path));
        continue;
      }
      const id = requestId();
      logDefect(logger, origin, { requestId: id, path: path?.join('.') });
      byKey.set(key, internalError(path, id));
    }
  }
  return [...byKey.values()];
}
