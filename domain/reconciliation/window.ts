/**
 * The same event seen by two systems of which neither keeps the other's number: amount, time and customer within bounds,
 * one to one and mutually best. Two that are equally near are left apart with what they are near to: nobody can say which is
 * meant. Whether two views are a pair depends on what lies in their own windows alone, so that a change has to be looked
 * at no farther than `windowReach`, and in no order.
 */
import type { Money } from '../records.ts';
import type { SourceRef } from '../sourceRef.ts';
import { partsOf, unitsInParts } from './amount.ts';
import type { ReconciliationRule, WindowBounds } from './rules.ts';

/** What a window looks at in an event. */
export interface WindowView {
  ref: SourceRef;
  system: string;
  kind: string;
  atMs: number;
  total: Money | null;
  /** Whose it is, as staff see customers; null where nobody knows. */
  customer: string | null;
  /** It keeps a reference of another event, or another view does of it: then no window speaks of it. */
  named: boolean;
}

/** Which views are one event by likeness. */
export interface LikelyPointers {
  ref: SourceRef;
  likelyTwinOf: SourceRef | null;
  likelyTwins: SourceRef[];
}

/** Distances closer than this are equal: it is far below a cent or a millisecond in any bounds, and above what rounding does. */
const EQUAL = 1e-9;

interface Best {
  view: WindowView | null;
  distance: number;
  tied: boolean;
}

/** How far two views are apart, in shares of the bounds (0: equal, at most 2); null beyond them. */
function distanceOf(one: WindowView, other: WindowView, { amountTolerance, timeToleranceMs }: WindowBounds): number | null {
  const time = Math.abs(one.atMs - other.atMs);
  if (time > timeToleranceMs || !one.total || !other.total || one.total.currency !== other.total.currency) return null;
  const [left, right] = [partsOf(one.total), partsOf(other.total)];
  const amount = Math.abs(left - right);
  const bound = typeof amountTolerance === 'number' ? unitsInParts(amountTolerance) : amountTolerance.share * Math.max(Math.abs(left), Math.abs(right));
  if (amount > bound) return null;
  return (bound === 0 ? 0 : amount / bound) + (timeToleranceMs === 0 ? 0 : time / timeToleranceMs);
}

function consider(best: Best, view: WindowView, distance: number): void {
  if (distance < best.distance - EQUAL) Object.assign(best, { view, distance, tied: false });
  else if (distance <= best.distance + EQUAL) best.tied = true;
}

/** Pairs by one rule, of views of one customer in the order of their times. */
function pairsBy({ systems: [first, second] }: ReconciliationRule, bounds: WindowBounds, views: readonly WindowView[]): [WindowView, WindowView][] {
  const best = new Map<WindowView, Best>(views.map((view) => [view, { view: null, distance: Infinity, tied: false }]));
  const others = views.filter(({ system }) => system === second);
  let from = 0;
  for (const view of views) {
    if (view.system !== first) continue;
    while (from < others.length && others[from]!.atMs < view.atMs - bounds.timeToleranceMs) from += 1;
    for (let at = from; at < others.length && others[at]!.atMs <= view.atMs + bounds.timeToleranceMs; at += 1) {
      const other = others[at]!;
      const distance = distanceOf(view, other, bounds);
      if (distance === null) continue;
      consider(best.get(view)!, other, distance);
      consider(best.get(other)!, view, distance);
    }
  }
  return views.flatMap((view): [WindowView, WindowView][] => {
    const own = best.get(view)!;
    if (view.system !== first || own.tied || !own.view) return [];
    const its = best.get(own.view)!;
    return its.view === view && !its.tied ? [[view, own.view]] : [];
  });
}

/**
 * The likely pointers of all these views. `views` must hold everything that lies within the reach of those whose pointers
 * are wanted. `rank`: systems, the one whose view leads first; one that it does not name comes last.
 */
export function likelyTwins(views: readonly WindowView[], rules: readonly ReconciliationRule[], rank: readonly string[]): Map<SourceRef, LikelyPointers> {
  const pointers = new Map<SourceRef, LikelyPointers>(views.map(({ ref }) => [ref, { ref, likelyTwinOf: null, likelyTwins: [] }]));
  const partners = new Map<WindowView, WindowView[]>();
  for (const group of byCustomer(views)) {
    for (const rule of rules) {
      if (!rule.window || rule.kind !== group[0]!.kind) continue;
      for (const [one, other] of pairsBy(rule, rule.window, group)) {
        partners.set(one, [...(partners.get(one) ?? []), other]);
        partners.set(other, [...(partners.get(other) ?? []), one]);
      }
    }
  }
  const seen = new Set<WindowView>();
  for (const start of partners.keys()) {
    if (seen.has(start)) continue;
    const group = [start];
    seen.add(start);
    for (const view of group) for (const other of partners.get(view)!) if (!seen.has(other)) group.push((seen.add(other), other));
    // Of three systems, each may have found another view of one of them.
    if (new Set(group.map(({ system }) => system)).size < group.length) continue;
    const [greater, ...lesser] = group.sort(byRank(rank));
    pointers.set(greater!.ref, { ref: greater!.ref, likelyTwinOf: null, likelyTwins: lesser.map(({ ref }) => ref) });
    for (const { ref } of lesser) pointers.set(ref, { ref, likelyTwinOf: greater!.ref, likelyTwins: [] });
  }
  return pointers;
}

function byRank(rank: readonly string[]) {
  const place = ({ system }: WindowView) => (rank.includes(system) ? rank.indexOf(system) : rank.length);
  return (a: WindowView, b: WindowView): number => place(a) - place(b) || (a.system < b.system ? -1 : a.system > b.system ? 1 : a.ref < b.ref ? -1 : 1);
}

/** Views that a window can speak of, those of one customer and kind together, in the order of their times. */
function byCustomer(views: readonly WindowView[]): WindowView[][] {
  const groups = new Map<string, WindowView[]>();
  for (const view of views) {
    if (view.named || view.customer === null || !view.total) continue;
    const key = `${view.kind} ${view.customer}`;
    const group = groups.get(key);
    if (group) group.push(view);
    else groups.set(key, [view]);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => a.atMs - b.atMs || (a.ref < b.ref ? -1 : 1)));
}

/** How far from a change views may come to point elsewhere, and how far from it views must be known to tell; both in milliseconds. Null: no window. */
export function windowReach(kind: string, rules: readonly ReconciliationRule[]): { whole: number; read: number } | null {
  const windows = rules.flatMap((rule) => (rule.window && rule.kind === kind ? [{ systems: rule.systems, width: rule.window.timeToleranceMs }] : []));
  if (windows.length === 0) return null;
  const width = Math.max(...windows.map((each) => each.width));
  const systems = new Set(windows.flatMap((each) => each.systems)).size;
  // A change concerns what is near it, one window away, and what those are then paired with, a second one. With more than two
  // systems pairs form chains, of one view of each system at most: a longer one is none, which takes one step more to see.
  const whole = systems === 2 ? 2 : systems + 1;
  return { whole: whole * width, read: (systems === 2 ? 4 : 2 * systems + 2) * width };
}
