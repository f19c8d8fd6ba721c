/** All pairs of records of one person, each with what the rules say of it. */
import { heldBy, worldOf } from './held.ts';
import { hardCasesOf, verdictOf } from './supportable.ts';
import type { Held, Verdict } from './supportable.ts';
import type { HardCase, Roll, Variety } from './model.ts';

export interface TruePair {
  /** Refs as the truth writes them, `left` before `right` in the order of records. */
  left: string;
  right: string;
  personId: string;
  verdict: Verdict;
  /** The hard cases that bear on it. */
  cases: HardCase[];
  /** The varieties that bear on it. */
  varieties: Variety[];
}

/** The true pairs, by person. */
export function truePairs(company: Roll): TruePair[] {
  const records = heldBy(company);
  const world = worldOf(company, records);
  const recordsOf = new Map<string, Held[]>();
  for (const record of records) recordsOf.set(record.personId, [...(recordsOf.get(record.personId) ?? []), record]);
  return company.people.flatMap(({ id, varieties = [] }) => {
    const own = recordsOf.get(id) ?? [];
    return own.flatMap((left, i) =>
      own.slice(i + 1).map((right) => ({
        left: left.ref,
        right: right.ref,
        personId: id,
        verdict: verdictOf(left, right, world),
        cases: hardCasesOf(left, right),
        varieties: varieties.filter((variety) => bears(variety, left) || bears(variety, right)),
      })),
    );
  });
}

/** What was done to names bears on the pairs of the records to which it was done; who else is there, on all. */
function bears(variety: Variety, { nameSlips }: Held): boolean {
  return variety === 'namesake' || variety === 'family' || nameSlips.includes(variety);
}
