import { GatewayError } from '../../domain/errors.ts';

/** The error of a value of the field `coordinate` that no source gave and no snapshot holds. */
export function sourceUnavailable(system: string, coordinate: string): GatewayError {
  return new GatewayError('SOURCE_UNAVAILABLE', 'The source system did not answer, and nothing is known from before.', { coordinate, source: system });
}

/** The same of several systems: the client gets one error for each. `systems` must not be empty. */
export function sourcesUnavailable(systems: Iterable<string>, coordinate: string): Error {
  const errors = [...new Set(systems)].map((system) => sourceUnavailable(system, coordinate));
  return errors.length === 1 ? errors[0]! : new AggregateError(errors);
}

/** The error of an argument that cannot be used; `expected` says what can, and never repeats what was given. */
export function badInput(argument: string, expected: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `Argument \`${argument}\` ${expected}.`, { argument });
}

/** The error for callers who may know that a key leads to several rows. */
export function ambiguous(what: string): GatewayError {
  return new GatewayError('AMBIGUOUS', `Several ${what} match. Ask with a key that only one of them has.`);
}
