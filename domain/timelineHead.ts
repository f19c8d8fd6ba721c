/**
 * The head of a timeline as an index document keeps it: its newest rows in one string, since a string is read and
 * written as one value where a list of documents costs a visit per field (DESIGN section 4.5).
 *
 * One row is one line, newest first: `ref[=twin ...] time party`, `time` in milliseconds since the epoch in base 36.
 */
import { GatewayError } from './errors.ts';
import type { EventType, SourceRef } from './sourceRef.ts';

/** The longest page that a head answers by itself. */
export const HEAD_PAGE_ROWS = 20;
/** One more than a page, so that a full page knows whether another follows. */
export const HEAD_ROWS = HEAD_PAGE_ROWS + 1;

/** What a head keeps of one event. */
export interface HeadRow {
  ref: SourceRef;
  /** Lesser views of the same event. */
  twins: readonly SourceRef[];
  atMs: number;
  partyRef: SourceRef;
}

/** A row read back, with the kind that its ref names. */
export interface TimelineHeadRow extends HeadRow {
  twins: SourceRef[];
  kind: EventType;
}

const UNSAFE = /[%=\s]/g;
const escape = (ref: SourceRef): string => ref.replace(UNSAFE, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
const unescape = (text: string): string =>
  text.includes('%') ? text.replace(/%([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : text;

/** Newest first; rows of one moment by ref, descending: the order of every timeline. */
export function compareNewestFirst(a: { atMs: number; ref: SourceRef }, b: { atMs: number; ref: SourceRef }): number {
  if (a.atMs !== b.atMs) return b.atMs - a.atMs;
  return a.ref < b.ref ? 1 : a.ref > b.ref ? -1 : 0;
}

/** The place of a row in a timeline, as a cursor keeps it and as the store continues from it. */
export function timelinePosition(row: { atMs: number; ref: SourceRef }): readonly [number, SourceRef] {
  return [row.atMs, row.ref];
}

/** The head of these rows (any number, any order): the newest `HEAD_ROWS`. Empty text for no rows. */
export function encodeHead(rows: readonly HeadRow[]): string {
  return [...rows]
    .sort(compareNewestFirst)
    .slice(0, HEAD_ROWS)
    .map((row) => `${[row.ref, ...row.twins].map(escape).join('=')} ${row.atMs.toString(36)} ${escape(row.partyRef)}`)
    .join('\n');
}

const KINDS: ReadonlySet<string> = new Set<EventType>(['order', 'ticket', 'call', 'touch', 'interaction']);

/** The row of one line. Every first page is read by it, so it looks at each sign once and makes nothing that it does not keep. */
function decodeRow(line: string): TimelineHeadRow {
  const afterRefs = line.indexOf(' ');
  const afterTime = line.indexOf(' ', afterRefs + 1);
  const twinsFrom = line.indexOf('=');
  const hasTwins = twinsFrom > 0 && twinsFrom < afterRefs;
  const ref = unescape(line.slice(0, hasTwins ? twinsFrom : afterRefs));
  const colon = ref.indexOf(':') + 1;
  const kind = ref.slice(colon, ref.indexOf(':', colon));
  if (afterRefs < 0 || afterTime < 0 || !KINDS.has(kind)) throw new GatewayError('INTERNAL', 'A stored timeline head cannot be read.');
  return {
    ref,
    twins: hasTwins ? line.slice(twinsFrom + 1, afterRefs).split('=').map(unescape) : [],
    kind: kind as EventType,
    atMs: Number.parseInt(line.slice(afterRefs + 1, afterTime), 36),
    partyRef: unescape(line.slice(afterTime + 1)),
  };
}

/** The first `limit` rows of a head, newest first. Throws INTERNAL for a text that `encodeHead` did not make. */
export function decodeHead(text: string, limit: number = HEAD_ROWS): TimelineHeadRow[] {
  const rows: TimelineHeadRow[] = [];
  for (let from = 0; from < text.length && rows.length < limit; ) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    rows.push(decodeRow(text.slice(from, end)));
    from = end + 1;
  }
  return rows;
}
