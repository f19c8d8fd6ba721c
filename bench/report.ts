/** The table that a person reads, and how the targets fared. */
import { CASES, type BenchCase, type BenchRow, type ResponseTime, type Variant } from './results.ts';
import { ratio, rounded } from './statistics.ts';

/** A ratio of one variant's processor time per request to another's. */
export interface Target {
  case: BenchCase;
  of: Variant;
  against: Variant;
  atMost: number;
}

export const TARGETS: readonly Target[] = [
  { case: 'one-memory', of: 'gateway', against: 'hand-written', atMost: 1.6 },
  { case: 'list-memory', of: 'gateway', against: 'hand-written', atMost: 2.5 },
  { case: 'one-http', of: 'gateway', against: 'hand-written', atMost: 0.9 },
  { case: 'list-http', of: 'gateway', against: 'hand-written', atMost: 0.9 },
  ...CASES.map((name): Target => ({ case: name, of: 'gateway', against: 'yoga', atMost: 0.25 })),
  ...CASES.map((name): Target => ({ case: name, of: 'watched', against: 'gateway', atMost: 1.15 })),
  { case: 'one-memory', of: 'guarded', against: 'bare', atMost: 1.6 },
  { case: 'list-memory', of: 'guarded', against: 'bare', atMost: 1.6 },
  { case: 'one-http', of: 'guarded', against: 'bare', atMost: 1.3 },
  { case: 'list-http', of: 'guarded', against: 'bare', atMost: 1.3 },
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
    const measured = ratio(cpuOf(rows, target.case, target.of), cpuOf(rows, target.case, target.against));
    return measured === null ? [] : [{ ...target, measured, met: measured <= target.atMost }];
  });
}

const shown = (value: number | null): string => (value === null ? '-' : String(rounded(value)));

/** Response times of `guarded` beside those of `bare`; nothing where not both were measured. */
function addedTimes(responses: readonly ResponseTime[]): string[] {
  const lines = responses.flatMap(({ case: name, variant, connections, medianMs }) => {
    if (variant !== 'guarded') return [];
    const bare = responses.find((each) => each.case === name && each.variant === 'bare' && each.connections === connections);
    return bare ? [`| ${[name, connections, ...[bare.medianMs, medianMs, medianMs - bare.medianMs].map(shown)].join(' | ')} |`] : [];
  });
  if (lines.length === 0) return [];
  return ['', '| case | connections | bare, median ms | guarded, median ms | added ms |', '|---|--:|--:|--:|--:|', ...lines];
}

/** A Markdown table of medians and ratios, one of response times, then the targets. */
export function report(rows: readonly BenchRow[], responses: readonly ResponseTime[] = []): string {
  const lines = [
    '| case | variant | us CPU/request | requests/s | upstream calls/request | of hand-written | of yoga | of bare |',
    '|---|---|--:|--:|--:|--:|--:|--:|',
    ...rows.map((row) => {
      const { cpuMicrosPerRequest: cpu } = row;
      const ratios = (['hand-written', 'yoga', 'bare'] as const).map((base) => ratio(cpu, cpuOf(rows, row.case, base)));
      return `| ${[row.case, row.variant, ...[cpu, row.requestsPerSecond, row.upstreamCallsPerRequest, ...ratios].map(shown)].join(' | ')} |`;
    }),
    ...addedTimes(responses),
    '',
    ...targetResults(rows).map(
      ({ case: name, of, against, atMost, measured, met }) => `${met ? 'met   ' : 'missed'} ${name}: ${of} at most ${atMost} of ${against}, measured ${shown(measured)}`,
    ),
  ];
  return lines.join('\n');
}
