/** An entry of the lineage, and the decision behind it; the other fields stand on the stored documents under the same names. */
import type { DecisionDocument, LineageDocument } from '../datasources/mongo/documents.ts';
import type { RequestContext } from './context.ts';
import { decisionBehind } from './support/lineage.ts';

export const LineageEntry = {
  // What it is stored under names a record, which may be an e-mail address.
  id: ({ _id }: LineageDocument, _args: unknown, ctx: RequestContext): string => ctx.keyedHash(`lineage\u0000${_id}`),
  at: ({ at }: LineageDocument): string => at.toISOString(),
  decision: (entry: LineageDocument, _args: unknown, ctx: RequestContext): Promise<DecisionDocument | null> | null => decisionBehind(entry, ctx),
};

export const IdentityDecision = {
  id: ({ _id }: DecisionDocument): string => _id,
  at: ({ at }: DecisionDocument): string => at.toISOString(),
};
