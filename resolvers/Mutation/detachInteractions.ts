import { detachInteractions as detach, type DetachInput } from '../../operations/attach/attach.ts';
import type { RequestContext } from '../context.ts';
import { attachedPayload, type AttachInteractionsPayloadParent } from '../support/attached.ts';

export async function detachInteractions(_root: unknown, { input }: { input: DetachInput }, ctx: RequestContext): Promise<AttachInteractionsPayloadParent> {
  return attachedPayload(await detach(input, ctx), ctx);
}
