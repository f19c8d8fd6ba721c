/** The whole company from a seed: equal arguments give an equal company, ids and times included. */
import { makeContacts } from './contacts.ts';
import { makeOrders } from './orders.ts';
import { makePeople } from './persons.ts';
import { makeRecords } from './records.ts';
import { hardCaseCounts } from './counts.ts';
import { varyNames } from './variety.ts';
import type { Company, Roll } from './model.ts';

export const DEFAULT_SEED = 360;
export const DEFAULT_PEOPLE = 2000;
/** Room for 50 of each hard case, and as many people again who have none. */
const MEASURED_PEOPLE = 3000;
const MEASURED_PEOPLE_PER_CASE = 60;

export interface GenerateOptions {
  seed?: number;
  /** How many people and organisations. */
  people?: number;
  /** The day that history leads up to, Unix milliseconds. */
  nowMs: number;
  /**
   * For measuring: so many of each hard case at the least, as `hardCaseCounts` counts them, and the varieties of names and
   * families that the sample company has not. Left out: the sample company as everybody sees it.
   */
  hardCasesAtLeast?: number;
}

/** Midnight (UTC) of the day of `ms`. */
export function utcMidnight(ms: number): number {
  return Math.floor(ms / 86_400_000) * 86_400_000;
}

/** Makes the company as of `nowMs`: nothing in it is later. Throws where `people` have no room for the hard cases. */
export function generateCompany(options: GenerateOptions): Company {
  const seed = options.seed ?? DEFAULT_SEED;
  const { nowMs } = options;
  const { people, ...records } = generateRoll(options);
  return {
    seed,
    nowMs,
    people,
    ...records,
    ...makeOrders(records, seed, nowMs),
    ...makeContacts(people, records, seed, nowMs),
  };
}

/** The same people and records, without what happened to them. */
export function generateRoll({ seed = DEFAULT_SEED, people: asked, nowMs, hardCasesAtLeast }: GenerateOptions): Roll {
  if (hardCasesAtLeast === undefined) {
    const people = makePeople(seed, asked ?? DEFAULT_PEOPLE);
    return { people, ...makeRecords(people, seed, nowMs) };
  }
  const count = asked ?? Math.max(MEASURED_PEOPLE, hardCasesAtLeast * MEASURED_PEOPLE_PER_CASE);
  // Some cases are in no record by chance: if so for too many of them, again with a wider margin.
  for (const margin of [1.3, 1.7, 2.2]) {
    const people = makePeople(seed, count, { atLeast: hardCasesAtLeast, margin });
    const roll = { people, ...varyNames(people, makeRecords(people, seed, nowMs), seed) };
    if (Object.values(hardCaseCounts(roll)).every((cases) => cases >= hardCasesAtLeast)) return roll;
  }
  throw new Error(`${count} people are too few for ${hardCasesAtLeast} of each hard case: ask for more people`);
}
