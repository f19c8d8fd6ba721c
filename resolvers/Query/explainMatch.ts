import { explainMatch as explain } from '../../operations/explainMatch.ts';
import { isPinRef } from '../../domain/statedParty.ts';
import type { RequestContext } from '../context.ts';
import { activeParametersOf } from '../support/activeParameters.ts';
import { customerOfParty, storedParty } from '../support/customers.ts';
import { badInput } from '../support/failures.ts';
import { foundInLiveScope } from '../support/liveScope.ts';
import type { MatchExplanationParent } from '../support/matchExplanation.ts';

const MAX_REF_LENGTH = 1_000;

/** Null where one of the two is no record of a party that the caller may see: the same for a ref that there never was. */
export async function explainMatch(_root: unknown, args: { left: string; right: string }, ctx: RequestContext): Promise<MatchExplanationParent | null> {
  const [left, right] = [args.left, args.right].map((given) => ctx.ids.decode(given) ?? given) as [string, string];
  if (left.length > MAX_REF_LENGTH) throw badInput('left', 'is too long');
  if (right.length > MAX_REF_LENGTH) throw badInput('right', 'is too long');
  if (left === right) throw badInput('right', 'must name another record than `left`');
  const customers = await Promise.all([left, right].map((ref) => foundInLiveScope(customerOfParty(ref, ctx), ctx, null)));
  const [ofLeft, ofRight] = customers;
  if (!ofLeft || !ofRight || isPinRef(left) || isPinRef(right)) return null;
  const [one, other] = await Promise.all([storedParty(left, ctx), storedParty(right, ctx)]);
  if (!one || !other) return null;
  const active = await activeParametersOf(ctx);
  return { refs: [left, right], customers: [ofLeft, ofRight], version: active.version, explanation: await explain(one, other, active, ctx.store) };
}
