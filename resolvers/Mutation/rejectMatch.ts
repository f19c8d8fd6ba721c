import { decideMatch, type MatchInput } from '../../operations/decisions/decideMatch.ts';
import type { RequestContext } from '../context.ts';
import { stewardshipPayload, type StewardshipPayloadParent } from '../support/lineage.ts';

export async function rejectMatch(_root: unknown, { input }: { input: MatchInput }, ctx: RequestContext): Promise<StewardshipPayloadParent> {
  return stewardshipPayload(await decideMatch('CANNOT_LINK', input, ctx), ctx);
}
