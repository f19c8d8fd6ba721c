/** Invented sets of records with their truth, of the kinds that matching meets: the same seed gives the same set. */
import type { StatedRecord } from '../../../domain/matching/stated.ts';
import { createRandom, type Random } from '../../random.ts';
import { companies, mixedKinds } from './companies.ts';
import type { Labelled } from './labelled.ts';
import { historicalFigures, households, persons } from './people.ts';

export interface Scenario {
  name: string;
  make(random: Random): Labelled[];
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'persons, 1-3 records each', make: (random) => persons(random, 1500, [1, 3], 20) },
  { name: 'persons, heavy errors', make: (random) => persons(random, 1500, [1, 3], 45) },
  { name: 'historical figures, 6-10 records', make: (random) => historicalFigures(random, 400, [6, 10], 25) },
  { name: 'historical figures, heavy errors', make: (random) => historicalFigures(random, 400, [6, 10], 45) },
  { name: 'companies with chains', make: (random) => companies(random, 900) },
  { name: 'households', make: (random) => households(random, 500) },
  { name: 'persons and companies', make: (random) => mixedKinds(random, 500) },
  { name: 'hardly a duplicate', make: (random) => [...persons(random, 3960, [1, 1], 20), ...persons(random, 20, [2, 2], 20, 'd')] },
  { name: 'no duplicate at all', make: (random) => persons(random, 2000, [1, 1], 20) },
  { name: 'households, no duplicate', make: (random) => households(random, 500, false) },
  { name: 'small: persons', make: (random) => persons(random, 75, [1, 3], 25) },
  { name: 'small: historical figures', make: (random) => historicalFigures(random, 18, [6, 10], 30) },
  { name: 'small: companies', make: (random) => companies(random, 80) },
  { name: 'small: mixed', make: (random) => mixedKinds(random, 50) },
  { name: 'small: households', make: (random) => households(random, 30) },
];

/** The records of a scenario, shuffled, their ids opaque; and the truth by id. */
export function makeScenario({ make }: Scenario, seed: number): { records: StatedRecord[]; truth: Map<string, string> } {
  const random = createRandom(seed);
  const labelled = make(random);
  for (let at = labelled.length - 1; at > 0; at -= 1) {
    const other = random.whole(at + 1);
    [labelled[at], labelled[other]] = [labelled[other]!, labelled[at]!];
  }
  const records = labelled.map(({ record }, position) => ({ ...record, id: `r${position}` }));
  return { records, truth: new Map(labelled.map(({ party }, position) => [`r${position}`, party])) };
}
