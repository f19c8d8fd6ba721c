import { recordInteraction as record, type RecordInteractionInput } from '../../operations/recordInteraction.ts';
import type { RequestContext } from '../context.ts';
import { storedEvent, type EventNode } from '../support/events.ts';

interface RecordInteractionPayloadParent {
  interaction: EventNode;
}

export async function recordInteraction(
  _root: unknown,
  { input }: { input: RecordInteractionInput },
  ctx: RequestContext,
): Promise<RecordInteractionPayloadParent> {
  return { interaction: storedEvent(await record(input, ctx), ctx) };
}
