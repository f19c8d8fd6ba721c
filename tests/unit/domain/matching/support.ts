import { MISSING, type Comparer, type Outcome } from '../../../../domain/matching/comparison.ts';
import { createFrequencyReader, type FrequencyTables } from '../../../../domain/matching/frequencies.ts';
import { matchRecord, type MatchRecord } from '../../../../domain/matching/record.ts';
import type { StatedRecord } from '../../../../domain/matching/stated.ts';

let made = 0;

/** A record of these values, one each. */
export function recordOf(fields: Partial<Record<keyof StatedRecord['fields'], string | string[]>>, more: Partial<StatedRecord> = {}): MatchRecord {
  made += 1;
  return matchRecord({
    id: `t${made}`,
    fields: Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, typeof value === 'string' ? [value] : value])),
    ...more,
  });
}

/** The level of each of a comparer's fields, by name; null where it is missing. */
export function levelsOf(comparer: Comparer, left: MatchRecord, right: MatchRecord, tables: FrequencyTables = {}): Record<string, string | null> {
  const outcome: Outcome = { levels: new Int8Array(comparer.dimensions.length), rarity: new Float64Array(comparer.dimensions.length) };
  comparer.compare(left, right, createFrequencyReader(tables), outcome, 0);
  return Object.fromEntries(comparer.dimensions.map(({ field, levels }, index) => [field, outcome.levels[index] === MISSING ? null : levels[outcome.levels[index]!]!.name]));
}
