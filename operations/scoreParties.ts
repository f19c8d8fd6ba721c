import { edgeId } from '../datasources/mongo/edges.ts';
import type { ComparedParty, EdgeDocument, PartyDocument } from '../datasources/mongo/documents.ts';
import { GatewayError } from '../domain/errors.ts';
import { isTelling } from '../domain/identity/likeness.ts';
import type { MatchingModel } from '../domain/matching/model.ts';
import type { MatchRecord } from '../domain/matching/record.ts';
import { REVIEW_BITS } from '../domain/matching/thresholds.ts';
import { blockingKeys } from '../domain/matching/train.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import { SETTLE_ROUNDS, type ApplyDeps } from './applyDeps.ts';
import type { ActiveParameters } from './parameters/activeParameters.ts';

/** Records under one blocking key that are looked at, as a multiple of those that the model has left under one. Beyond, parameters are to be learned anew. */
const GROWTH = 2;

export const candidatesPerKey = ({ blocking }: MatchingModel): number => GROWTH * blocking.limit;

type Weighed = Omit<EdgeDocument, 'state' | 'since'>;

/**
 * Weighs these records (`scoreOnce`), over again where one of a pair has changed meanwhile: what was weighed by its former
 * values must not stand over what another worker has weighed since.
 */
export async function scoreParties(deps: ApplyDeps, active: ActiveParameters, parties: readonly PartyDocument[]): Promise<void> {
  const { store } = deps;
  let seeds = parties;
  for (let round = 0; round < SETTLE_ROUNDS; round += 1) {
    const weighed = await scoreOnce(deps, active, seeds);
    const stored = await store.parties.hashes([...weighed.keys()]);
    if ([...weighed].every(([ref, hash]) => (stored.get(ref) ?? hash) === hash)) return;
    seeds = [...(await store.parties.byRefs(seeds.map(({ _id }) => _id))).values()];
  }
  throw new GatewayError('STORE_UNAVAILABLE', 'Other writers keep changing the same records.', { retryAfterSeconds: 1 });
}

/**
 * Weighs these records against all that share a blocking key with them, and stores the pairs that are alike: before
 * anything is read around them, so that of two records that come at once one sees the other. A pair that is alike no
 * longer stays stored as `FADED` until its records have been placed (`edgeChanges`). Gives the records of all pairs that
 * it wrote, each with the hash of the content that was weighed.
 */
async function scoreOnce(deps: ApplyDeps, active: ActiveParameters, parties: readonly PartyDocument[]): Promise<Map<SourceRef, string>> {
  const { store } = deps;
  const { model, scorer } = active;
  if (!model || !scorer || parties.length === 0) return new Map();
  const own = parties.map((party) => ({ party, features: active.features(party) }));
  const keysOf = new Map(own.map(({ party, features }) => [party._id, features ? blockingKeys(features, model) : []]));
  const stale = own.filter(({ party }) => party.blocked !== blockedBy(active, party));
  await store.parties.setBlocks(stale.map(({ party }) => ({ ref: party._id, hash: party.hash, blocks: keysOf.get(party._id)!, blocked: blockedBy(active, party) })));

  const keys = [...new Set([...keysOf.values()].flat())];
  const [sharing, stored] = await Promise.all([store.parties.byBlocks(keys, candidatesPerKey(model)), store.edges.ofRefs(parties.map(({ _id }) => _id))]);
  // Under a key that has grown beyond its bound a record finds others that do not find it.
  const known = new Set([...sharing, ...parties].map(({ _id }) => _id));
  const missing = [...new Set(stored.flatMap(({ refs }) => refs))].filter((ref) => !known.has(ref));
  const found: ComparedParty[] = missing.length === 0 ? sharing : [...sharing, ...(await store.parties.byRefs(missing)).values()];
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
  const pairs = [...weighed.values(), ...faded];
  await store.edges.put(pairs);
  const hashes = new Map([...found, ...parties].map(({ _id, hash }) => [_id, hash]));
  return new Map(pairs.flatMap(({ refs }) => refs).flatMap((ref) => (hashes.has(ref) ? [[ref, hashes.get(ref)!] as const] : [])));
}

/** Weight of a pair that is alike no longer. */
export const FADED = -1_000;

/** What its stored blocking keys were made of. */
const blockedBy = ({ version }: ActiveParameters, { hash }: PartyDocument): string => `${version} ${hash}`;

function weigh(one: MatchRecord, other: MatchRecord, { scorer, version }: ActiveParameters, at: Date): Weighed {
  const { weight, fields: levels } = scorer!.explain(one, other);
  const refs: [SourceRef, SourceRef] = one.id < other.id ? [one.id, other.id] : [other.id, one.id];
  return { _id: edgeId(...refs), refs, weight, levels, telling: isTelling(levels, one, other, scorer!), parameters: version, at };
}

function byBlock(found: readonly ComparedParty[], active: ActiveParameters, own: ReadonlyMap<SourceRef, readonly string[]>): Map<string, MatchRecord[]> {
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
