import { decideDiscrepancy, type DiscrepancyDecision } from '../../operations/decideDiscrepancy.ts';
import type { RequestContext } from '../context.ts';
import { DiscrepancyRow } from '../support/DiscrepancyRow.ts';

export async function dismissDiscrepancy(_root: unknown, { input }: { input: DiscrepancyDecision }, ctx: RequestContext): Promise<{ discrepancy: DiscrepancyRow }> {
  return { discrepancy: new DiscrepancyRow(await decideDiscrepancy('DISMISSED', input, ctx), ctx) };
}
