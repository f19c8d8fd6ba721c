/**
 * Where the views of one event disagree. A discrepancy names records and what they disagree in, never a value: what each says
 * is read when somebody looks. It opens and closes with what the views say; a steward only says what is to be thought of it.
 */
import type { Money, OrderStatus } from '../records.ts';
import type { SourceRef } from '../sourceRef.ts';
import { partsOf, unitsInParts } from './amount.ts';
import { ruleBetween, type ReconciliationRule } from './rules.ts';

/** `MISSING`: a system that should have the event has not. */
export type DiscrepancyKind = 'AMOUNT' | 'STATUS' | 'PARTY' | 'MISSING';
export const DISCREPANCY_KINDS: readonly DiscrepancyKind[] = ['AMOUNT', 'STATUS', 'PARTY', 'MISSING'];

/** `RESOLVED`: the views agree again, or are one event no more. `DISMISSED` holds for this disagreement, not for another one of the same two. */
export type DiscrepancyState = 'OPEN' | 'ACKNOWLEDGED' | 'RESOLVED' | 'DISMISSED';
export const DISCREPANCY_STATES: readonly DiscrepancyState[] = ['OPEN', 'ACKNOWLEDGED', 'RESOLVED', 'DISMISSED'];

/** What is compared of a view. */
export interface ComparedView {
  ref: SourceRef;
  system: string;
  kind: string;
  partyRef: SourceRef;
  atMs: number;
  status: string | null;
  total: Money | null;
  /** As staff see customers; null where nobody knows. */
  customer: string | null;
}

/** A disagreement as the views show it now. */
export interface Found {
  id: string;
  kind: DiscrepancyKind;
  /** Both views in the order of their refs, or the one that a system has not. */
  refs: SourceRef[];
  /** The systems of both views, or of the one and of the one that has it not: `betweenOf` them. */
  between: string;
  parties: SourceRef[];
  /** What they disagree in, spelt out: to be kept as a keyed hash alone. Another text is another disagreement. */
  difference: string;
}

/** A discrepancy as it is kept. */
export interface Discrepancy {
  _id: string;
  kind: DiscrepancyKind;
  refs: SourceRef[];
  between: string;
  parties: SourceRef[];
  /** Keyed hash of what they disagree in. */
  difference: string;
  state: DiscrepancyState;
  /** Since when it is in this state. */
  since: Date;
  firstSeen: Date;
  lastSeen: Date;
  /** The steward's own words and who it was, where one has acknowledged or dismissed it. */
  reason: string | null;
  actor: string | null;
  /** Grows with each change: the guard of every write. */
  revision: number;
}

/** Two systems as one name, the same whichever comes first. */
export const betweenOf = (one: string, other: string): string => (one < other ? `${one} ${other}` : `${other} ${one}`);

/** Whether two statuses are no disagreement; by default all are none but a cancellation that the other side does not know of. */
function agreeByStatus(left: ComparedView, right: ComparedView, { systems, agreement: { statuses } }: ReconciliationRule): boolean {
  const [first, second] = left.system === systems[0] ? [left.status, right.status] : [right.status, left.status];
  if (first === second || first === null || second === null) return true;
  const agreeing = statuses?.[first as OrderStatus];
  return agreeing ? agreeing.includes(second as OrderStatus) : first !== 'CANCELLED' && second !== 'CANCELLED';
}

function agreeByAmount({ total: left }: ComparedView, { total: right }: ComparedView, { agreement }: ReconciliationRule): boolean {
  if (!left || !right) return true;
  return left.currency === right.currency && Math.abs(partsOf(left) - partsOf(right)) <= unitsInParts(agreement.amountTolerance);
}

/** What two views of one event disagree in; nothing where no rule speaks of their systems. */
export function disagreements(one: ComparedView, other: ComparedView, rules: readonly ReconciliationRule[]): Found[] {
  const [left, right] = one.ref < other.ref ? [one, other] : [other, one];
  const rule = ruleBetween(left.system, right.system, left.kind, rules);
  if (!rule) return [];
  const found = (kind: DiscrepancyKind, difference: string): Found => ({
    id: `${kind}\n${left.ref}\n${right.ref}`, kind, refs: [left.ref, right.ref], between: betweenOf(left.system, right.system),
    parties: [...new Set([left.partyRef, right.partyRef])].sort(), difference,
  });
  const amounts = ({ total }: ComparedView) => (total ? `${partsOf(total)} ${total.currency}` : '');
  return [
    ...(agreeByAmount(left, right, rule) ? [] : [found('AMOUNT', `${amounts(left)}/${amounts(right)}`)]),
    ...(agreeByStatus(left, right, rule) ? [] : [found('STATUS', `${left.status}/${right.status}`)]),
    ...(left.customer === null || right.customer === null || left.customer === right.customer ? [] : [found('PARTY', 'party')]),
  ];
}

/** Orders that nobody has placed or that are off are nobody else's business. */
const NOT_EXPECTED: ReadonlySet<string | null> = new Set(['DRAFT', 'CANCELLED']);

/**
 * Where an event is missing. `systems`: those that have a view of it. `due`: when the next one will be missing that is still
 * within its time; null if there is none.
 */
export function missing(view: ComparedView, systems: ReadonlySet<string>, rules: readonly ReconciliationRule[], nowMs: number): { found: Found[]; due: number | null } {
  const found: Found[] = [];
  let due: number | null = null;
  if (NOT_EXPECTED.has(view.status)) return { found, due };
  for (const { kind, systems: [one, other], expectedIn } of rules) {
    if (!expectedIn || kind !== view.kind || systems.has(expectedIn.system)) continue;
    const from = expectedIn.system === one ? other : one;
    if (view.system !== from) continue;
    const dueMs = view.atMs + expectedIn.afterMs;
    if (dueMs > nowMs) due = Math.min(due ?? Infinity, dueMs);
    else found.push({ id: `MISSING\n${view.ref}\n${expectedIn.system}`, kind: 'MISSING', refs: [view.ref], between: betweenOf(from, expectedIn.system), parties: [view.partyRef], difference: 'missing' });
  }
  return { found, due };
}

const isSameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((each, index) => each === b[index]);

/**
 * What becomes of a kept discrepancy by what the views show now (`found`, its `difference` hashed; null: they do not disagree
 * so). Null where nothing changes. That it was seen again is no change.
 */
export function follow(kept: Discrepancy | null, found: Found | null, now: Date): Discrepancy | null {
  if (!found) return kept && kept.state !== 'RESOLVED' ? { ...kept, state: 'RESOLVED', since: now, revision: kept.revision + 1 } : null;
  const { id: _id, kind, refs, between, parties, difference } = found;
  if (!kept) return { _id, kind, refs, between, parties, difference, state: 'OPEN', since: now, firstSeen: now, lastSeen: now, reason: null, actor: null, revision: 1 };
  const isAnother = kept.state === 'RESOLVED' || kept.difference !== difference;
  if (!isAnother) return isSameList(kept.parties, parties) ? null : { ...kept, parties, lastSeen: now, revision: kept.revision + 1 };
  return { ...kept, parties, difference, state: 'OPEN', since: now, lastSeen: now, reason: null, actor: null, revision: kept.revision + 1 };
}

/** What a steward says of a discrepancy that stands; null where just this is so already. */
export function decided(kept: Discrepancy, state: 'ACKNOWLEDGED' | 'DISMISSED', reason: string, actor: string, now: Date): Discrepancy | null {
  if (kept.state === state && kept.reason === reason) return null;
  return { ...kept, state, since: kept.state === state ? kept.since : now, reason, actor, revision: kept.revision + 1 };
}
