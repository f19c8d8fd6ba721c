/** What one partition of records joins and splits of another. */
import type { SourceRef } from '../sourceRef.ts';

export interface PartitionChange {
  kind: 'JOIN' | 'SPLIT';
  /** The groups that become one, or those that one becomes; the first refs of each, in order. */
  groups: SourceRef[][];
}

export interface PartitionChanges {
  joins: number;
  splits: number;
  examples: PartitionChange[];
}

/** Bounds of what is listed: counts are of everything. */
export const MOST_EXAMPLES = 100;
const MOST_GROUPS = 20;
const MOST_REFS = 20;

/**
 * `before`: the group of each record; a record without one counts in no change. `after`: all groups. A group of `after` with
 * records of several of `before` is one join; one of `before` whose records are in several of `after` is one split.
 */
export function comparePartitions(before: ReadonlyMap<SourceRef, string>, after: readonly (readonly SourceRef[])[]): PartitionChanges {
  const parts = new Map<string, SourceRef[][]>();
  const joins: PartitionChange[] = [];
  for (const group of inOrder(after)) {
    const own = new Map<string, SourceRef[]>();
    for (const ref of group) {
      const former = before.get(ref);
      if (former !== undefined) own.set(former, [...(own.get(former) ?? []), ref]);
    }
    if (own.size > 1) joins.push(change('JOIN', [...own.values()]));
    for (const [former, refs] of own) parts.set(former, [...(parts.get(former) ?? []), refs]);
  }
  const splits = [...parts.values()].filter((each) => each.length > 1).map((each) => change('SPLIT', each));
  // Of either as many as there is room for beside the other, half of it at least.
  const room = Math.max(MOST_EXAMPLES / 2, MOST_EXAMPLES - splits.length);
  const listed = joins.slice(0, room);
  return { joins: joins.length, splits: splits.length, examples: [...listed, ...splits.slice(0, MOST_EXAMPLES - listed.length)] };
}

const inOrder = (groups: readonly (readonly SourceRef[])[]): SourceRef[][] =>
  groups.map((group) => [...group].sort()).sort(([a = ''], [b = '']) => (a < b ? -1 : 1));

const change = (kind: PartitionChange['kind'], groups: readonly SourceRef[][]): PartitionChange => ({
  kind, groups: groups.slice(0, MOST_GROUPS).map((refs) => refs.slice(0, MOST_REFS)),
});
