import type { EdgeDocument, EdgeState } from '../datasources/mongo/documents.ts';
import { standingPairs, type Decision } from '../domain/identity/decisions.ts';
import type { Partition } from '../domain/identity/partition.ts';
import { REVIEW_BITS } from '../domain/matching/thresholds.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';

/**
 * Writes down what came of the pairs of a component that has been placed: joined, decided by a steward, or waiting for
 * one. What is alike no longer, or leads to a record that is gone, is taken out.
 */
export async function settleEdges({ store, now }: ApplyDeps, edges: readonly EdgeDocument[], { parts, unions }: Partition, decisions: readonly Decision[]): Promise<void> {
  if (edges.length === 0) return;
  const unionOf = new Map(unions.flatMap((positions, union) => positions.flatMap((position) => parts[position]!.map((ref) => [ref, union] as const))));
  // A pair that did not lead into the component has its other record outside of it, live or gone.
  const outside = [...new Set(edges.flatMap(({ refs }) => refs))].filter((ref) => !unionOf.has(ref));
  const live = new Set([...(await store.parties.stored(outside)).values()].filter(({ state }) => state === 'LIVE').map(({ _id }) => _id));
  const { must, apart } = standingPairs(decisions, new Set<SourceRef>(edges.flatMap(({ refs }) => refs)));
  const decided = new Set([...must, ...apart].map(({ a, b }) => `${a}\n${b}`));
  const isThere = (ref: SourceRef): boolean => unionOf.has(ref) || live.has(ref);

  const remove = edges.filter(({ refs, weight }) => weight < REVIEW_BITS || !refs.every(isThere)).map(({ _id }) => _id);
  const gone = new Set(remove);
  const since = new Date(now());
  const changes = edges.flatMap(({ _id, refs: [a, b], state }) => {
    if (gone.has(_id)) return [];
    const isOne = unionOf.has(a) && unionOf.get(a) === unionOf.get(b);
    const next: EdgeState = isOne ? 'JOINED' : decided.has(_id) ? 'DECIDED' : 'REVIEW';
    return next === state ? [] : [{ id: _id, state: next, since }];
  });
  await Promise.all([store.edges.remove(remove), store.edges.setStates(changes)]);
}
