import { GatewayError } from '../../domain/errors.ts';

const MAX_REASON_LENGTH = 500;
const MAX_ID_LENGTH = 1_000;

/** Throws BAD_USER_INPUT; what was given is not repeated. */
export function refuse(argument: string, expected: string): never {
  throw new GatewayError('BAD_USER_INPUT', `Input field \`${argument}\` ${expected}.`, { argument });
}

/** The steward's words, without blanks around them. Throws BAD_USER_INPUT for none and for too many. */
export function reasonOf(given: string): string {
  const reason = given.trim();
  if (reason === '' || reason.length > MAX_REASON_LENGTH) refuse('reason', `must have from 1 to ${MAX_REASON_LENGTH} characters`);
  return reason;
}

/** Given ids without doubles. Throws BAD_USER_INPUT outside of `min` to `max`, counted so, or where one is too long. */
export function distinct(argument: string, given: readonly string[], min: number, max: number): string[] {
  const ids = [...new Set(given)];
  if (ids.length < min || ids.length > max) refuse(argument, `must name from ${min} to ${max} different ones`);
  if (ids.some((id) => id.length > MAX_ID_LENGTH)) refuse(argument, 'is too long');
  return ids;
}
