import { createMemoryNotices } from '../../datasources/redis/notices.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import type { CallRecord, EventParty, SourceRecord } from '../../domain/records.ts';
import { rowViewOf, type Principal } from '../../domain/principal.ts';
import { isStatedRef } from '../../domain/statedParty.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { attachInteractions, detachInteractions, type AttachContext } from '../../operations/attach/attach.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { caller } from '../authz/callers.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { businessConfig } from '../support/fakes/context.ts';
import { createLiveGateway } from '../support/liveGateway.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { order, party } from '../support/partyRecords.ts';
import { looseEnds } from './canonical.ts';
import { dyingStore, heldStore } from './faultyStore.ts';
import { strideOf } from './strides.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const NUMBER = '+34600111222';
const OTHER = '+34600999888';
const never = new AbortController().signal;

function call(id: number, number: string, parts: Partial<CallRecord> = {}): CallRecord {
  const stated: EventParty = { statement: { kind: 'PERSON', name: null, emails: [], phones: [{ value: number, verified: false, label: null }], addresses: [] } };
  return {
    type: 'call', ref: `desk:call:${id}`, party: stated, at: '2026-03-01T10:00:00.000Z', updatedAt: null, final: true,
    direction: 'INBOUND', number, durationSeconds: 60, agent: null, subject: null, ...parts,
  };
}

