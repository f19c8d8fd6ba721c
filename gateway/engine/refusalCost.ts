import type { ErrorCode } from '../../domain/errors.ts';

/** Characters that are read, parsed and validated for one point. */
const CHARACTERS_PER_POINT = 10;
const LEAST = 10;
/** A short document can make much work before it shows to be too much: below interfaces it multiplies. */
const TOO_COMPLEX = 1_000;

/**
 * What a request costs that is refused before it runs: who asks in vain makes work too, and would otherwise make it for
 * nothing.
 */
export function costOfRefusal(query: string, codes: readonly ErrorCode[]): number {
  const read = Math.max(LEAST, Math.ceil(query.length / CHARACTERS_PER_POINT));
  return codes.includes('QUERY_TOO_COMPLEX') ? Math.max(read, TOO_COMPLEX) : read;
}
