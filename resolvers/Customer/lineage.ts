import type { LineageDocument } from '../../datasources/mongo/documents.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { meetLineage } from '../support/lineage.ts';

/** The schema's bound of this list. */
const MOST_ENTRIES = 100;

/** Of every id that leads to the customer. */
export async function lineage({ index, ctx }: CustomerHandle): Promise<LineageDocument[]> {
  const entries = await ctx.store.lineage.about(index.ids, MOST_ENTRIES);
  // Whoever meets a verified part alone is not told of joins for staff.
  const shown = ctx.view.audience === 'staff' ? entries : entries.filter(({ verified }) => verified);
  meetLineage(shown, ctx);
  return shown;
}
