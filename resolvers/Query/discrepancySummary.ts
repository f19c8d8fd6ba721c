import type { DiscrepancyCount } from '../../datasources/mongo/discrepancies.ts';
import type { DiscrepancyKind, DiscrepancyState } from '../../domain/reconciliation/discrepancy.ts';
import type { RequestContext } from '../context.ts';

/** The schema's bound of the list. */
const MOST_ROWS = 200;

interface SummaryParent {
  systems: string[];
  kind: DiscrepancyKind;
  open: number;
  acknowledged: number;
  dismissed: number;
  resolved: number;
  oldest: string | null;
}

function summaryOf(rows: readonly DiscrepancyCount[]): SummaryParent {
  const { between, kind } = rows[0]!;
  const of = (state: DiscrepancyState) => rows.find((row) => row.state === state);
  const standing = [of('OPEN'), of('ACKNOWLEDGED')].flatMap((row) => (row ? row.oldest.getTime() : []));
  return {
    systems: between.split(' '), kind,
    open: of('OPEN')?.count ?? 0, acknowledged: of('ACKNOWLEDGED')?.count ?? 0, dismissed: of('DISMISSED')?.count ?? 0, resolved: of('RESOLVED')?.count ?? 0,
    oldest: standing.length > 0 ? new Date(Math.min(...standing)).toISOString() : null,
  };
}

/** Counts know no rows: who sees some alone is told none. */
export async function discrepancySummary(_root: unknown, _args: unknown, ctx: RequestContext): Promise<SummaryParent[] | null> {
  if (!ctx.view.rows.all) return null;
  const groups = new Map<string, DiscrepancyCount[]>();
  for (const row of await ctx.store.discrepancies.counts()) groups.set(`${row.between} ${row.kind}`, [...(groups.get(`${row.between} ${row.kind}`) ?? []), row]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rows]) => summaryOf(rows)).slice(0, MOST_ROWS);
}
