/** What became of customer ids and records: who was joined with whom, and parted, by which rule, when and by whom. */
import type { SourceRef } from '../sourceRef.ts';
import type { LinkRule } from './rules.ts';

/**
 * `MERGED`: an id leads to another one (or leads there for another reason); `SPLIT`: it stands on its own again; `MOVED`: a
 * record has left one id for another. `CONFIRMED` and `REJECTED`: a steward decided what was so already.
 */
export type LineageKind = 'MERGED' | 'SPLIT' | 'MOVED' | 'CONFIRMED' | 'REJECTED';

/** One change, as the document that changed has it until it is logged. Refs, rules and ids only, never values. */
export interface LineageEntry {
  /** From the changed document and its revision, so that logging it twice is logging it once. */
  _id: string;
  kind: LineageKind;
  /** The customer ids that it is about. */
  about: string[];
  /** The id whose pointer changed; the one that the record left. Null for a decision that changed nothing. */
  customerId: string | null;
  /** Where the id, or the record, led to before; null: it stood on its own. */
  from: string | null;
  /** Where it leads to now; null: it stands on its own. */
  to: string | null;
  /** The record that moved, or the two that agreed, or those that a decision is about; at most `MOST_ENTRY_REFS`. */
  refs: SourceRef[];
  rule: LinkRule | null;
  /** Whether outside callers see it: a join on lesser grounds is for staff alone. */
  verified: boolean;
  /** `gateway` or the subject of the steward. */
  actor: string;
  /** The decision behind it; its reason stands there. */
  decisionId: string | null;
  at: Date;
  /** Of the changed document, after the change. */
  revision: number;
}

export const MOST_ENTRY_REFS = 20;

export const pointerEntryId = (customerId: string, revision: number): string => `customer:${customerId}:${revision}`;
export const linkEntryId = (ref: SourceRef, revision: number): string => `link:${ref}:${revision}`;
export const decisionEntryId = (decisionId: string): string => `decision:${decisionId}`;

/** What is left of these ids without doubles and nulls. */
export function aboutOf(...ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
