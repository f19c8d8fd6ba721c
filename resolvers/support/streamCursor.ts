/** Where a stream goes on: a time of the store's clock, for whoever was told of everything before it. */
import type { RequestContext } from '../context.ts';

/** Bound to no caller, customer or policy: it tells a time, and what is shown is decided event by event. */
const BINDING = 'streams';

export const streamCursor = (ms: number, { cursors }: RequestContext): string => cursors.encode([ms], BINDING);

/** Milliseconds; null where none is given. Throws BAD_USER_INPUT for what is no cursor of a stream, and for one older than a day. */
export function placeAfter(after: string | null | undefined, { cursors }: RequestContext): number | null {
  return after == null ? null : Number(cursors.decode(after, BINDING)[0]);
}
