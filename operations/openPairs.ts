import { edgeId } from '../datasources/mongo/edges.ts';
import type { EdgeDocument, PartyDocument } from '../datasources/mongo/documents.ts';
import type { IdentityConfig } from '../domain/identity/config.ts';
import { featuresOf } from '../domain/identity/features.ts';
import type { Partition } from '../domain/identity/partition.ts';
import { levelsOf } from '../domain/matching/levels.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';
import type { EdgeChanges } from './settleEdges.ts';

/** As likely one party as two: a rule speaks for it, a difference against it, and there is no model to weigh them by. */
const EVEN_BITS = 0;

/**
 * What is to be written of pairs where there are rules and no model: those that a rule speaks for and the rest leaves open
 * wait for a steward. `edges`: all that are stored of the component's records.
 */
export function openPairChanges(
  { now }: Pick<ApplyDeps, 'now'>,
  version: number,
  config: IdentityConfig,
  edges: readonly EdgeDocument[],
  { open }: Partition,
  documents: ReadonlyMap<SourceRef, PartyDocument>,
): EdgeChanges {
  const at = new Date(now());
  const wanted = new Map(open.map(({ a, b }) => [edgeId(a, b), [a, b] as [SourceRef, SourceRef]]));
  const stored = new Map(edges.map((edge) => [edge._id, edge]));
  const changes: EdgeChanges = { put: [], joined: [], others: [], remove: edges.filter(({ _id }) => !wanted.has(_id)) };
  for (const [id, refs] of wanted) {
    const before = stored.get(id);
    if (before?.state === 'REVIEW' && before.weight === EVEN_BITS) continue;
    const [one, other] = refs.map((ref) => featuresOf(documents.get(ref)!.record!, config)) as [ReturnType<typeof featuresOf>, ReturnType<typeof featuresOf>];
    const levels = [...levelsOf(one, other, null)].map(([field, level]) => ({ field, level, weight: EVEN_BITS }));
    changes.put.push({ _id: id, refs, weight: EVEN_BITS, levels, telling: false, parameters: version, at });
    changes.others.push({ id, state: 'REVIEW', since: before?.since ?? at, parameters: version });
  }
  return changes;
}
