import { evaluate, type Evaluation } from '../../../domain/matching/evaluate.ts';
import { readText } from './load.ts';
import { InputError } from './inputError.ts';
import { readTable } from './table.ts';

/** Reads two columns of a file as record id to group. */
function readGroups(file: string, column: string): Map<string, string> {
  const { rows, has } = readTable(readText(file), file);
  const missing = ['record_id', column].filter((name) => !has(name));
  if (missing.length > 0) throw new InputError(`${file} lacks the column ${missing.join(', ')}`);
  const groups = new Map<string, string>();
  for (const row of rows) {
    const [id] = row.values('record_id');
    if (groups.has(id!)) throw new InputError(`${file}, record ${row.number}: its record_id was used before`);
    groups.set(id!, row.values(column)[0]!);
  }
  return groups;
}

function text({ records, truePairs, foundPairs, commonPairs, precision, recall, f1, bCubed }: Evaluation): string {
  const row = (name: string, of: { precision: number; recall: number; f1: number }): string => `${name.padEnd(10)}${of.precision.toFixed(5).padStart(11)}${of.recall.toFixed(5).padStart(11)}${of.f1.toFixed(5).padStart(11)}`;
  return [
    `${records} records, ${truePairs} true pairs, ${foundPairs} found, ${commonPairs} of these true`,
    `${''.padEnd(10)}${'precision'.padStart(11)}${'recall'.padStart(11)}${'F1'.padStart(11)}`,
    row('pairs', { precision, recall, f1 }),
    row('B-cubed', bCubed),
  ].join('\n');
}

export interface EvaluateArguments {
  clusters: string;
  truth: string;
  json: boolean;
}

/** Compares clusters with the truth: a table, or JSON. Records that the truth does not name do not count. */
export function runEvaluate({ clusters, truth, json }: EvaluateArguments): string {
  const evaluation = evaluate(readGroups(clusters, 'cluster_id'), readGroups(truth, 'truth_id'));
  return json ? JSON.stringify(evaluation, null, 2) : text(evaluation);
}
