import type { Answer, Gateway } from './graphql.ts';

/** Something that a client must not get, and how the gateway refused it; `null` where it did not. */
export interface Attempt {
  tried: string;
  refusal: string | null;
}

/** What a worked client is run with. */
export interface ClientOptions {
  /** A customer's number, E.164: who is calling, or who writes to the bot. */
  phone: string;
  /** The id of a customer outside the token's rows; by default one that was never issued: both must look the same. */
  stranger: string;
  /** The printed number of an order outside the token's rows. */
  strangeOrder: string;
  /** Where the client's user reads. */
  say(line: string): void;
}

/** A worked client: does its work, then tries what its token must not get. Throws where its own work fails. */
export type Client = (gateway: Gateway, options: ClientOptions) => Promise<Attempt[]>;

/** The data of an answer that must have come whole. */
export function whole<Data>(answer: Answer<Data>): Data {
  if (answer.data === null || answer.errors.length > 0) {
    throw new Error(`HTTP ${answer.status}: ${answer.errors.map(({ message, extensions }) => `${extensions.code} ${message}`).join('; ') || 'no data'}`);
  }
  return answer.data;
}

/** The answer's error code, if nothing but nulls came with it. */
export function refusalOf({ data, errors }: Answer<unknown>): string | null {
  const shown = Object.values((data ?? {}) as object).some((value) => value !== null);
  return shown ? null : (errors[0]?.extensions.code ?? 'absent');
}

/** The code with which a field inside the answer was refused, where its value is null wherever it was asked for. */
export function fieldRefusal(answer: Answer<unknown>, field: string): string | null {
  const error = answer.errors.find(({ path }) => path?.at(-1) === field);
  return error && !new RegExp(`"${field}":(?!null)`).test(JSON.stringify(answer.data)) ? error.extensions.code : null;
}
