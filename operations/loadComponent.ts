import type { CustomerDocument, DecisionDocument, EdgeDocument, PartyDocument } from '../datasources/mongo/documents.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { isBlockedKey, type IdentityConfig } from '../domain/identity/config.ts';
import { standingPairs, type Decision } from '../domain/identity/decisions.ts';
import { identityPartners, isMatchingKey } from '../domain/identity/keys.ts';
import type { Likeness } from '../domain/identity/likeness.ts';
import type { LineageEntry } from '../domain/identity/lineage.ts';
import { memberOf, type Member } from '../domain/identity/member.ts';
import { carriersByKey, isOverloaded } from '../domain/identity/overload.ts';
import type { Placed } from '../domain/identity/plan.ts';
import { JOIN_BITS } from '../domain/matching/thresholds.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';
import type { ActiveParameters } from './parameters/activeParameters.ts';

export interface Component {
  placed: Placed[];
  /** The same records as they are stored. */
  documents: ReadonlyMap<SourceRef, PartyDocument>;
  /** The model's word on the records; undefined where there is no model, and where pairs lead too far. */
  likeness: Likeness | undefined;
  /** Stored pairs of these records, those that led nowhere included. */
  edges: EdgeDocument[];
  overloaded: Set<string>;
  /** Every decision that names one of the records. */
  decisions: Decision[];
  /** Entries of these records and customers that the lineage may not have yet. */
  unlogged: LineageEntry[];
  customers: Map<string, CustomerDocument>;
  /** Pairs led too far and were left out: by which of several records, is to be found out. */
  isCut: boolean;
}

/** Carriers of one key that are looked at. A key with more is long over its limit. */
const CARRIERS_PER_KEY = 500;
/** Records that few may lead to over pairs. Beyond, pairs are left out: a net this wide ties no parties. */
const MOST_REACHED = 2_000;
/** Steps from record to record. A chain this long is no person; what is beyond it stays as it is. */
const MAX_STEPS = 64;

/** A stored decision as matching sees it. */
export function decisionOf({ _id: id, kind, sides, rank, actor }: DecisionDocument): Decision {
  return { id, kind, sides, rank, actor };
}

/**
 * Everything that is reached from these records over keys that may link, over pairs that are alike, and over what stewards
 * have put together: the input of `place`. Where pairs lead too far they are left out. Their former keys count as well, since who shared those has to be looked at again.
 */
export async function loadComponent(deps: ApplyDeps, seeds: readonly PartyDocument[], active?: ActiveParameters): Promise<Component> {
  // The rules that hold are those of the active version: what is configured by now may wait for a dry run.
  const rules = active?.config ?? deps.identity;
  const model = active?.scorer ? active : undefined;
  const whole = await reach(deps.store, rules, seeds, model, true);
  return whole ?? { ...(await reach(deps.store, rules, seeds, model, false))!, isCut: true };
}

