/** What stewards have decided about records: who is one party, and who is not, whatever the rules say. */
import type { SourceRef } from '../sourceRef.ts';

export type DecisionKind = 'MUST_LINK' | 'CANNOT_LINK';

/** One decision, about every pair of records that stand on two different sides of it. */
export interface Decision {
  id: string;
  kind: DecisionKind;
  /** Two lists of records; for a merge of several customers one list for each. No record stands on two sides. */
  sides: readonly (readonly SourceRef[])[];
  /** Above that of every decision that was known when it was made: the order of decisions, whatever the clocks say. */
  rank: number;
  /** Subject of the steward. */
  actor: string;
}

/** A pair of records and the decision that holds for it. `a` sorts before `b`. */
export interface DecidedPair {
  a: SourceRef;
  b: SourceRef;
  decision: Decision;
}

/** What holds among some records; of several decisions about a pair the last one alone. */
export interface StandingPairs {
  must: DecidedPair[];
  apart: DecidedPair[];
}

/** Sides and records that one decision may name: as many records as a component may have. */
export const MOST_SIDES = 10;
export const MOST_REFS = 500;

/** The later decision first; of two that did not know of each other the greater id. One order, wherever it is asked. */
export function compareDecisions(left: Decision, right: Decision): number {
  return right.rank - left.rank || (left.id < right.id ? 1 : left.id > right.id ? -1 : 0);
}

/** The decision that holds for each pair of `refs`, in an order that depends on neither the decisions' nor the records'. */
export function standingPairs(decisions: readonly Decision[], refs: ReadonlySet<SourceRef>): StandingPairs {
  const standing: StandingPairs = { must: [], apart: [] };
  if (decisions.length === 0) return standing;
  const named = new Set(decisions.flatMap(({ sides }) => sides.flat()));
  const order = [...named].filter((ref) => refs.has(ref)).sort();
  const placeOf = new Map(order.map((ref, place) => [ref, place]));
  const decided = new Set<number>();
  for (const decision of [...decisions].sort(compareDecisions)) {
    const sides = decision.sides.map((side) => side.flatMap((ref) => placeOf.get(ref) ?? []));
    sides.forEach((side, index) => {
      const others = sides.slice(index + 1).flat();
      for (const one of side) {
        for (const other of others) {
          const pair = Math.min(one, other) * order.length + Math.max(one, other);
          if (one === other || decided.has(pair)) continue;
          decided.add(pair);
          const [a, b] = [order[Math.min(one, other)]!, order[Math.max(one, other)]!];
          standing[decision.kind === 'MUST_LINK' ? 'must' : 'apart'].push({ a, b, decision });
        }
      }
    });
  }
  return standing;
}

/** The last decision that keeps two groups of records apart; null where none does. */
export function separatedBy(one: ReadonlySet<SourceRef>, other: ReadonlySet<SourceRef>, apart: readonly DecidedPair[]): Decision | null {
  const between = apart.filter(({ a, b }) => (one.has(a) && other.has(b)) || (one.has(b) && other.has(a)));
  return between.map(({ decision }) => decision).sort(compareDecisions)[0] ?? null;
}
