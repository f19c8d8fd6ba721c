import type { CustomerDocument, PartyDocument, StoredCustomerIndexDocument } from '../datasources/mongo/documents.ts';
import type { TimelineRow } from '../datasources/mongo/store.ts';
import { contentHash } from '../domain/contentHash.ts';
import { buildContent } from '../domain/customerIndex/build.ts';
import { isKnown, movedBetween, nameOf, type Move } from '../domain/customerIndex/moves.ts';
import { planDocuments, possibleIds, splitByAudience, type PlannedDocument } from '../domain/customerIndex/plan.ts';
import { relationsOf, type Related } from '../domain/customerIndex/relations.ts';
import { GatewayError } from '../domain/errors.ts';
import { isInForce } from '../domain/goldenRecord/pin.ts';
import { relationPartners } from '../domain/identity/keys.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import { isPinRef } from '../domain/statedParty.ts';
import { HEAD_ROWS } from '../domain/timelineHead.ts';
import { SETTLE_ROUNDS, type ApplyDeps } from './applyDeps.ts';
import { reconcileMoved } from './reconcileMoved.ts';
import { refreshScopes } from './refreshScopes.ts';

/** Other records of a relationship that are looked at, per account or ref. */
const RELATED_PER_KEY = 200;

/**
 * Derives the index documents of the customers of these parties anew, and the row-scope keys of their events with them.
 * What is equal to what is stored is not written. What was written, or lost to another worker, is derived once more, until
 * nothing is to be written: meanwhile another may have changed what it was made of, and found the document right as it was
 * before. `changedEvents` get their scope whether or not their customers' changed.
 *
 * `customers`: whose each record was when its events were reconciled (`reconcileMoved`). A record that is another's by now
 * was moved by somebody who may not have come to its events yet, or never will; once the documents say whose it is nobody
 * would find that out, so its events are reconciled first.
 */
export async function refreshIndex(deps: ApplyDeps, partyRefs: readonly SourceRef[], changedEvents: readonly SourceRef[], customers: ReadonlyMap<SourceRef, string> = new Map()): Promise<void> {
  const { store } = deps;
  const asked = new Set<string>();
  let unscoped = changedEvents;
  let ids = await customersOf(store, partyRefs);
  let lost = new Set<string>();
  for (let round = 0; round < SETTLE_ROUNDS; round += 1) {
    const { changed, relinked, scoped, moved } = await derive(deps, ids, lost);
    const strangers = deps.reconciliation?.length ? moved.filter((move) => !asked.has(nameOf(move)) && !isKnown(move, customers)) : [];
    if (strangers.length > 0) {
      for (const move of strangers) asked.add(nameOf(move));
      const { parties } = await reconcileMoved(deps, new Set(strangers.map(({ ref }) => ref)));
      ids = new Set([...ids, ...(await customersOf(store, [...parties]))]);
      continue;
    }
    await refreshScopes(deps, scoped, unscoped);
    unscoped = [];
    if (changed.length === 0) return;
    lost = new Set(await store.customerIndex.put(changed, relinked));
    ids = new Set(changed.flatMap(({ customerId, ids: own }) => [customerId, ...own]));
  }
  throw new GatewayError('STORE_UNAVAILABLE', 'Other writers keep changing the same customers.', { retryAfterSeconds: 1 });
}

/** Those that these records are linked to, and those whose documents list them. */
async function customersOf(store: ApplyDeps['store'], refs: readonly SourceRef[]): Promise<Set<string>> {
  const [parties, listing] = await Promise.all([store.parties.stored(refs), store.customerIndex.customersListing(refs)]);
  return new Set([...listing, ...[...parties.values()].flatMap(({ link }) => link?.customerId ?? [])]);
}

interface Derived {
  /** Documents that differ from what is stored, tombstones included. */
  changed: StoredCustomerIndexDocument[];
  /** Of these, `_id`s of those that have other records than before. */
  relinked: Set<string>;
  /** Records that come to a document of staff with this, or leave one without coming to another of these (`to` null). */
  moved: Move[];
  /** Parties of verified parts, each with the scope of its part; null where that is as stored. */
  scoped: Map<SourceRef, { scope: string[]; isNew: boolean }>;
}

