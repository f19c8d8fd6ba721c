/** One comparison of two records; the other fields stand on the parent under the same names. */
import type { RequestContext } from './context.ts';
import { fieldAccess, type FieldAccess } from './support/fieldAccess.ts';
import type { MatchedFieldRow } from './support/MatchPair.ts';

export const MatchedField = {
  left: (row: MatchedFieldRow, _args: unknown, ctx: RequestContext): Promise<string | null> => row.value('left', ctx),
  right: (row: MatchedFieldRow, _args: unknown, ctx: RequestContext): Promise<string | null> => row.value('right', ctx),
  changed: (row: MatchedFieldRow, _args: unknown, ctx: RequestContext): Promise<boolean | null> => row.changed(ctx),
  access: (row: MatchedFieldRow, _args: unknown, ctx: RequestContext): FieldAccess => fieldAccess(row.access(ctx)),
};
