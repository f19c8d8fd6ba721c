import type { Document } from 'mongodb';
import { edgeId } from '../../datasources/mongo/edges.ts';
import { INDEXES } from '../../datasources/mongo/indexes.ts';
import type { Discrepancy } from '../../domain/reconciliation/discrepancy.ts';
import type { LineageEntry } from '../../domain/identity/lineage.ts';
import type { RowView } from '../../domain/principal.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { auditEntry, eventDocument, indexDocument, link, partyDocument } from './documents.ts';
import { tokenDocument } from '../support/tokenDocument.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const staff: RowView = { audience: 'staff', rows: { all: true } };
const scoped: RowView = { audience: 'outside', rows: { all: false, keys: ['territory:North', 'distributor:D-01'] } };

/** Runs every method of the store once or more, so that every query it can make is sent. */
async function askEverything({ store }: TestStore): Promise<void> {
  const { customerIndex, interactions, pastEvents, parties, customers, inbox, deliveries, pulls, erasures, idempotency, audit } = store;
  const AT = new Date('2026-05-01T00:00:00Z');
  for (const view of [staff, scoped]) {
    await customerIndex.byIds(['c1', 'c2'], view);
    await customerIndex.byKey('email:a@x.example', view, 3);
    await customerIndex.byPartyRefs(['shop:party:1'], view);
    await customerIndex.search(['an', 'ga'], ['a c1'], 3, view);
    for (const orderBy of ['NAME_ASC', 'NAME_DESC', 'CREATED_ASC', 'CREATED_DESC'] as const) {
      const after = orderBy.startsWith('NAME') ? ['a c1'] : [AT.getTime(), 'c1'];
      await customerIndex.list({ filter: {}, orderBy, after: null, first: 2 }, view);
      await customerIndex.list({ filter: { kind: 'PERSON', territory: 'North', distributor: 'D-01', createdAfter: AT }, orderBy, after, first: 2 }, view);
    }
    await interactions.listScoped({ kinds: ['order'], after: [AT.getTime(), 'x'], first: 2, filter: { statuses: ['OPEN'], from: AT, until: AT } }, view);
  }
  await customerIndex.revisions(['c1']);
  await customerIndex.customersListing(['shop:party:1']);
  await customerIndex.put([indexDocument('c2'), indexDocument('c1', { revision: 2 })]);
  await interactions.timeline(['shop:party:1'], { kinds: ['order', 'call'], after: [AT.getTime(), 'x'], first: 2 });
  await interactions.byRefs(['shop:order:1']);
  await interactions.stored(['shop:order:1']);
  await interactions.ordersByNumber('W-1', 2);
  await interactions.ofParty('shop:party:1', 2);
  await interactions.bySharedKeys(['W-1'], 'order');
  await interactions.newest([['shop:party:1']], 3);
  await interactions.scopesOf(['shop:party:1'], ['shop:order:1']);
  await interactions.named(['shop:party:1']);
  await interactions.stating('shop:party:1', 2);
  await interactions.attach([{ ref: 'shop:order:1', epoch: 1, partyRef: 'shop:party:2', attached: { from: 'shop:party:1', partyRef: 'shop:party:2', actor: 's', at: AT, reason: null, revision: 1 }, former: [] }]);
  await interactions.upsert([eventDocument('shop:order:2', 'shop:party:1')]);
  await interactions.setTwins([{ ref: 'shop:order:1', twinOf: null, twins: [], parties: ['shop:party:1'] }]);
  await interactions.setScopes([{ ref: 'shop:order:1', scope: [] }]);
  await interactions.touch([{ ref: 'shop:order:1', epoch: 9 }], AT);
  await interactions.settle([{ ref: 'shop:order:1', epoch: 9 }]);
  await interactions.countChange(['shop:order:1']);
  await interactions.stamps(['shop:order:1']);
  const past = eventDocument('shop:order:3', 'shop:party:1');
  for (const after of [null, past]) await pastEvents.page('order', AT, after, 2);
  await pastEvents.byRefs(['shop:order:1']);
  await pastEvents.retire([{ event: past, hash: 'gone', former: [] }]);
  await pastEvents.remove([{ ref: 'shop:order:3', epoch: 1 }]);
  for (const position of [{ at: AT, id: null }, { at: AT, id: 'x' }]) {
    await interactions.changedSince(position, 2);
    await interactions.changedOf(['shop:party:1', 'shop:party:2'], position, 2);
    await parties.changedSince(position, 2);
    await parties.changedOf(['shop:party:1', 'shop:party:2'], position, 2);
    await customerIndex.relinkedSince(position, 2);
  }
  await interactions.newestChange();
  await parties.newestChange();
  await customerIndex.newestRelink();
  for await (const _ of interactions.notFinal('shop', 'order', 2));
  await parties.byRefs(['shop:party:1']);
  await parties.stored(['shop:party:1']);
  await parties.byKeys(['email:a@x.example', 'phone:+34600111222'], 3);
  await parties.ofCustomers(['c1'], 'forIndex');
  await parties.upsert([partyDocument('shop:party:2')]);
  await parties.setLinks([{ ref: 'shop:party:1', link: link('c1', { revision: 2 }), evidence: [] }]);
  await parties.touch([{ ref: 'shop:party:1', epoch: 9 }], AT);
  await parties.expiredPins(AT, 2);
  await parties.settle([{ ref: 'shop:party:1', epoch: 9 }]);
  await customers.byIds(['c1']);
  await customers.mergedInto(['c1']);
  await customers.create([{ _id: 'c9', createdAt: AT, mergedInto: null, revision: 1 }]);
  await customers.setMergedInto([{ id: 'c9', expectedRevision: 1, pointer: null }]);
  await inbox.signal([{ ref: 'shop:party:1', system: 'shop', type: 'party' }]);
  const [work] = await inbox.lease('w', 'shop', 'party', 3, 60_000);
  await inbox.leaseRefs('w', ['shop:party:1'], 60_000);
  await inbox.renew([work!], 60_000);
  await inbox.undone(['shop:party:1']);
  await inbox.retry([{ ref: work!._id, epoch: work!.epoch, failure: 'timeout', delayMs: 1, isFault: true }]);
  await inbox.complete([{ ref: work!._id, epoch: work!.epoch, dirty: 1 }]);
  await inbox.waiting();
  await inbox.countSetAside();
  await inbox.release([{ ref: work!._id, epoch: work!.epoch }]);
  await inbox.observe([{ ref: 'shop:party:1', system: 'shop', type: 'party', record: null, order: 1 }]);
  const [observed] = await inbox.leaseRefs('w', ['shop:party:1'], 60_000);
  await inbox.setAside([{ ref: observed!._id, epoch: observed!.epoch, dirty: observed!.dirty + 1, failure: 'defect' }]);
  const [again] = await inbox.leaseRefs('w', ['shop:party:1'], 60_000);
  await inbox.complete([{ ref: again!._id, epoch: again!.epoch, dirty: again!.dirty, observedOrder: again!.observedOrder }]);
  for (const after of [null, [AT.getTime(), 'x']]) for (const system of [null, 'shop']) await inbox.listSetAside({ system, after, first: 2 });
  await inbox.replay({ refs: ['shop:party:1'] });
  await inbox.replay({ system: 'shop' });
  await deliveries.mark('d', AT);
  await deliveries.has('d');
  await inbox.sweptBy(1, ['shop:party:1']);
  await inbox.waitingOf('shop', ['party', 'order']);
  const lease = { system: 'shop', fence: (await pulls.lease('shop', 'w', 60_000))!.fence };
  await pulls.get('shop');
  await pulls.bySystems(['shop']);
  await pulls.renew(lease, 60_000);
  await pulls.save(lease, 'order', { since: null, highWater: null, begunAt: null, completedAt: null, fullAt: null, open: null, sweep: null, failure: null }, 60_000);
  await pulls.wish('shop', { at: AT, sweep: true, confirmed: {} });
  await pulls.takeWish(lease, { at: AT, sweep: true, confirmed: {} });
  await pulls.release(lease, true);
  await inbox.forget(['shop:party:77']);
  await parties.remove(['shop:party:77']);
  await interactions.erase([{ ref: 'shop:order:77', partyRef: 'gateway:party:erased-x' }]);
  await erasures.request([{ _id: 'shop:party:77', reason: 'r', actor: 's', at: AT }]);
  await erasures.pending(2);
  await erasures.seal([{ _id: 'x', reason: 'r', actor: 's', at: AT }]);
  await erasures.sealed(['x']);
  await erasures.count();
  await erasures.done('shop:party:77');
  for (const after of [null, 'shop:party:1']) await parties.page('shop', 'party', after, 2);
  await interactions.page('shop', 'order', null, 2);
  await idempotency.putIfAbsent({ _id: 'k', bodyHash: 'b', ref: 'r', createdAt: AT });
  await askForDecisions(store);
  await askForMatching(store);
  await askForReconciliation(store);
  const { tokens } = store;
  await tokens.create(tokenDocument('t1'));
  await tokens.byIds(['t1']);
  await tokens.rotate('t1', 'h', { hash: 'g', previous: null, rotatedAt: AT, expiresAt: AT });
  await tokens.revoke('t1', AT, 'a');
  for (const state of [undefined, 'ACTIVE', 'EXPIRED', 'REVOKED'] as const) {
    await tokens.list({ filter: { ...(state && { state, role: 'partner' }) }, after: state ? [AT.getTime(), 't9'] : null, first: 2, nowMs: AT.getTime() });
  }
  await idempotency.putIfAbsent({ _id: 'k', bodyHash: 'b', ref: 'r', createdAt: AT });
  await store.snapshots(['shop:party:1', 'shop:order:1']);
  for (const after of [null, [AT.getTime(), 'x']]) {
    for (const filter of [{}, { subject: 's' }, { about: ['c1', 'shop:party:1'] }, { about: ['c1'], subject: 's', from: AT, until: AT }]) await audit.list({ filter, after, first: 2 });
  }
  await audit.byId('x:000000000001');
  await audit.shapes(['x']);
  await audit.hasStranger();
  for await (const chain of audit.chains()) for await (const _ of audit.entries(chain));
}

