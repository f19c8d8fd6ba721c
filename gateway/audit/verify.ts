/** Reads every chain of the audit and says what does not fit: among the entries, and with the heads kept outside the store. */
import { LRUCache } from 'lru-cache';
import type { AuditStore } from '../../datasources/mongo/audit.ts';
import { auditId, hashOf, parseAuditId, shapeOf, type AuditEntry, type ChainHead } from '../../domain/auditChain.ts';
import { MAX_BATCH_ENTRIES } from './chain.ts';
import { chainsWithHeads, readHeads } from './heads.ts';

export type AuditFault =
  /** Entries are missing between two others, or at the beginning. */
  | 'ENTRIES_REMOVED'
  /** An entry is not what it was when it was written, or not where. */
  | 'ENTRY_CHANGED'
  /** Entries that the heads know of are missing at the end. */
  | 'TAIL_CUT'
  | 'CHAIN_REMOVED'
  /** The entry under a head is another one than the head was written for. */
  | 'HEAD_DIFFERS'
  /** A chain has no heads, or none of its later batches: they are kept in another folder, or were removed. */
  | 'HEADS_MISSING'
  /** Entries after the one that closed their chain. */
  | 'ENTRIES_ADDED'
  /** The coordinate lists that an entry names are gone, or others. */
  | 'COORDINATES_CHANGED'
  /** Something in the collection that the gateway has not written. */
  | 'NOT_AN_ENTRY';

export interface AuditProblem {
  fault: AuditFault;
  chain: string;
  /** Where it was seen; null where it is the chain as a whole. */
  seq: number | null;
}

export interface AuditReport {
  chains: number;
  entries: number;
  /** Chains without a closing entry: of running processes, and of some that did not come to their end. */
  open: number;
  /** Entries after the last head of an open chain, at most one batch each: a crash came between store and file. */
  unanchored: number;
  problems: AuditProblem[];
}

/** Of one chain, this many problems are told. */
const MAX_PROBLEMS_PER_CHAIN = 20;
const REMEMBERED_SHAPES = 20_000;

/**
 * Checks all chains of the store against the heads of these folders. May be run beside gateways that write.
 * Rejects with STORE_UNAVAILABLE where the store does not answer.
 */
export async function verifyAudit(store: AuditStore, folders: readonly string[]): Promise<AuditReport> {
  const report: AuditReport = { chains: 0, entries: 0, open: 0, unanchored: 0, problems: [] };
  const shapes = new LRUCache<string, boolean>({ max: REMEMBERED_SHAPES });
  // Heads are read before the entries that they tell of: what is written meanwhile is only more.
  const named = new Set<string>();
  for (const folder of folders) for (const chain of await chainsWithHeads(folder)) named.add(chain);
  const headsOf = async (chain: string): Promise<ChainHead[] | null> => {
    let found: ChainHead[] | null = null;
    for (const folder of folders) {
      const heads = await readHeads(folder, chain);
      if (heads) found = [...(found ?? []), ...heads];
    }
    return found;
  };

  const isShapeKept = async (name: string): Promise<boolean> => {
    let isKept = shapes.get(name);
    if (isKept === undefined) {
      const shape = (await store.shapes([name])).get(name);
      shapes.set(name, (isKept = shape !== undefined && shapeOf(shape) === name));
    }
    return isKept;
  };

  const checkChain = async (chain: string): Promise<void> => {
    const heads = await headsOf(chain);
    const expected = new Map(heads?.map(({ seq, hash }) => [seq, hash]));
    let told = 0;
    const tell = (fault: AuditFault, seq: number | null): void => {
      told += 1;
      if (told <= MAX_PROBLEMS_PER_CHAIN) report.problems.push({ fault, chain, seq });
    };

    let last: AuditEntry | null = null;
    let seq = 0;
    for await (const entry of store.entries(chain)) {
      const place = parseAuditId(entry._id);
      if (!place) {
        tell('NOT_AN_ENTRY', null);
        continue;
      }
      report.entries += 1;
      const isNext = place.seq === seq + 1;
      if (!isNext) tell('ENTRIES_REMOVED', seq + 1);
      if (last?.operation === 'closed') tell('ENTRIES_ADDED', place.seq);
      seq = place.seq;
      const isLinked = !isNext || entry.previous === (last?.hash ?? '');
      if (!isLinked || !isWhole(entry)) tell('ENTRY_CHANGED', seq);
      const head = expected.get(seq);
      if (head !== undefined && head !== entry.hash) tell('HEAD_DIFFERS', seq);
      if (entry.shape !== null && !(await isShapeKept(entry.shape))) tell('COORDINATES_CHANGED', seq);
      if (entry.follows) await checkFollowed(entry.follows, tell, seq);
      last = entry;
    }

    const newest = heads?.at(-1)?.seq ?? 0;
    if (last === null) {
      if (newest > 0) tell('CHAIN_REMOVED', null);
      return;
    }
    report.chains += 1;
    if (seq < newest) tell('TAIL_CUT', seq + 1);
    const isOpen = last.operation !== 'closed';
    if (isOpen) report.open += 1;
    // A running gateway has written on meanwhile.
    const anchored = Math.max(newest, (await headsOf(chain))?.at(-1)?.seq ?? 0);
    const beyond = Math.max(0, seq - anchored);
    // The entry that opens or closes a chain can come on top of a batch.
    if (heads === null || beyond > MAX_BATCH_ENTRIES + 1) tell('HEADS_MISSING', heads === null ? null : anchored + 1);
    else if (isOpen) report.unanchored += beyond;
    else if (beyond > 1) tell('HEADS_MISSING', anchored + 1);
  };

  /** The chain that was the newest when this one began: with it a chain is missed though its heads went with it. */
  const checkFollowed = async ({ chain, seq, hash }: ChainHead, tell: (fault: AuditFault, seq: number) => void, at: number): Promise<void> => {
    const followed = await store.byId(auditId(chain, seq));
    if (followed?.hash === hash) return;
    if (followed) tell('HEAD_DIFFERS', at);
    else if (!named.has(chain)) report.problems.push({ fault: 'CHAIN_REMOVED', chain, seq: null });
  };

  if (await store.hasStranger()) report.problems.push({ fault: 'NOT_AN_ENTRY', chain: '', seq: null });
  const seen = new Set<string>();
  for await (const chain of store.chains()) {
    seen.add(chain);
    if (parseAuditId(auditId(chain, 1))) await checkChain(chain);
    else report.problems.push({ fault: 'NOT_AN_ENTRY', chain: '', seq: null });
  }
  for (const chain of named) if (!seen.has(chain)) await checkChain(chain);
  return report;
}

/** Whether an entry's own hash is of what it holds now; false for one that lacks a field. */
function isWhole(entry: AuditEntry): boolean {
  try {
    return hashOf(entry) === entry.hash;
  } catch {
    return false;
  }
}
