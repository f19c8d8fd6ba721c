/** The model's word on the records of a component: what partition and plan ask of domain/matching. */
import type { MatchRecord } from '../matching/record.ts';
import type { FieldScore, Scorer } from '../matching/scorer.ts';
import type { SourceRef } from '../sourceRef.ts';
import type { Edge } from './edges.ts';
import type { Weigh } from './partition.ts';

/** Comparable records of a component, the pairs among them that blocking brought together, and what weighs them. */
export interface Likeness {
  scorer: Scorer;
  features: ReadonlyMap<SourceRef, MatchRecord>;
  /** Refs in order. */
  pairs: readonly (readonly [SourceRef, SourceRef])[];
}

/** What says nothing about two records, only about how they were weighed. */
const NO_FIELDS: ReadonlySet<string> = new Set(['prior', 'shared', 'kind']);

/** Levels that point to one person, and not to a household, a company or a name that many have. */
const TELLING: Readonly<Record<string, ReadonlySet<string>>> = {
  email: new Set(['exact', 'close']),
  phone: new Set(['exact']),
  birthDate: new Set(['exact']),
  taxId: new Set(['exact', 'one sign differs']),
  loyaltyId: new Set(['exact', 'one sign differs']),
};

const isTelling = ({ field, level, weight }: FieldScore): boolean => weight > 0 && (TELLING[field]?.has(level) ?? false);

/** One edge for each pair, weighed as the records are now, whatever its weight: whether it joins is for `partition` to say. */
export function likelyEdges({ scorer, features, pairs }: Likeness): Edge[] {
  return pairs.flatMap(([a, b]): Edge[] => {
    const [one, other] = [features.get(a), features.get(b)];
    if (!one || !other) return [];
    const { weight, fields: levels } = scorer.explain(one, other);
    const fields = levels.filter(({ field, weight: bits }) => bits > 0 && !NO_FIELDS.has(field)).map(({ field }) => field);
    return [{ rule: 'probabilistic', a, b, evidence: { a: [], b: [] }, weight, decision: null, fields: [...new Set(fields)], levels, telling: levels.some(isTelling) }];
  });
}

/** Weighs any two of the records, each pair once. */
export function weigher({ scorer, features }: Likeness): Weigh {
  const known = new Map<string, number>();
  return (a, b) => {
    const pair = a < b ? `${a}\u0000${b}` : `${b}\u0000${a}`;
    let weight = known.get(pair);
    if (weight === undefined) known.set(pair, (weight = scorer.weigh(features.get(a)!, features.get(b)!)));
    return weight;
  };
}