describe.each(mongoServers())('interactions of unknown callers on the $name server', (server) => {
  let test: TestStore;
  let deps: ApplyDeps;
  let epoch: number;
  let ana: string;
  beforeEach(async () => {
    test = await openTestStore(server);
    deps = { ...applyOptions(['erp', 'desk']), store: test.store, now: () => Date.UTC(2026, 5, 1) };
    epoch = 0;
    await see(party('erp:party:1', { name: 'Ana García', territory: 'North' }), party('erp:party:2', { name: 'Bo Berg', territory: 'South' }));
    ana = await customerOf('erp:party:1');
    await see(call(1, NUMBER), call(2, NUMBER), call(3, OTHER), order('erp:order:1', 'erp:party:2'));
  });
  afterEach(async () => {
    const ends = await looseEnds(test.database);
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const see = (...records: SourceRecord[]) => applyChange(deps, records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record })));
  const settleAll = () => settleBacklog(deps, never, () => undefined, (ref) => { throw new Error(`It cannot follow ${ref}.`); });
  const customerOf = async (ref: string) => (await test.store.customerIndex.byPartyRefs([ref], { audience: 'staff', rows: { all: true } })).get(ref)!.customerId;
  const eventOf = async (ref: string) => (await test.store.interactions.byRefs([ref])).get(ref)!;
  const headOf = async (id: string) => {
    const index = (await test.store.customerIndex.byIds([id], { audience: 'staff', rows: { all: true } })).get(id)!;
    return index.head.split('\n').map((line) => line.split(' ')[0]).filter(Boolean);
  };
  const context = (principal: Principal = caller('agent', undefined, { subject: 'ann' }), store: Store = test.store): AttachContext => ({
    principal, store,
    view: rowViewOf(principal),
    ids: { decode: () => undefined },
    config: { ...businessConfig, identity: deps.identity, survivorship: deps.survivorship, eventRank: deps.eventRank },
    keyedHash: deps.keyedHash, newId: deps.newId, now: deps.now,
    notices: createMemoryNotices(),
    met: new Set(),
  });
  const attach = (refs: string[], customerId = ana, as = context()) => attachInteractions({ refs, customerId, reason: ' She says so. ' }, as);
  const detach = (refs: string[], as = context()) => detachInteractions({ refs, reason: 'A mistake' }, as);

  it('are moved for nobody who does not see both sides, nor where the system knows whose they are', async () => {
    const north = context(caller('agent', undefined, { rows: { all: false, keys: ['territory:North'] } }));
    const south = context(caller('agent', undefined, { rows: { all: false, keys: ['territory:South'] } }));
    const refs = { code: 'BAD_USER_INPUT', details: { argument: 'refs' } };
    const unknown = await attach(['desk:call:never'], ana).catch((error: Error) => error.message);
    for (const [named, as] of [['desk:call:1', north], ['desk:call:1', south], ['erp:order:1', north]] as const) {
      await expect(attach([named], ana, as)).rejects.toMatchObject({ ...refs, message: unknown });
    }
    await expect(attach(['erp:order:1'])).rejects.toMatchObject(refs);
    await expect(attach(['desk:call:1', 'erp:order:1'])).rejects.toMatchObject(refs);
    await expect(attach([])).rejects.toMatchObject(refs);
    await expect(attach(Array.from({ length: 101 }, (_, n) => `desk:call:${n}`))).rejects.toMatchObject(refs);
    const customer = { code: 'BAD_USER_INPUT', details: { argument: 'customerId' } };
    await expect(attach(['desk:call:1'], 'never-issued')).rejects.toMatchObject(customer);
    const { partyRef } = await eventOf('desk:call:1');
    await expect(attach(['desk:call:3'], await customerOf(partyRef))).rejects.toMatchObject(customer);
    await expect(attachInteractions({ refs: ['desk:call:1'], customerId: ana, reason: ' ' }, context())).rejects.toMatchObject({ details: { argument: 'reason' } });
    expect(isStatedRef(partyRef)).toBe(true);
  });

  it('stand with the customer once they are attached, its scope too, and with the caller again once that is taken back', async () => {
    const before = await eventOf('desk:call:1');
    const unknown = await customerOf(before.partyRef);
    expect(await attach(['desk:call:1'])).toEqual(['desk:call:1']);
    expect(await eventOf('desk:call:1')).toMatchObject({
      partyRef: 'erp:party:1', parties: ['erp:party:1'], scope: ['territory:North'], settled: true, rev: expect.any(Number),
      attached: { from: before.partyRef, partyRef: 'erp:party:1', actor: 'ann', reason: 'She says so.', revision: 1 },
    });
    expect([await headOf(ana), await headOf(unknown)]).toEqual([['desk:call:1'], ['desk:call:2']]);
    await detach(['desk:call:1']);
    expect(await eventOf('desk:call:1')).toMatchObject({ partyRef: before.partyRef, scope: [], attached: { partyRef: null, reason: 'A mistake', revision: 2 } });
    expect([await headOf(ana), await headOf(unknown)]).toEqual([[], ['desk:call:2', 'desk:call:1']]);
  });

  it('change by no repetition', async () => {
    await attach(['desk:call:1', 'desk:call:2']);
    const once = await test.database.collection('interactions').find({}).toArray();
    await attach(['desk:call:2', 'desk:call:1']);
    expect(await test.database.collection('interactions').find({}).toArray()).toEqual(once);
    await detach(['desk:call:1', 'desk:call:3']);
    const back = await eventOf('desk:call:1');
    await detach(['desk:call:1']);
    expect([await eventOf('desk:call:1'), (await eventOf('desk:call:3')).attached ?? null]).toEqual([back, null]);
  });

  it('stay where they were attached when their source is read again, until it names somebody else', async () => {
    await attach(['desk:call:1', 'desk:call:2']);
    await see(call(1, NUMBER), call(2, NUMBER, { durationSeconds: 90 }));
    expect([(await eventOf('desk:call:1')).partyRef, (await eventOf('desk:call:2')).partyRef]).toEqual(['erp:party:1', 'erp:party:1']);
    expect((await eventOf('desk:call:2')).record).toMatchObject({ durationSeconds: 90 });
    // The values of the stated party stay while an event came from it.
    const { from } = (await eventOf('desk:call:1')).attached!;
    expect((await test.store.parties.byRefs([from])).get(from)).toMatchObject({ state: 'LIVE' });
    await see(party('desk:party:9', { name: 'Zoe Zahn' }));
    await see(call(1, NUMBER, { party: { ref: 'desk:party:9' } }), call(2, OTHER));
    expect((await eventOf('desk:call:1')).partyRef).toBe('desk:party:9');
    expect((await eventOf('desk:call:2')).partyRef).toBe((await eventOf('desk:call:3')).partyRef);
    expect(await headOf(ana)).toEqual([]);
  });

  it('are moved whole, whichever write the process dies at', async () => {
    for (let writes = 0; writes < 8; writes += Math.max(1, strideOf(1) - 3)) {
      await attach(['desk:call:1', 'desk:call:2'], ana, context(undefined, dyingStore(test.store, writes))).catch(() => undefined);
      await settleAll();
      const found = await Promise.all(['desk:call:1', 'desk:call:2'].map(eventOf));
      // Written or not, timelines say what the events say.
      expect((await headOf(ana)).sort()).toEqual(found.flatMap(({ _id, partyRef }) => (partyRef === 'erp:party:1' ? _id : [])));
      await attach(['desk:call:1', 'desk:call:2']);
      expect((await headOf(ana)).sort()).toEqual(['desk:call:1', 'desk:call:2']);
      await detach(['desk:call:1', 'desk:call:2']);
    }
  });

  it('are not lost to a worker that read the event before, at whichever call', async () => {
    for (let calls = 1; ; calls += strideOf(1)) {
      const held = heldStore(test.store, calls, () => attach(['desk:call:1']));
      await applyChange({ ...deps, store: held.store }, [{ ref: 'desk:call:1', epoch: (epoch += 1), record: call(1, NUMBER, { durationSeconds: 100 + calls }) }]);
      if (!held.wasReached()) break;
      await settleAll();
      expect(await eventOf('desk:call:1')).toMatchObject({ partyRef: 'erp:party:1', record: { durationSeconds: 100 + calls } });
      expect(await headOf(ana)).toEqual(['desk:call:1']);
      await detach(['desk:call:1']);
    }
  });

  it('are told to the streams of the customer, with the values that their source has now', async () => {
    const gateway = createLiveGateway(test.store, createMemoryNotices());
    const client = await gateway.open(ana);
    await attach(['desk:call:1']);
    gateway.look();
    await client.keeps(1);
    expect(client.kept()).toEqual(['desk:call:1']);
    await client.leave();
  });
});
