import type { RequestContext } from '../context.ts';
import { DiscrepancyRow, discrepanciesOf } from '../support/DiscrepancyRow.ts';
import { refsOf, type EventNode } from '../support/events.ts';

/** The schema's bound of this list. */
const MOST_ROWS = 20;

/** Those of the views that the caller meets as this order. */
export async function discrepancies(order: EventNode, _args: unknown, ctx: RequestContext): Promise<DiscrepancyRow[]> {
  const refs = new Set(refsOf(order));
  const kept = await discrepanciesOf([...refs], ctx);
  const standing = kept.filter(({ state, refs: both }) => state !== 'RESOLVED' && both.every((ref) => refs.has(ref)));
  return standing.sort((a, b) => (a._id < b._id ? -1 : 1)).slice(0, MOST_ROWS).map((each) => new DiscrepancyRow(each, ctx));
}
