import { MISSING, type Comparer } from '../comparison.ts';
import { overlapOf } from '../overlap.ts';
import { editDistance, isClose } from '../text.ts';

/** What the values of a further column look like, which decides how two of them are compared. */
export type ColumnShape = 'category' | 'code' | 'text';

/** Words in a value from which on a column counts as text, on average. */
const TEXT_WORDS = 1.6;
/** Share of records without a digit above which a column does not hold codes. */
const CODE_DIGITS = 0.5;

/** The shape of a column, from its values (one per record). */
export function columnShape(values: readonly string[]): ColumnShape {
  if (values.length === 0) return 'category';
  const words = values.reduce((sum, value) => sum + value.split(' ').length, 0) / values.length;
  const digits = values.filter((value) => /\d/.test(value)).length / values.length;
  if (digits > CODE_DIGITS) return 'code';
  return words > TEXT_WORDS ? 'text' : 'category';
}

export const columnTable = (column: string): string => `extra.${column}`;
export const columnWordTable = (column: string): string => `extra.${column}.word`;

/** Compares a further column of the data set by what its values look like. */
export function extraComparer(column: string, shape: ColumnShape): Comparer {
  const table = columnTable(column);
  const wordTable = columnWordTable(column);
  return {
    dimensions: [
      {
        field: column,
        shared: {},
        mostDifferent: 0.6,
        levels: [
          { name: 'exact', m: 0.68, u: 0.05 },
          { name: 'close', m: 0.07, u: 0.01 },
          { name: 'in part', m: 0.07, u: 0.05 },
          { name: 'different', m: 0.18, u: 0.89 },
        ],
      },
    ],
    compare(left, right, frequencies, outcome, at) {
      const [mine, yours] = [left.extra[column], right.extra[column]];
      let level: number = MISSING;
      let rarity = 0;
      if (mine !== undefined && yours !== undefined) {
        for (const one of mine) {
          for (const other of yours) {
            let found = 3;
            let bits = 0;
            if (one === other) {
              found = 0;
              bits = frequencies.rarity(table, one);
            } else if (shape === 'code' ? Math.min(one.length, other.length) > 3 && editDistance(one, other, 1) <= 1 : isClose(one, other)) found = 1;
            else if (shape === 'text' || one.includes(' ') || other.includes(' ')) {
              const { shared, rarest } = overlapOf(one.split(' '), other.split(' '), wordTable, frequencies);
              if (shared >= 0.8) found = 1;
              else if (shared >= 0.35) found = 2;
              if (rarest !== null && found < 3) bits = frequencies.rarity(wordTable, rarest) * 0.5;
            }
            if (level !== MISSING && (found > level || (found === level && bits <= rarity))) continue;
            level = found;
            rarity = bits;
          }
        }
      }
      outcome.levels[at] = level;
      outcome.rarity[at] = rarity;
    },
  };
}
