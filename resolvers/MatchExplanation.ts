/** What speaks for and against two records being one party. */
import type { DecisionDocument } from '../datasources/mongo/documents.ts';
import { fieldsOf } from '../domain/identity/plan.ts';
import { isVerifiedRule } from '../domain/identity/rules.ts';
import { probabilityOf, type Verdict } from '../domain/matching/thresholds.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { RequestContext } from './context.ts';
import type { CustomerHandle } from './support/CustomerHandle.ts';
import type { MatchExplanationParent } from './support/matchExplanation.ts';
import { exactly, MatchPair, type MatchedFieldRow } from './support/MatchPair.ts';

interface MatchedRuleParent {
  rule: string;
  verified: boolean;
  fields: readonly MatchedFieldRow[];
}

export const MatchExplanation = {
  left: ({ refs }: MatchExplanationParent): SourceRef => refs[0],
  right: ({ refs }: MatchExplanationParent): SourceRef => refs[1],
  leftCustomer: ({ customers }: MatchExplanationParent): CustomerHandle => customers[0],
  rightCustomer: ({ customers }: MatchExplanationParent): CustomerHandle => customers[1],
  joined: ({ customers: [left, right] }: MatchExplanationParent): boolean => left.id === right.id,
  rules: ({ refs, explanation }: MatchExplanationParent, _args: unknown, ctx: RequestContext): MatchedRuleParent[] =>
    explanation.rules.map((edge) => ({ rule: edge.rule, verified: isVerifiedRule(edge.rule), fields: new MatchPair(refs, exactly(fieldsOf(edge)), ctx).rows })),
  decision: ({ explanation }: MatchExplanationParent): DecisionDocument | null => explanation.decision,
  weight: ({ explanation }: MatchExplanationParent): number | null => explanation.score?.weight ?? null,
  probability: ({ explanation }: MatchExplanationParent): number | null => explanation.score && probabilityOf(explanation.score.weight),
  verdict: ({ explanation }: MatchExplanationParent): Verdict | null => explanation.score?.verdict ?? null,
  fields: ({ refs, explanation }: MatchExplanationParent, _args: unknown, ctx: RequestContext): readonly MatchedFieldRow[] | null =>
    explanation.score && new MatchPair(refs, explanation.score.fields, ctx).rows,
  parameters: ({ version }: MatchExplanationParent): number => version,
};
