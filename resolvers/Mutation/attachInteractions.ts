import { attachInteractions as attach, type AttachInput } from '../../operations/attach/attach.ts';
import type { RequestContext } from '../context.ts';
import { attachedPayload, type AttachInteractionsPayloadParent } from '../support/attached.ts';

export async function attachInteractions(_root: unknown, { input }: { input: AttachInput }, ctx: RequestContext): Promise<AttachInteractionsPayloadParent> {
  return attachedPayload(await attach(input, ctx), ctx);
}