async function askForDecisions({ decisions, lineage, parties, customers }: TestStore['store']): Promise<void> {
  const at = new Date('2026-05-01T00:00:00Z');
  const sides = [['shop:party:1'], ['shop:party:2']];
  await decisions.putIfAbsent({ _id: 'd1', kind: 'MUST_LINK', sides, refs: sides.flat(), rank: 1, reason: 'r', actor: 's', at, state: 'PENDING' });
  await decisions.ofRefs(['shop:party:1']);
  await decisions.byIds(['d1']);
  await decisions.pending(2);
  await decisions.all(null, 2);
  await decisions.all('d0', 2);
  await decisions.finish('d1');
  const entry: LineageEntry = { _id: 'customer:c9:2', kind: 'SPLIT', about: ['c9'], customerId: 'c9', from: 'c1', to: null, refs: ['shop:party:1'], rule: null, verified: true, actor: 's', decisionId: 'd1', at, revision: 2 };
  await lineage.log([entry]);
  await lineage.unnumbered(2);
  await lineage.merges(new Date(at.getTime() - 1_000), new Date(at.getTime() + 1_000));
  await lineage.ofDecisions(['d1']);
  await lineage.about(['c9'], 2);
  await lineage.feed(0, 2);
  for (const changed of [parties, customers]) {
    await changed.unlogged(2);
    await changed.markLogged([entry]);
  }
}

