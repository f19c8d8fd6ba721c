/** Says of two records that they are one party, or that they are not. */
import { applyDepsOf, type StewardContext } from './context.ts';
import { decide, type Decided } from './decide.ts';
import { reasonOf, refuse } from './refuse.ts';
import { assertDecidable, assertOneKind, recordsNamed } from './subjects.ts';

/** As a steward gives it (`MatchInput` of the schema). */
export interface MatchInput {
  left: string;
  right: string;
  reason: string;
}

/** Idempotent. Throws BAD_USER_INPUT, STORE_UNAVAILABLE; once the decision is written it is finished in any case. */
export async function decideMatch(kind: 'MUST_LINK' | 'CANNOT_LINK', input: MatchInput, context: StewardContext): Promise<Decided> {
  const reason = reasonOf(input.reason);
  const [[left], [right]] = await Promise.all([recordsNamed('left', [input.left], context), recordsNamed('right', [input.right], context)]);
  if (left!._id === right!._id) refuse('right', 'must name another record than `left`');
  if (kind === 'MUST_LINK') {
    assertDecidable('left', [[left!]]);
    assertDecidable('right', [[right!]]);
    await assertOneKind('right', [left!._id, right!._id], context);
  }
  return decide(applyDepsOf(context), { kind, sides: [[left!._id], [right!._id]], reason, actor: context.principal.subject });
}
