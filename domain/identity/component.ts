/** What hangs together, by rules, decisions and pairs that are alike: the piece that is placed as one. */
import type { SourceRef } from '../sourceRef.ts';
import type { IdentityConfig } from './config.ts';
import type { Decision } from './decisions.ts';
import { identityPartners, isMatchingKey } from './keys.ts';
import type { Member } from './member.ts';

/** Beyond so many records a component is no party: only rules and decisions count in it, and what else ties it goes to review. */
export const MOST_LIKELY_RECORDS = 500;

export interface Groups<Item> {
  tie(one: Item, other: Item): void;
  /** The same for all that are tied together. */
  rootOf(item: Item): Item;
}

function createGroups<Item>(): Groups<Item> {
  const parent = new Map<Item, Item>();
  const rootOf = (item: Item): Item => {
    let root = item;
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next;
    for (let at = item; at !== root;) {
      const next = parent.get(at)!;
      parent.set(at, root);
      at = next;
    }
    return root;
  };
  return {
    rootOf,
    tie(one, other) {
      const [a, b] = [rootOf(one), rootOf(other)];
      if (a !== b) parent.set(a, b);
    },
  };
}

/** What rules and stewards tie together, whether or not it will be joined. */
export function tieByRules(members: readonly Member[], decisions: readonly Decision[], config: IdentityConfig, isUsable: (key: string) => boolean): Groups<SourceRef> {
  const groups = createGroups<SourceRef>();
  const holders = new Map<string, SourceRef>();
  for (const { ref, keys } of members) {
    for (const key of keys) {
      if (isMatchingKey(key) && !isUsable(key)) continue;
      for (const partner of [key, ...identityPartners(key, config.systems)]) {
        const holder = holders.get(partner);
        if (holder === undefined) holders.set(partner, ref);
        else groups.tie(holder, ref);
      }
    }
  }
  for (const { kind, sides } of decisions) {
    if (kind === 'MUST_LINK') for (const ref of sides.flat()) groups.tie(sides[0]![0]!, ref);
  }
  return groups;
}

/** Of pairs that are alike those in components that are no larger than a party may be. */
export function boundedPairs<Pair extends readonly [SourceRef, SourceRef]>(
  pairs: readonly Pair[],
  members: readonly Member[],
  decisions: readonly Decision[],
  config: IdentityConfig,
  isUsable: (key: string) => boolean,
): Pair[] {
  if (members.length <= MOST_LIKELY_RECORDS) return [...pairs];
  const groups = tieByRules(members, decisions, config, isUsable);
  for (const [a, b] of pairs) groups.tie(a, b);
  const sizes = new Map<SourceRef, number>();
  for (const { ref } of members) sizes.set(groups.rootOf(ref), (sizes.get(groups.rootOf(ref)) ?? 0) + 1);
  return pairs.filter(([a]) => sizes.get(groups.rootOf(a))! <= MOST_LIKELY_RECORDS);
}
