import type { IndexAccess } from './access.ts';
import type { Interval } from './bounds.ts';
import type { Plan } from './plan.ts';

type Stage = Record<string, unknown>;

/** A plan as `explain` shows it: the stages of the real server, with what this planner really does. */
export function describePlan(plan: Plan, command: string): Stage {
  let stage = reading(plan);
  if (plan.sort && !plan.access.sorted) {
    stage = {
      stage: 'SORT',
      sortPattern: Object.fromEntries(plan.sort.fields.map(({ path, descending }) => [path, descending ? -1 : 1])),
      inputStage: stage,
    };
  }
  const outer: Record<string, string> = { update: 'UPDATE', delete: 'DELETE', count: 'COUNT', findAndModify: 'UPDATE' };
  return outer[command] === undefined ? stage : { stage: outer[command], inputStage: stage };
}

function reading({ access, byId }: Plan): Stage {
  if (byId) return { stage: 'IDHACK' };
  if (access.kind === 'collection') return { stage: 'COLLSCAN', direction: access.reverse ? 'backward' : 'forward' };
  if (access.kind === 'or')
    return { stage: 'FETCH', inputStage: { stage: 'OR', inputStages: access.branches.map(scanning) } };
  if (access.merge) {
    return {
      stage: 'FETCH',
      inputStage: { stage: 'SORT_MERGE', inputStages: access.streams.map(() => scanning(access)) },
    };
  }
  return { stage: 'FETCH', inputStage: scanning(access) };
}

function scanning(access: IndexAccess): Stage {
  const { index } = access;
  return {
    stage: 'IXSCAN',
    keyPattern: index.pattern,
    indexName: index.name,
    isMultiKey: index.multikey.includes(true),
    isUnique: index.unique,
    isSparse: index.sparse,
    isPartial: index.filter !== undefined,
    direction: access.reverse ? 'backward' : 'forward',
    // How many ranges narrow each field; their values are not shown.
    indexBounds: Object.fromEntries(index.fields.map(({ path }, position) => [path, [bound(access.bounds[position])]])),
  };
}

function bound(intervals: readonly Interval[] | undefined): string {
  if (intervals === undefined) return '[MinKey, MaxKey]';
  return intervals.every(({ point }) => point) ? `${intervals.length} point(s)` : `${intervals.length} range(s)`;
}