/** `follows`: pairs that are alike count where there is a model, else they are only read. Null where they lead too far. */
async function reach(store: Store, identity: IdentityConfig, seeds: readonly PartyDocument[], active: ActiveParameters | undefined, follows: boolean): Promise<Component | null> {
  const documents = new Map<SourceRef, PartyDocument>();
  const members = new Map<SourceRef, Member>();
  const overloaded = new Set<string>();
  const askedKeys = new Set<string>();
  const askedCustomers = new Set<string>();
  const askedRefs = new Set<SourceRef>();
  const decisions = new Map<string, Decision>();
  const edges = new Map<string, EdgeDocument>();
  /** Read once each: most carriers of a key are here already. */
  const read = new Map<SourceRef, PartyDocument>(seeds.map((document) => [document._id, document]));

  async function documentsOf(refs: readonly SourceRef[]): Promise<PartyDocument[]> {
    const missing = refs.filter((ref) => !read.has(ref));
    if (missing.length > 0) for (const [ref, document] of await store.parties.byRefs(missing)) read.set(ref, document);
    return refs.flatMap((ref) => read.get(ref) ?? []);
  }

  const take = (found: readonly PartyDocument[]): PartyDocument[] => {
    const fresh = found.filter(({ _id, state, record }) => state === 'LIVE' && record && !documents.has(_id));
    for (const document of fresh) {
      documents.set(document._id, document);
      members.set(document._id, memberOf(document.record!));
    }
    return fresh;
  };

  let reached: readonly PartyDocument[] = seeds;
  take(seeds);
  for (let step = 0; step < MAX_STEPS && reached.length > 0; step += 1) {
    const held = reached.flatMap(({ keys, formerKeys }) => [...keys, ...formerKeys]);
    const partners = new Set(held.flatMap((key) => identityPartners(key, identity.systems)));
    const keys = [...partners].filter((key) => !askedKeys.has(key) && !isBlockedKey(key, identity));
    // Its first id too: who holds that one by now keeps the record from returning to it.
    const customerIds = [...new Set(reached.flatMap(({ link }) => (link ? [link.customerId, link.firstCustomerId] : [])))].filter((id) => !askedCustomers.has(id));
    keys.forEach((key) => askedKeys.add(key));
    customerIds.forEach((id) => askedCustomers.add(id));
    const refs = reached.map(({ _id }) => _id).filter((ref) => !askedRefs.has(ref));
    refs.forEach((ref) => askedRefs.add(ref));
    const [carrying, linked, decided, pairs] = await Promise.all([
      store.parties.refsByKeys(keys, CARRIERS_PER_KEY),
      store.parties.refsOfCustomers(customerIds),
      store.decisions.ofRefs(refs),
      store.edges.ofRefs(refs),
    ]);
    for (const decision of decided) decisions.set(decision._id, decisionOf(decision));
    for (const edge of pairs) edges.set(edge._id, edge);
    const [withMates, wards, alike] = [[...linked.values()].flat(), putTogetherWith(refs, decided.map(decisionOf)), active && follows ? partnersOf(pairs) : []];
    await documentsOf([...new Set([...carrying, ...withMates, ...wards, ...alike])]);
    const carriers = await documentsOf(carrying);

    const known = new Map([...members, ...carriers.flatMap(({ _id, record }) => (record ? [[_id, members.get(_id) ?? memberOf(record)] as const] : []))]);
    const byKey = carriersByKey(known.values());
    for (const key of keys) if (isMatchingKey(key) && isOverloaded(key, byKey.get(key) ?? [], identity)) overloaded.add(key);

    const linking = keys.filter((key) => !overloaded.has(key));
    const asked = new Set(linking);
    const near = carriers.filter((carrier) => carrier.keys.some((key) => asked.has(key)));
    // Who was joined by a key that has just come to link nothing: theirs is to be decided anew. Later steps have no such keys.
    const torn = step === 0 ? await joinedBy(keys.filter((key) => overloaded.has(key)), carriers, store) : [];
    reached = take([...near, ...torn, ...(await documentsOf([...withMates, ...wards, ...alike]))]);
    if (active && follows && documents.size > seeds.length * 20 + MOST_REACHED) return null;
  }

  const ids = new Set([...documents.values()].flatMap(({ link }) => (link ? [link.customerId, link.firstCustomerId] : [])));
  const customers = await store.customers.byIds([...ids]);
  const placed = [...documents.values()].map(({ _id, link, evidence }) => ({ member: members.get(_id)!, link, evidence }));
  const unlogged = [...documents.values(), ...customers.values()].flatMap((document) => document.unlogged ?? []);
  const likeness = active && follows ? likenessOf([...documents.values()], [...edges.values()], active) : undefined;
  return { placed, documents, likeness, edges: [...edges.values()], overloaded, decisions: [...decisions.values()], unlogged, customers, isCut: false };
}

/** The records of pairs that may join, or have joined. */
const partnersOf = (pairs: readonly EdgeDocument[]): SourceRef[] => pairs.filter(({ weight, state }) => weight >= JOIN_BITS || state === 'JOINED').flatMap(({ refs }) => refs);

function likenessOf(documents: readonly PartyDocument[], edges: readonly EdgeDocument[], active: ActiveParameters): Likeness | undefined {
  if (!active.scorer || edges.length === 0) return undefined;
  const features = new Map(documents.flatMap((document) => {
    const own = active.features(document);
    return own ? [[document._id, own] as const] : [];
  }));
  const pairs = edges.filter(({ refs: [a, b], weight }) => weight >= JOIN_BITS && features.has(a) && features.has(b)).map(({ refs }) => refs);
  return { scorer: active.scorer, features, pairs };
}

/** The records that stewards have put together with these. `decisions`: all that name one of `refs`. */
function putTogetherWith(refs: readonly SourceRef[], decisions: readonly Decision[]): SourceRef[] {
  const own = new Set(refs);
  const { must } = standingPairs(decisions, new Set(decisions.flatMap(({ sides }) => sides.flat())));
  // Of pairs without a record of `refs` a later decision may not be among these.
  return must.flatMap(({ a, b }) => (own.has(a) ? [b] : own.has(b) ? [a] : []));
}

/** Of the carriers of overloaded keys, those whose link or whose customer's pointer may rest on one. */
async function joinedBy(keys: readonly string[], carriers: readonly PartyDocument[], store: ApplyDeps['store']): Promise<PartyDocument[]> {
  if (keys.length === 0) return [];
  const over = new Set(keys);
  const crowd = carriers.filter((carrier) => carrier.keys.some((key) => over.has(key)));
  const customers = await store.customers.byIds([...new Set(crowd.flatMap(({ link }) => link?.customerId ?? []))]);
  return crowd.filter(({ link, evidence }) => evidence.some((key) => over.has(key)) || (link && customers.get(link.customerId)?.mergedInto));
}
