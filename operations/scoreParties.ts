import { edgeId } from '../datasources/mongo/edges.ts';
import type { EdgeDocument, PartyDocument } from '../datasources/mongo/documents.ts';
import { isTelling } from '../domain/identity/likeness.ts';
import type { MatchRecord } from '../domain/matching/record.ts';
import { REVIEW_BITS } from '../domain/matching/thresholds.ts';
import { blockingKeys } from '../domain/matching/train.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';
import type { ActiveParameters } from './parameters/activeParameters.ts';

/** Records under one blocking key that are looked at. The model refines keys long before so many share one. */
const CANDIDATES_PER_KEY = 300;

type Weighed = Omit<EdgeDocument, 'state' | 'since'>;

/**
 * Weighs these records against all that share a blocking key with them, and stores the pairs that are alike: before
 * anything is read around them, so that of two records that come at once one sees the other. A pair that is alike no
 * longer stays stored as `FADED` until its records have been placed (`settleEdges`).
 */
export async function scoreParties(deps: ApplyDeps, active: ActiveParameters, parties: readonly PartyDocument[]): Promise<void> {
  const { store } = deps;
  const { model, scorer } = active;
  if (!model || !scorer || parties.length === 0) return;
  const own = parties.map((party) => ({ party, features: active.features(party) }));
  const keysOf = new Map(own.map(({ party, features }) => [party._id, features ? blockingKeys(features, model) : []]));
  const stale = own.filter(({ party }) => party.blocked !== blockedBy(active, party));
  await store.parties.setBlocks(stale.map(({ party }) => ({ ref: party._id, hash: party.hash, blocks: keysOf.get(party._id)!, blocked: blockedBy(active, party) })));

  const keys = [...new Set([...keysOf.values()].flat())];
  const [found, stored] = await Promise.all([store.parties.byBlocks(keys, CANDIDATES_PER_KEY), store.edges.ofRefs(parties.map(({ _id }) => _id))]);
  const candidates = byBlock(found, active, keysOf);
  const at = new Date(deps.now());
  const weighed = new Map<string, Weighed>();
  for (const { party, features } of own) {
    if (!features) continue;
    for (const other of new Set(keysOf.get(party._id)!.flatMap((key) => candidates.get(key) ?? []))) {
      const id = edgeId(features.id, other.id);
      if (other.id === features.id || weighed.has(id) || scorer.weigh(features, other, REVIEW_BITS) < REVIEW_BITS) continue;
      weighed.set(id, weigh(features, other, active, at));
    }
  }
  // Those that were alike before and are so no longer: they are looked at once more, and then go.
  const faded = stored.filter(({ _id }) => !weighed.has(_id)).map(({ _id, refs }): Weighed => ({ _id, refs, weight: FADED, levels: [], telling: false, parameters: active.version, at }));
  await store.edges.put([...weighed.values(), ...faded]);
}

/** Weight of a pair that is alike no longer. */
export const FADED = -1_000;

/** What its stored blocking keys were made of. */
const blockedBy = ({ version }: ActiveParameters, { hash }: PartyDocument): string => `${version} ${hash}`;

function weigh(one: MatchRecord, other: MatchRecord, { scorer, version }: ActiveParameters, at: Date): Weighed {
  const { weight, fields: levels } = scorer!.explain(one, other);
  const refs: [SourceRef, SourceRef] = one.id < other.id ? [one.id, other.id] : [other.id, one.id];
  return { _id: edgeId(...refs), refs, weight, levels, telling: isTelling(levels, one, other), parameters: version, at };
}

function byBlock(found: readonly PartyDocument[], active: ActiveParameters, own: ReadonlyMap<SourceRef, readonly string[]>): Map<string, MatchRecord[]> {
  const wanted = new Set([...own.values()].flat());
  const index = new Map<string, MatchRecord[]>();
  for (const party of found) {
    const features = active.features(party);
    if (!features) continue;
    for (const key of own.get(party._id) ?? party.blocks ?? []) {
      if (!wanted.has(key)) continue;
      const known = index.get(key);
      if (known) known.push(features);
      else index.set(key, [features]);
    }
  }
  return index;
}
