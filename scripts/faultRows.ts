/** The table of docs/faults.md: what a client sees of each fault of each source, and how long it took. */
import { FAULTS, SYSTEMS } from '../tests/support/faults/types.ts';
import type { ObservedFault } from '../tests/faults/support/observed.ts';
import { FILE_OF } from '../tests/faults/support/files.ts';

const rounded = (ms: number): string => String(Math.max(1, Math.round(ms)));
const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** What the answer says: `STALE TIMEOUT`, or `DOWN TIMEOUT; SOURCE_UNAVAILABLE`. */
const seen = ({ status, state, codes }: ObservedFault): string => [`${status === 200 ? '' : `HTTP ${status} `}${state}`, ...codes].join('; ');

/** The table in markdown. Throws, naming them, where faults were not played. */
export function faultsTable(observed: readonly ObservedFault[]): string {
  const missing: string[] = [];
  const rows = SYSTEMS.flatMap((source) =>
    FAULTS.map((fault) => {
      const own = observed.filter((one) => one.source === source && one.fault === fault);
      const [lastKnown, live] = (['lastKnown', 'live'] as const).map((mode) => own.find((one) => one.mode === mode));
      if (!lastKnown || !live) {
        missing.push(`${source} ${fault}`);
        return '';
      }
      const took = [...lastKnown.tookMs, ...live.tookMs];
      const recovered = [lastKnown, live].every((one) => one.recovered === 'at once') ? 'at once' : 'after a pause';
      return `| ${source} | [${fault}](../tests/faults/${source}/${FILE_OF[fault]}.test.ts) | ${seen(lastKnown)} | ${seen(live)} | ${rounded(middle(took))} / ${rounded(Math.max(...took))} | ${lastKnown.calls} | ${recovered} |`;
    }),
  );
  if (missing.length > 0) throw new Error(`The table cannot be made, these were not played:\n- ${missing.join('\n- ')}`);
  return ['| source | fault | last known values shown | live values alone | ms, median / max | calls | all there again |', '| --- | --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
}

/** The same text without what was measured: the last three cells of each row. */
export const withoutMeasured = (page: string): string =>
  page
    .split('\n')
    .map((line) => (/^\| (?:tryton|rt|vendure|ghost) \|/.test(line) ? line.split(' | ').slice(0, -3).join(' | ') : line))
    .join('\n');
