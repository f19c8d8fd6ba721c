import { writeFileSync } from 'node:fs';
import { matchAll } from '../../../domain/matching/match.ts';
import { createRandomStream } from '../../../domain/matching/random.ts';
import { loadRecords } from './load.ts';
import { createBar } from './bar.ts';
import { csvValue } from './table.ts';

/** The same seed for all data: the same files give the same clusters. */
export const SEED = 20_260_101;

export interface MatchArguments {
  inputs: readonly string[];
  map: string;
  output: string;
  linkOnly: boolean;
}

/** Matches the records of the inputs, writes the clusters, and returns the summary. */
export function runMatch({ inputs, map, output, linkOnly }: MatchArguments): string {
  const startedAt = performance.now();
  const records = loadRecords(inputs, map);
  const bar = createBar(process.stderr);
  const { clusters, blocks, comparedPairs } = matchAll(records, { random: createRandomStream(SEED), linkOnly, onProgress: bar.update });
  bar.end();
  const lines = clusters.flatMap((members, cluster) => members.map((id) => `${csvValue(id)},${cluster + 1}\n`));
  writeFileSync(output, `record_id,cluster_id\n${lines.join('')}`);
  const seconds = (performance.now() - startedAt) / 1000;
  const together = clusters.filter((members) => members.length > 1);
  const largest = clusters.reduce((most, members) => Math.max(most, members.length), 0);
  return [
    `records          ${records.length}`,
    `blocks           ${blocks}`,
    `pairs compared   ${comparedPairs}`,
    `clusters         ${clusters.length}, of which ${together.length} hold more than one record (the largest ${largest})`,
    `seconds          ${seconds.toFixed(1)}`,
    `peak memory      ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  ].join('\n');
}
