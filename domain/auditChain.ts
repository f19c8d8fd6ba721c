/**
 * Entries of the read audit and how they hang together. Each process writes one chain: an entry holds the hash of the
 * one before and its own, over everything in it. So whoever knows the last hash (it is also kept outside the store) can
 * tell whether anything before it was changed, removed or moved.
 */
import { createHash } from 'node:crypto';
import type { ReadOutcome } from './audit.ts';

/** What an entry was written for: an operation that showed something, or the beginning or the end of its chain. */
export type AuditOperation = 'query' | 'mutation' | 'subscription' | 'opened' | 'closed';

/** A place in a chain. */
export interface ChainHead {
  chain: string;
  /** From 1. */
  seq: number;
  hash: string;
}

/** An entry as it is stored, under `_id`: never a value of a customer. Fields without use are null. */
export interface AuditEntry {
  /** `auditId(chain, seq)`. */
  _id: string;
  at: Date;
  operation: AuditOperation;
  /** Who, in whose name, for what, with which issued token: as the caller's token says. */
  subject: string | null;
  role: string | null;
  onBehalfOf: string | null;
  purpose: string | null;
  tokenId: string | null;
  requestId: string | null;
  /** Customer ids and public ids of party records (domain/audit.ts). */
  about: string[];
  /** `shapeOf` of the coordinates that were returned, masked and denied. */
  shape: string | null;
  /** Hash of the policy that decided. */
  policy: string | null;
  outcome: ReadOutcome | null;
  /** Of the entry that opens a chain: the head that the newest other chain of the same folder had then. */
  follows: ChainHead | null;
  /** Hash of the entry before; empty for the first. */
  previous: string;
  /** `hashOf` of everything else. */
  hash: string;
}

/** Coordinates by what became of them; kept once, however many entries name them. */
export interface AuditShape {
  _id: string;
  returned: string[];
  masked: string[];
  denied: string[];
}

/** A chain has at most this many digits' worth of entries, so that ids order as entries were made. */
const SEQ_DIGITS = 12;

export const auditId = (chain: string, seq: number): string => `${chain}:${String(seq).padStart(SEQ_DIGITS, '0')}`;

/** The parts of an entry's id; null for a text that is none. */
export function parseAuditId(id: string): { chain: string; seq: number } | null {
  const found = /^([0-9a-f-]+):(\d{12})$/.exec(id);
  return found ? { chain: found[1]!, seq: Number(found[2]) } : null;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** The hash of an entry, over every other field of it: SHA-256 of a JSON list, base64url. */
export function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  const { follows } = entry;
  return sha256(
    JSON.stringify([
      entry.previous, entry._id, entry.at.getTime(), entry.operation, entry.subject, entry.role, entry.onBehalfOf, entry.purpose,
      entry.tokenId, entry.requestId, entry.about, entry.shape, entry.policy, entry.outcome, follows && [follows.chain, follows.seq, follows.hash],
    ]),
  );
}

/** The name of coordinate lists: SHA-256 of what they hold, so that a changed one is no longer the one that entries name. */
export function shapeOf({ returned, masked, denied }: { returned: readonly string[]; masked: readonly string[]; denied: readonly string[] }): string {
  return sha256(JSON.stringify([returned, masked, denied]));
}
