/** That something has changed, as streams hear it: refs, ids and counters, never values. */
import type { SourceRef } from './sourceRef.ts';

/** Kinds of change that can be followed: of events, of records' contents, of which records make a customer. */
export const CHANGE_LANES = ['events', 'records', 'links'] as const;
export type ChangeLane = (typeof CHANGE_LANES)[number];

export interface Change {
  lane: ChangeLane;
  /** Of the event or record; of links, the `_id` of the index document. */
  ref: SourceRef;
  /** Whose: the party of an event, the record itself, null for links. */
  partyRef: SourceRef | null;
  /** Of links: every id that leads to the customer. */
  ids: readonly string[];
  /** How often it has changed; null where only a notice tells of it. */
  rev: number | null;
  /** When, in milliseconds of the store's clock; null where only a notice tells of it. */
  atMs: number | null;
}

/**
 * How far back changes are read again (milliseconds): a change may be seen later than the time that it bears says, because
 * the clocks of two servers of the store differ, or because it was written for a while.
 */
export const OVERLAP_MS = 10_000;

/** Topic of the notice that records or links have changed, or events besides: its body says nothing. */
export const CHANGED_TOPIC = 'changed';