async function askForMatching({ edges, parameters }: TestStore['store']): Promise<void> {
  const at = new Date('2026-05-01T00:00:00Z');
  const refs: [string, string] = ['shop:party:1', 'shop:party:2'];
  const _id = edgeId(...refs);
  await edges.put([{ _id, refs, weight: 0.5, levels: [], telling: true, parameters: 1, at }]);
  await edges.setStates([{ id: _id, state: 'REVIEW', since: at }]);
  await edges.ofRefs(refs);
  await edges.byIds([_id]);
  await edges.reviews(2, null);
  await edges.reviews(2, [0.6, 'x']);
  await edges.waiting();
  await parameters.add({ _id: 1, rules: {}, rulesHash: 'h', model: null, trainedAt: at, trainedBy: 's', activatedAt: null, activatedBy: null, reason: null, dryRun: null });
  await parameters.byVersion(1);
  await parameters.newest(2);
  await parameters.setDryRun(1, { at, against: 0, records: 1, joins: 0, splits: 0, examples: [] });
  await parameters.setActivated(1, at, 's', null);
  await edges.remove([...(await edges.byIds([_id])).values()]);
}

async function askForReconciliation({ interactions, eventViews, discrepancies, parties }: TestStore['store']): Promise<void> {
  const at = new Date('2026-05-01T00:00:00Z');
  for (const likely of [false, true]) {
    await interactions.timeline(['shop:party:1'], { kinds: ['order'], after: null, first: 2, likely });
    await interactions.listScoped({ kinds: ['order'], after: null, first: 2, likely }, staff);
    await interactions.newest([['shop:party:1']], 3, likely);
    await interactions.byRefs(['shop:order:1'], likely);
  }
  await parties.refsOfCustomers(['c1']);
  await eventViews.byRefs(['shop:order:1']);
  const window = { parties: ['shop:party:1', 'shop:party:2'], from: at, until: at };
  await eventViews.inWindows([window], 'order');
  await eventViews.inWindows([window, { ...window, parties: ['shop:party:3'] }], 'order');
  for await (const _ of eventViews.ofParties(['shop:party:1', 'shop:party:2'], 'order', 1));
  await eventViews.setLikelyTwins([{ ref: 'shop:order:1', likelyTwinOf: null, likelyTwins: [] }]);
  await eventViews.setMissingDue([{ ref: 'shop:order:1', due: at }]);
  await eventViews.missingDue(at, 2);
  await eventViews.unsettle('order');
  const id = 'AMOUNT\nerp:order:1\nshop:order:1';
  const kept: Discrepancy = {
    _id: id, kind: 'AMOUNT', refs: ['erp:order:1', 'shop:order:1'], between: 'erp shop', parties: ['shop:party:1'], difference: 'h', state: 'OPEN', since: at, firstSeen: at, lastSeen: at, reason: null, actor: null, revision: 1,
  };
  await discrepancies.put([kept]);
  await discrepancies.put([{ ...kept, state: 'RESOLVED', revision: 2 }]);
  await discrepancies.seen([id], at);
  await discrepancies.ofRefs(['shop:order:1']);
  await discrepancies.byIds([id]);
  await discrepancies.counts();
  for (const after of [null, [at.getTime(), 'x']]) {
    for (const filter of [{}, { states: ['OPEN', 'ACKNOWLEDGED'] }, { parties: ['shop:party:1'] }, { kind: 'AMOUNT', between: 'erp shop', states: ['OPEN'] }] as const) await discrepancies.list({ filter, after, first: 2 });
  }
}

