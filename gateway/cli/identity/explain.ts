import { createRandomStream } from '../../../domain/matching/random.ts';
import { score } from '../../../domain/matching/scorer.ts';
import { probabilityOf, verdictOf } from '../../../domain/matching/thresholds.ts';
import { trainSorted } from '../../../domain/matching/match.ts';
import { loadRecords } from './load.ts';
import { InputError } from './inputError.ts';
import { SEED } from './match.ts';

export interface ExplainArguments {
  inputs: readonly string[];
  map: string;
  linkOnly: boolean;
  left: string;
  right: string;
}

const VERDICTS = { JOIN: 'one party', REVIEW: 'doubtful: for review', APART: 'two parties' } as const;

/** Trains on the input as `match` does and lists every comparison of two of its records. */
export function runExplain({ inputs, map, linkOnly, left, right }: ExplainArguments): string {
  const records = loadRecords(inputs, map);
  const [one, other] = [left, right].map((id) => {
    const found = records.find((record) => record.id === id);
    if (found === undefined) throw new InputError(`${inputs.join(' and ')}: no record has the id ${id}`);
    return found;
  });
  const { model } = trainSorted(records, { random: createRandomStream(SEED), linkOnly }).training;
  const { weight, fields } = score(one!, other!, model);
  const signed = (bits: number): string => `${bits < 0 ? '-' : '+'}${Math.abs(bits).toFixed(2)}`.padStart(9);
  const width = Math.max(...fields.map(({ field }) => field.length)) + 2;
  const levels = Math.max(...fields.map(({ level }) => level.length)) + 2;
  return [
    ...fields.map(({ field, level, weight: bits }) => `${field.padEnd(width)}${level.padEnd(levels)}${signed(bits)}`),
    `${'sum, in bits'.padEnd(width + levels)}${signed(weight)}`,
    `probability ${probabilityOf(weight).toFixed(6)}: ${VERDICTS[verdictOf(weight)]} by this pair alone`,
  ].join('\n');
}