/** `lost`: documents that were not written, but the scopes of whose events were. */
async function derive(deps: ApplyDeps, ids: ReadonlySet<string>, lost: ReadonlySet<string>): Promise<Derived> {
  const { store, survivorship, identity, rowScopes } = deps;
  const customers = await closure(deps, ids);
  const nowMs = deps.now();
  const stored = await store.parties.ofCustomers([...customers.keys()], 'forIndex');
  const linked = stored.filter(({ _id }) => !isPinRef(_id)).concat(pinsThatCount(stored, nowMs));
  // Pins alone are nobody: the record that they are tied to is gone.
  const documents = planDocuments(customers, new Set(linked.flatMap(({ _id, link }) => (link && !isPinRef(_id) ? link.customerId : []))));
  const [related, { planned, partiesOf, rows }, states] = await Promise.all([
    loadRelated(deps, linked),
    withRows(deps, documents, linked),
    store.customerIndex.revisions(possibleIds(customers.keys())),
  ]);

  const asOf = new Date(nowMs);
  const changed: StoredCustomerIndexDocument[] = [];
  const relinked: Derived['relinked'] = new Set();
  const scoped: Derived['scoped'] = new Map();
  const to = new Map<SourceRef, string>();
  planned.forEach((each, position) => {
    const parties = partiesOf.get(each._id)!;
    const content = buildContent({ planned: each, customers, parties, related, rows: rows[position]!, survivorship, systems: identity.systems, ...(rowScopes && { rowScopes }) });
    const hash = contentHash(content);
    const before = states.get(each._id);
    const isNew = before?.hash !== hash;
    const refs = content.parties.map(({ ref }) => ref);
    if (isNew) changed.push({ ...content, asOf, hash, revision: (before?.revision ?? 0) + 1 });
    if (isNew && !(before && isSame(refs, before.partyRefs))) relinked.add(each._id);
    if (each.audience.includes('staff')) for (const ref of refs) to.set(ref, each.customerId);
    if (each.audience.includes('outside')) {
      const scope = content.scope.filter((key) => !key.startsWith('self:'));
      const moved = lost.has(each._id) || (isNew && !(before && isSame(scope, before.scope) && isSame(refs, before.partyRefs)));
      for (const { ref } of content.parties) scoped.set(ref, { scope, isNew: moved });
    }
  });

  const alive = new Set(planned.map(({ _id }) => _id));
  for (const id of possibleIds(customers.keys())) {
    const before = states.get(id);
    // A merged id gets its tombstone even where it has had no document: a slow worker may be about to write one.
    const isMerged = customers.get(id)?.mergedInto != null;
    if (alive.has(id) || (before ? !before.live : !isMerged)) continue;
    changed.push(tombstone(id, asOf, (before?.revision ?? 0) + 1));
    relinked.add(id);
  }
  return { changed, relinked, scoped, moved: movedBetween(states, to) };
}

interface WithRows {
  planned: PlannedDocument[];
  partiesOf: Map<string, PartyDocument[]>;
  /** The newest of each, by position. */
  rows: TimelineRow[][];
}

/**
 * The newest events of each document. Views that are one event by likeness are one row for staff alone: a customer with such
 * has a document for each audience.
 */
async function withRows({ store }: ApplyDeps, documents: readonly PlannedDocument[], linked: readonly PartyDocument[]): Promise<WithRows> {
  const partiesOf = groupParties(documents, linked);
  const newest = (planned: readonly PlannedDocument[], likely: boolean) =>
    store.interactions.newest(planned.map(({ _id }) => partiesOf.get(_id)!.map((party) => party._id)), HEAD_ROWS, likely);
  const apart = await newest(documents, false);
  const rowsOf = new Map<string, TimelineRow[]>(documents.map(({ _id }, position) => [_id, apart[position]!]));
  const differing = documents.filter(({ audience }, position) => audience.includes('staff') && apart[position]!.some(({ isLikely }) => isLikely));
  const together = await newest(differing, true);
  const planned = documents.flatMap((each) => (differing.includes(each) ? splitByAudience(each) : [each]));
  for (const each of planned) {
    if (partiesOf.has(each._id)) continue;
    partiesOf.set(each._id, partiesOf.get(each.customerId)!);
    rowsOf.set(each._id, rowsOf.get(each.customerId)!);
  }
  differing.forEach(({ _id }, position) => rowsOf.set(_id, together[position]!));
  return { planned, partiesOf, rows: planned.map(({ _id }) => rowsOf.get(_id)!) };
}

