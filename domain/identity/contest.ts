/**
 * Where a steward keeps groups apart that further records tie together, each of those goes with the group that it
 * matches best. By which rule is decided by their order; here, of ties by one rule, the stronger ones are kept. Where
 * none is stronger, the record goes with neither: nothing but the records and decisions may count, or it would matter
 * who came first.
 */
import { compareStrength, type Edge } from './edges.ts';

/** How one group hangs on another by one rule. */
interface Tie {
  /** Its strongest edge. */
  strongest: Edge;
  /** Different things that agree: a second shared number says more, a second record with the same one does not. */
  agreeing: Set<string>;
}

/** Groups by position, each with its ties to others. Both ends have each tie. */
export type Ties = Map<number, Map<number, Tie>>;

export function addTie(ties: Ties, from: number, to: number, edge: Edge): void {
  const known = ties.get(from)?.get(to);
  const tie = known ?? { strongest: edge, agreeing: new Set<string>() };
  if (compareStrength(edge, tie.strongest) < 0) tie.strongest = edge;
  for (const key of [...edge.evidence.a, ...edge.evidence.b]) tie.agreeing.add(key);
  if (known) return;
  for (const [one, other] of [[from, to], [to, from]] as const) {
    if (!ties.has(one)) ties.set(one, new Map());
    ties.get(one)!.set(other, tie);
  }
}

/** The stronger tie first; zero where neither is. */
const compareTies = (left: Tie, right: Tie): number => compareStrength(left.strongest, right.strongest) || right.agreeing.size - left.agreeing.size;

/** `apart`: for each group those that a steward keeps from it. The ties without those that lose to a stronger one, or to an equal one; the same ones where none does. */
export function uncontested(ties: Ties, apart: ReadonlyMap<number, ReadonlySet<number>>): Ties {
  const lost = new Map<number, Set<number>>();
  const lose = (one: number, other: number): void => {
    for (const [from, to] of [[one, other], [other, one]] as const) lost.set(from, (lost.get(from) ?? new Set()).add(to));
  };
  for (const [group, own] of ties) {
    for (const [one, tie] of own) {
      for (const other of apart.get(one) ?? []) {
        const rival = own.get(other);
        if (rival && compareTies(tie, rival) >= 0) lose(group, one);
      }
    }
  }
  return lost.size === 0 ? ties : filterTies(ties, (one, other) => !lost.get(one)?.has(other));
}

/** The ties for which `isKept` holds. */
export function filterTies(ties: Ties, isKept: (one: number, other: number) => boolean): Ties {
  return new Map([...ties].map(([group, own]) => [group, new Map([...own].filter(([other]) => isKept(group, other)))]));
}

/** Groups that hang together over ties; `count` of them in all, one that has no tie by itself. */
export function componentsOf(count: number, ties: Ties): number[][] {
  const components: number[][] = [];
  const seen = new Set<number>();
  for (let start = 0; start < count; start += 1) {
    if (seen.has(start)) continue;
    const component = [start];
    seen.add(start);
    for (const group of component) {
      for (const next of ties.get(group)?.keys() ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        component.push(next);
      }
    }
    components.push(component);
  }
  return components;
}
