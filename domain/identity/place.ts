import type { SourceRef } from '../sourceRef.ts';
import { boundedPairs } from './component.ts';
import { isBlockedKey, type IdentityConfig } from './config.ts';
import { standingPairs, type Decision } from './decisions.ts';
import { compareEdges, edgesOf } from './edges.ts';
import { isMatchingKey } from './keys.ts';
import { likelyEdges, weigher, type Likeness } from './likeness.ts';
import type { CustomerDocument } from './link.ts';
import { partition, type Partition } from './partition.ts';
import { planPlacement, type Placed, type Plan } from './plan.ts';

export interface PlaceInput {
  /** Every live record of the component: all that are reached over usable keys. */
  placed: readonly Placed[];
  /** Keys that more differently named parties carry than a value can belong to; counted over all their carriers. */
  overloaded: ReadonlySet<string>;
  /** Of stewards, about these records. */
  decisions?: readonly Decision[];
  /** The model's word on these records; left out where none is active. */
  likeness?: Likeness | undefined;
  customers: ReadonlyMap<string, CustomerDocument>;
  config: IdentityConfig;
  now: Date;
  newId: () => string;
  actor: string;
}

/** Decides which records are one party and what has to be written for it. */
export function place({ placed, overloaded, decisions = [], likeness, customers, config, now, newId, actor }: PlaceInput): { partition: Partition; plan: Plan } {
  const members = placed.map(({ member }) => member);
  const isUsable = (key: string) => isMatchingKey(key) && !overloaded.has(key) && !isBlockedKey(key, config);
  const { must, apart } = standingPairs(decisions, new Set(members.map(({ ref }) => ref)));
  const ruled = edgesOf(members, config, isUsable, must);
  const likely = likeness ? likelyEdges({ ...likeness, pairs: boundedPairs(likeness.pairs, members, decisions, config, isUsable) }) : [];
  const edges = [...ruled, ...likely].sort(compareEdges);
  const parts = partition(members, edges, config, apart, likeness && weigher(likeness));
  return { partition: parts, plan: planPlacement({ placed, partition: parts, edges, apart, customers, now, newId, actor }) };
}

/** Refs whose place a plan changes. */
export function refsOf(plan: Plan): SourceRef[] {
  return plan.links.map(({ ref }) => ref);
}
