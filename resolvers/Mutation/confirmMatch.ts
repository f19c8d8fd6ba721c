import { decideMatch, type MatchInput } from '../../operations/decisions/decideMatch.ts';
import type { RequestContext } from '../context.ts';
import { stewardshipPayload, type StewardshipPayloadParent } from '../support/lineage.ts';

export async function confirmMatch(_root: unknown, { input }: { input: MatchInput }, ctx: RequestContext): Promise<StewardshipPayloadParent> {
  return stewardshipPayload(await decideMatch('MUST_LINK', input, ctx), ctx);
}
