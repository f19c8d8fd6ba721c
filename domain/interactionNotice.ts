/** The notice that an interaction became known: what ingest and `recordInteraction` publish and streams hear (gateway/changeFeed.ts). */
import type { SourceRef } from './sourceRef.ts';

/** Topic of the notices. */
export const INTERACTION_TOPIC = 'interaction';

/** Refs only: whoever hears it reads the store within its own view. Published once the index document has followed. */
export interface InteractionNotice {
  readonly [key: string]: string;
  ref: SourceRef;
  partyRef: SourceRef;
}

/** The notice in a message's body; undefined where it is something else. */
export function interactionNoticeIn(body: Readonly<Record<string, unknown>>): InteractionNotice | undefined {
  const { ref, partyRef } = body;
  return typeof ref === 'string' && typeof partyRef === 'string' ? { ref, partyRef } : undefined;
}
