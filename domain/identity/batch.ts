/**
 * Everything placed at once, in memory: the same partition that record by record ends in. For dry runs of new parameters
 * and for benchmarks.
 */
import { createCandidateIndex } from '../matching/candidates.ts';
import type { MatchingModel } from '../matching/model.ts';
import type { MatchRecord } from '../matching/record.ts';
import { createScorer } from '../matching/scorer.ts';
import { JOIN_BITS, REVIEW_BITS } from '../matching/thresholds.ts';
import { blockingKeys } from '../matching/train.ts';
import type { PartyRecord } from '../records.ts';
import type { SourceRef } from '../sourceRef.ts';
import { isPinRef } from '../statedParty.ts';
import { MOST_LIKELY_RECORDS, tieByRules } from './component.ts';
import { isBlockedKey, type IdentityConfig } from './config.ts';
import { standingPairs, type Decision } from './decisions.ts';
import { compareEdges, edgesOf } from './edges.ts';
import { featuresOf } from './features.ts';
import { isMatchingKey } from './keys.ts';
import { likelyEdges, weigher, type Likeness } from './likeness.ts';
import { memberOf, type Member } from './member.ts';
import { carriersByKey, isOverloaded } from './overload.ts';
import { partition } from './partition.ts';

export interface BatchInput {
  records: readonly PartyRecord[];
  config: IdentityConfig;
  /** Left out: rules alone. */
  model?: MatchingModel | undefined;
  decisions?: readonly Decision[];
}

/** A pair that is neither joined nor clearly apart. */
export interface DoubtfulPair {
  refs: readonly [SourceRef, SourceRef];
  weight: number;
}

export interface BatchPartition {
  /** Verified parts. */
  parts: SourceRef[][];
  /** Customers as staff see them. */
  unions: SourceRef[][];
  /** Pairs for a steward to look at. */
  doubtful: DoubtfulPair[];
}

/** All pairs that share a blocking key and are alike, joined or not. */
function scoredPairs(features: readonly MatchRecord[], model: MatchingModel): DoubtfulPair[] {
  const { weigh } = createScorer(model);
  const pairs: DoubtfulPair[] = [];
  createCandidateIndex(features, features.map((each) => blockingKeys(each, model)), false).eachPair((left, right) => {
    const weight = weigh(features[left]!, features[right]!);
    const [a, b] = [features[left]!.id, features[right]!.id].sort() as [SourceRef, SourceRef];
    if (weight >= REVIEW_BITS) pairs.push({ refs: [a, b], weight });
  });
  return pairs;
}

/** The partition of these records; the order in which they are given changes nothing. */
export function partitionAll({ records, config, model, decisions = [] }: BatchInput): BatchPartition {
  const members = [...records].sort((a, b) => (a.ref < b.ref ? -1 : 1)).map(memberOf);
  const byKey = carriersByKey(members);
  const overloaded = new Set([...byKey].filter(([key, carriers]) => isOverloaded(key, carriers, config)).map(([key]) => key));
  const isUsable = (key: string) => isMatchingKey(key) && !overloaded.has(key) && !isBlockedKey(key, config);
  const features = new Map(model ? records.filter(({ ref }) => !isPinRef(ref)).map((record) => [record.ref, featuresOf(record, config)] as const) : []);
  const pairs = model ? scoredPairs([...features.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), model) : [];
  const scorer = model && createScorer(model);

  const ruled = tieByRules(members, decisions, config, isUsable);
  const all = tieByRules(members, decisions, config, isUsable);
  const joining = pairs.filter(({ weight }) => weight >= JOIN_BITS);
  for (const { refs: [a, b] } of joining) all.tie(a, b);

  const result: BatchPartition = { parts: [], unions: [], doubtful: [] };
  const settle = (component: readonly Member[], ofComponent: readonly DoubtfulPair[]): void => {
    const likeness: Likeness | undefined = scorer && ofComponent.length > 0 ? { scorer, features, pairs: ofComponent.map(({ refs }) => refs) } : undefined;
    const { must, apart } = standingPairs(decisions, new Set(component.map(({ ref }) => ref)));
    const edges = [...edgesOf(component, config, isUsable, must), ...(likeness ? likelyEdges(likeness) : [])].sort(compareEdges);
    const { parts, unions } = partition(component, edges, config, apart, likeness && weigher(likeness));
    result.parts.push(...parts);
    result.unions.push(...unions.map((positions) => positions.flatMap((position) => parts[position]!).sort()));
  };
  const pairsOf = new Map(groupBy(joining, ({ refs: [a] }) => all.rootOf(a)).map((own) => [all.rootOf(own[0]!.refs[0]), own]));
  for (const component of groupBy(members, ({ ref }) => all.rootOf(ref))) {
    if (component.length <= MOST_LIKELY_RECORDS) settle(component, pairsOf.get(all.rootOf(component[0]!.ref)) ?? []);
    else for (const part of groupBy(component, ({ ref }) => ruled.rootOf(ref))) settle(part, []);
  }
  const unionOf = new Map(result.unions.flatMap((refs, position) => refs.map((ref) => [ref, position] as const)));
  const { must, apart } = standingPairs(decisions, new Set(unionOf.keys()));
  const decided = new Set([...must, ...apart].map(({ a, b }) => `${a} ${b}`));
  result.doubtful = pairs.filter(({ refs: [a, b] }) => unionOf.get(a) !== unionOf.get(b) && !decided.has(`${a} ${b}`));
  return result;
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Item[][] {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const known = groups.get(keyOf(item));
    if (known) known.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}
