/** The table that a person reads, and how the targets fared. */
import { CASES, type BenchCase, type BenchRow, type Variant } from './results.ts';
import { ratio, rounded } from './statistics.ts';

/** A ratio of the gateway's processor time per request to another variant's. */
export interface Target {
  case: BenchCase;
  against: Variant;
  atMost: number;
}

export const TARGETS: readonly Target[] = [
  { case: 'one-memory', against: 'hand-written', atMost: 1.6 },
  { case: 'list-memory', against: 'hand-written', atMost: 2.5 },
  { case: 'one-http', against: 'hand-written', atMost: 0.9 },
  { case: 'list-http', against: 'hand-written', atMost: 0.9 },
  ...CASES.map((name): Target => ({ case: name, against: 'yoga', atMost: 0.25 })),
];

export interface TargetResult extends Target {
  measured: number;
  met: boolean;
}

const cpuOf = (rows: readonly BenchRow[], name: BenchCase, variant: Variant): number | undefined =>
  rows.find((row) => row.case === name && row.variant === variant)?.cpuMicrosPerRequest;

/** The targets whose two variants were measured. */
export function targetResults(rows: readonly BenchRow[]): TargetResult[] {
  return TARGETS.flatMap((target) => {
    const measured = ratio(cpuOf(rows, target.case, 'gateway'), cpuOf(rows, target.case, target.against));
    return measured === null ? [] : [{ ...target, measured, met: measured <= target.atMost }];
  });
}

const shown = (value: number | null): string => (value === null ? '-' : String(rounded(value)));

/** A Markdown table of medians and ratios, then the targets. */
export function report(rows: readonly BenchRow[]): string {
  const lines = [
    '| case | variant | us CPU/request | requests/s | upstream calls/request | of hand-written | of yoga |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...rows.map((row) => {
      const { cpuMicrosPerRequest: cpu } = row;
      const ratios = [ratio(cpu, cpuOf(rows, row.case, 'hand-written')), ratio(cpu, cpuOf(rows, row.case, 'yoga'))];
      return `| ${[row.case, row.variant, ...[cpu, row.requestsPerSecond, row.upstreamCallsPerRequest, ...ratios].map(shown)].join(' | ')} |`;
    }),
    '',
    ...targetResults(rows).map(
      ({ case: name, against, atMost, measured, met }) => `${met ? 'met   ' : 'missed'} ${name}: gateway at most ${atMost} of ${against}, measured ${shown(measured)}`,
    ),
  ];
  return lines.join('\n');
}
