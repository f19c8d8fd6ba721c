import type { EdgeDocument, EdgeState } from '../datasources/mongo/documents.ts';
import { standingPairs, type Decision } from '../domain/identity/decisions.ts';
import type { Partition } from '../domain/identity/partition.ts';
import { REVIEW_BITS } from '../domain/matching/thresholds.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';

/** What is to be written of the pairs of a component. */
export interface EdgeChanges {
  /** To be weighed anew. */
  put: Omit<EdgeDocument, 'state' | 'since'>[];
  /** To be written before the pointers that they lead to: who finds a pair joined by its edge finds it in time. */
  joined: StateChange[];
  /** To be written after pointers were withdrawn, for the same reason. */
  others: StateChange[];
  /** What is alike no longer, or leads to a record that is gone. */
  remove: EdgeDocument[];
}

type StateChange = { id: string; state: EdgeState; since: Date; parameters: number };

/** What comes of the pairs of a component that is placed so: joined, decided by a steward, or waiting for one. */
export async function edgeChanges({ store, now }: ApplyDeps, edges: readonly EdgeDocument[], { parts, unions }: Partition, decisions: readonly Decision[]): Promise<EdgeChanges> {
  const changes: EdgeChanges = { put: [], joined: [], others: [], remove: [] };
  if (edges.length === 0) return changes;
  const unionOf = new Map(unions.flatMap((positions, union) => positions.flatMap((position) => parts[position]!.map((ref) => [ref, union] as const))));
  // A pair that did not lead into the component has its other record outside of it, live or gone.
  const outside = [...new Set(edges.flatMap(({ refs }) => refs))].filter((ref) => !unionOf.has(ref));
  const live = new Set([...(await store.parties.stored(outside)).values()].filter(({ state }) => state === 'LIVE').map(({ _id }) => _id));
  const { must, apart } = standingPairs(decisions, new Set<SourceRef>(edges.flatMap(({ refs }) => refs)));
  const decided = new Set([...must, ...apart].map(({ a, b }) => `${a}\n${b}`));
  const isThere = (ref: SourceRef): boolean => unionOf.has(ref) || live.has(ref);

  const since = new Date(now());
  for (const edge of edges) {
    const { _id: id, refs: [a, b], weight, state: before, parameters } = edge;
    if (weight < REVIEW_BITS || !isThere(a) || !isThere(b)) {
      changes.remove.push(edge);
      continue;
    }
    const isOne = unionOf.has(a) && unionOf.get(a) === unionOf.get(b);
    const state: EdgeState = isOne ? 'JOINED' : decided.has(id) ? 'DECIDED' : 'REVIEW';
    if (state !== before) changes[isOne ? 'joined' : 'others'].push({ id, state, since, parameters });
  }
  return changes;
}

export const isNothing = ({ put, joined, others, remove }: EdgeChanges): boolean => put.length + joined.length + others.length + remove.length === 0;
