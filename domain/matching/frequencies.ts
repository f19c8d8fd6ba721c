import type { MatchRecord } from './record.ts';

/** How often the values of one kind occur: the most frequent by name, all others by their average. */
export interface FrequencyTable {
  /** Share of records that carry a value which is not listed. */
  other: number;
  /** Probability that two random carriers agree: the sum of the squared shares. */
  agreement: number;
  /** Share of the listed values. */
  shares: Readonly<Record<string, number>>;
}

export type FrequencyTables = Readonly<Record<string, FrequencyTable>>;

/** Most frequent values that a table keeps by name. */
const LISTED_VALUES = 2_000;
/** No value counts as rarer than this beside the average of its table, in bits. */
export const MOST_RARITY_BITS = 7;

/** Reads the tables of a model; a value or table that it does not hold is of average rarity. */
export interface FrequencyReader {
  /** Share of records with the value. */
  share(table: string, value: string): number;
  /** By how many bits an agreement on the value says more (or less) than an average agreement of the table. */
  rarity(table: string, value: string): number;
  /** Whether the value is among the frequent ones, so that several records have it. */
  isListed(table: string, value: string): boolean;
  /** Information of a word in bits, for weighing words of one text against one another. */
  information(table: string, word: string): number;
}

export function createFrequencyReader(tables: FrequencyTables): FrequencyReader {
  const read = new Map(Object.entries(tables).map(([name, { shares, ...rest }]) => [name, { ...rest, shares: new Map(Object.entries(shares)) }]));
  const share = (table: string, value: string): number => {
    const found = read.get(table);
    return found === undefined ? 0.01 : (found.shares.get(value) ?? found.other);
  };
  return {
    share,
    isListed: (table, value) => read.get(table)?.shares.has(value) ?? false,
    rarity(table, value) {
      const found = read.get(table);
      if (found === undefined) return 0;
      const bits = Math.log2(found.agreement / share(table, value));
      return Math.max(-MOST_RARITY_BITS, Math.min(MOST_RARITY_BITS, bits));
    },
    information: (table, word) => Math.max(0.5, -Math.log2(share(table, word))),
  };
}

/** What each table counts: the values of one record. A value counts once per record. */
export type CountedValues = (record: MatchRecord) => Iterable<readonly [table: string, value: string]>;

function tableOf(counts: ReadonlyMap<string, number>, carriers: number): FrequencyTable {
  const ordered = [...counts].sort(([leftValue, left], [rightValue, right]) => right - left || (leftValue < rightValue ? -1 : 1));
  const listed = ordered.slice(0, LISTED_VALUES).filter(([, count]) => count > 1);
  const rest = ordered.slice(listed.length);
  const restCount = rest.reduce((sum, [, count]) => sum + count, 0);
  const agreement = ordered.reduce((sum, [, count]) => sum + (count / carriers) ** 2, 0);
  return {
    other: rest.length === 0 ? 1 / (carriers + 1) : restCount / rest.length / carriers,
    agreement,
    shares: Object.fromEntries(listed.map(([value, count]) => [value, count / carriers])),
  };
}

/** Tables over the records, by the name that `valuesOf` gives them. Bounded by the number of listed values. */
export function countFrequencies(records: readonly MatchRecord[], valuesOf: CountedValues): FrequencyTables {
  const counts = new Map<string, { carriers: number; values: Map<string, number> }>();
  for (const record of records) {
    const seen = new Map<string, Set<string>>();
    for (const [table, value] of valuesOf(record)) {
      let values = seen.get(table);
      if (values === undefined) seen.set(table, (values = new Set()));
      values.add(value);
    }
    for (const [table, values] of seen) {
      let counted = counts.get(table);
      if (counted === undefined) counts.set(table, (counted = { carriers: 0, values: new Map() }));
      counted.carriers += 1;
      for (const value of values) counted.values.set(value, (counted.values.get(value) ?? 0) + 1);
    }
  }
  return Object.fromEntries([...counts].map(([table, { carriers, values }]) => [table, tableOf(values, carriers)]));
}
