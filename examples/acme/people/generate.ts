/** The whole company from a seed: equal arguments give an equal company, ids and times included. */
import { makeContacts } from './contacts.ts';
import { makeOrders } from './orders.ts';
import { makePeople } from './persons.ts';
import { makeRecords } from './records.ts';
import type { Company } from './model.ts';

export const DEFAULT_SEED = 360;
export const DEFAULT_PEOPLE = 2000;

export interface GenerateOptions {
  seed?: number;
  /** How many people and organisations. */
  people?: number;
  /** The day that history leads up to, Unix milliseconds. */
  nowMs: number;
}

/** Midnight (UTC) of the day of `ms`. */
export function utcMidnight(ms: number): number {
  return Math.floor(ms / 86_400_000) * 86_400_000;
}

/** Makes the company as of `nowMs`: nothing in it is later. */
export function generateCompany(options: GenerateOptions): Company {
  const seed = options.seed ?? DEFAULT_SEED;
  const { nowMs } = options;
  const people = makePeople(seed, options.people ?? DEFAULT_PEOPLE);
  const records = makeRecords(people, seed, nowMs);
  return {
    seed,
    nowMs,
    people,
    ...records,
    ...makeOrders(records, seed, nowMs),
    ...makeContacts(people, records, seed, nowMs),
  };
}
