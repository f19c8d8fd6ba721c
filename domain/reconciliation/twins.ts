/**
 * The same event seen by two systems. One system's own number for it is what the other keeps as a reference; equal own
 * numbers alone are chance. A group in which one system has two views is left apart: nobody can say which is meant.
 */
import type { EventType, SourceRef } from '../sourceRef.ts';

/** What reconciliation looks at in an event. Numbers and references in upper case. */
export interface View {
  ref: SourceRef;
  system: string;
  kind: EventType;
  /** Its own printed numbers. */
  numbers: readonly string[];
  /** Its own numbers and the references that it keeps of other systems. */
  sharedKeys: readonly string[];
  partyRef: SourceRef;
}

/** What shared references are told by. */
export type ReferringView = Pick<View, 'system' | 'kind' | 'numbers' | 'sharedKeys'>;

export interface TwinPointers {
  ref: SourceRef;
  twinOf: SourceRef | null;
  twins: SourceRef[];
  /** In whose timelines the event stands: nobody's for a lesser view. */
  parties: SourceRef[];
}

/** Whether one of the two refers to the other (or both to the same third thing). */
export function isSameEvent(a: ReferringView, b: ReferringView): boolean {
  if (a.system === b.system || a.kind !== b.kind) return false;
  return a.sharedKeys.some((key) => b.sharedKeys.includes(key) && !(a.numbers.includes(key) && b.numbers.includes(key)));
}

/**
 * The pointers of these views; `views` must hold everything that they share keys with. `rank`: systems, the one whose
 * view leads first; a system that it does not name comes last.
 */
export function reconcile(views: readonly View[], rank: readonly string[]): TwinPointers[] {
  const place = ({ system }: View) => (rank.includes(system) ? rank.indexOf(system) : rank.length);
  const compare = (a: View, b: View) => place(a) - place(b) || (a.system < b.system ? -1 : a.system > b.system ? 1 : a.ref < b.ref ? -1 : 1);

  return groupsOf(views).flatMap((group) => {
    const systems = new Set(group.map(({ system }) => system));
    const apart = group.length === 1 || systems.size < group.length;
    if (apart) return group.map(({ ref, partyRef }) => ({ ref, twinOf: null, twins: [], parties: [partyRef] }));
    const [greater, ...lesser] = [...group].sort(compare);
    return [
      { ref: greater!.ref, twinOf: null, twins: lesser.map(({ ref }) => ref), parties: [...new Set([greater!, ...lesser].map(({ partyRef }) => partyRef))] },
      ...lesser.map(({ ref }) => ({ ref, twinOf: greater!.ref, twins: [], parties: [] })),
    ];
  });
}

function groupsOf(views: readonly View[]): View[][] {
  const byKey = new Map<string, View[]>();
  for (const view of views) for (const key of view.sharedKeys) byKey.set(key, [...(byKey.get(key) ?? []), view]);
  const seen = new Set<SourceRef>();
  const groups: View[][] = [];
  for (const start of views) {
    if (seen.has(start.ref)) continue;
    const group = [start];
    seen.add(start.ref);
    for (const view of group) {
      for (const other of view.sharedKeys.flatMap((key) => byKey.get(key) ?? [])) {
        if (seen.has(other.ref) || !isSameEvent(view, other)) continue;
        seen.add(other.ref);
        group.push(other);
      }
    }
    groups.push(group);
  }
  return groups;
}