/** Pins in force, of customers of whom a system has a record: without one there is nothing that they are a word on. */
function pinsThatCount(stored: readonly PartyDocument[], nowMs: number): PartyDocument[] {
  const pins = stored.filter(({ _id, record }) => isPinRef(_id) && record?.pin !== undefined && isInForce(record.pin, nowMs));
  if (pins.length === 0) return pins;
  const alive = new Set(stored.flatMap(({ _id, record, link }) => (record && link && !isPinRef(_id) ? link.customerId : [])));
  return pins.filter(({ link }) => link && alive.has(link.customerId));
}

/** These customers and all that pointers tie to them, in either direction. */
export async function closure({ store }: { store: Pick<ApplyDeps['store'], 'customers'> }, ids: ReadonlySet<string>): Promise<Map<string, CustomerDocument>> {
  const customers = new Map<string, CustomerDocument>();
  let wanted = [...ids];
  while (wanted.length > 0) {
    const [found, younger] = await Promise.all([store.customers.byIds(wanted), store.customers.mergedInto(wanted)]);
    for (const [id, customer] of found) customers.set(id, customer);
    const next = new Set([...younger.map(({ _id }) => _id), ...[...found.values()].flatMap(({ mergedInto }) => mergedInto?.customerId ?? [])]);
    wanted = [...next].filter((id) => !customers.has(id));
  }
  return customers;
}

function groupParties(planned: readonly PlannedDocument[], linked: readonly PartyDocument[]): Map<string, PartyDocument[]> {
  const documentsOf = new Map<string, string[]>();
  for (const { _id, ids } of planned) for (const id of ids) documentsOf.set(id, [...(documentsOf.get(id) ?? []), _id]);
  const groups = new Map<string, PartyDocument[]>(planned.map(({ _id }) => [_id, []]));
  for (const party of linked) for (const document of documentsOf.get(party.link!.customerId) ?? []) groups.get(document)!.push(party);
  return groups;
}

async function loadRelated({ store, identity, now }: ApplyDeps, parties: readonly PartyDocument[]): Promise<Map<SourceRef, Related>> {
  const partnersOf = new Map(parties.map(({ _id, keys }) => [_id, keys.flatMap((key) => relationPartners(key, identity.systems))]));
  const others = await store.parties.byKeys([...new Set([...partnersOf.values()].flat())], RELATED_PER_KEY);
  const byKey = new Map<string, PartyDocument[]>();
  for (const other of others) for (const key of other.keys) byKey.set(key, [...(byKey.get(key) ?? []), other]);
  const today = new Date(now()).toISOString().slice(0, 10);
  return new Map(
    parties.flatMap(({ _id, record }) => {
      const near = new Set((partnersOf.get(_id) ?? []).flatMap((key) => byKey.get(key) ?? []));
      const records = [...near].flatMap((other) => other.record ?? []);
      return record && records.length > 0 ? [[_id, relationsOf(record, records, identity.systems, today)] as const] : [];
    }),
  );
}

/** A document that is no more: in nobody's view, but still there, so that its revision is. */
function tombstone(_id: string, asOf: Date, revision: number): StoredCustomerIndexDocument {
  return {
    _id,
    customerId: _id.split('|')[0]!,
    audience: [],
    ids: [],
    kind: 'PERSON',
    nameKey: '',
    tokens: [],
    keys: [],
    scope: [],
    parties: [],
    contacts: [],
    organisations: [],
    heads: { order: '', ticket: '', call: '', touch: '', interaction: '' },
    head: '',
    createdAt: new Date(0),
    asOf,
    hash: 'none',
    revision,
  };
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((each) => b.includes(each));