/** The hint of a command or of one of its updates, where it gives one. */
const hintOf = ({ hint }: Document): Document => (hint ? { hint } : {});

/** The finds that a command makes: its own, those of its updates, the first match of an aggregation. */
function findsOf(command: Document): Document[] {
  const collection = command['find'] ?? command['update'] ?? command['aggregate'] ?? command['delete'];
  if (typeof collection !== 'string') return [];
  if (command['find']) return [{ find: collection, filter: command['filter'], ...(command['sort'] ? { sort: command['sort'] } : {}), ...(command['limit'] ? { limit: command['limit'] } : {}), ...hintOf(command) }];
  if (command['aggregate']) return [{ find: collection, filter: command['pipeline'][0]['$match'], ...hintOf(command) }];
  return (command['updates'] ?? command['deletes']).map((each: Document) => ({ find: collection, filter: each['q'], ...hintOf(each) }));
}

describe.each(mongoServers())('every query of the store on the $name server', (server) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore(server);
    const { customerIndex, interactions, parties, audit } = test.store;
    await customerIndex.put([indexDocument('c1', { tokens: ['ana'], keys: ['ref:shop:party:1'], scope: ['self:c1', 'territory:North'] })]);
    await interactions.upsert([eventDocument('shop:order:1', 'shop:party:1', { numbers: ['W-1'], sharedKeys: ['W-1'] }), eventDocument('shop:order:3', 'shop:party:1')]);
    await parties.upsert([partyDocument('shop:party:1')]);
    await parties.setLinks([{ ref: 'shop:party:1', link: link('c1'), evidence: [] }]);
    await audit.append([auditEntry('c1')], 60_000);
    test.commands.length = 0;
    await askEverything(test);
  });
  afterAll(async () => {
    await test.close();
    await server.close();
  });

  it('is served by an index', async () => {
    const finds = test.commands.flatMap(findsOf);
    expect(finds.length).toBeGreaterThan(60);
    const scans: string[] = [];
    for (const find of finds) {
      const plan = JSON.stringify((await test.database.command({ explain: find, verbosity: 'queryPlanner' }))['queryPlanner']['winningPlan']);
      if (plan.includes('COLLSCAN') || !/IXSCAN|IDHACK|EXPRESS|EOF/.test(plan)) scans.push(`${String(find['find'])} ${JSON.stringify(find['filter'])} -> ${plan}`);
    }
    expect(scans).toEqual([]);
  });

  it('is told from one that no index serves', async () => {
    const explained = await test.database.command({ explain: { find: 'parties', filter: { schemaVersion: 1 } }, verbosity: 'queryPlanner' });
    expect(JSON.stringify(explained)).toContain('COLLSCAN');
  });

  it('uses nothing but the commands that docs/store.md names', () => {
    const names = new Set(test.commands.map((command) => Object.keys(command)[0]!));
    expect([...names].filter((name) => !['find', 'update', 'insert', 'delete', 'aggregate', 'hello', 'createIndexes', 'endSessions', 'getMore', 'ping', 'killCursors'].includes(name))).toEqual([]);
  });

  it('finds every index that is declared', async () => {
    for (const [collection, indexes] of Object.entries(INDEXES)) {
      const names = (await test.database.collection(collection).indexes()).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(indexes.map(({ name }) => name)));
    }
  });
});
