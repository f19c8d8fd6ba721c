import type { PartyStatement, SourceRecord } from '../../domain/records.ts';
import type { RowView } from '../../domain/principal.ts';
import { randomStream } from '../../examples/acme/people/random.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { tries } from '../support/depth.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { order, party } from '../support/partyRecords.ts';
import { canonicalContent, looseEnds, partitionOf } from './canonical.ts';
import { eventDocument, partyDocument } from './documents.ts';
import { dyingStore, heldStore } from './faultyStore.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const systems = ['erp', 'shop', 'desk', 'news'];
const staff: RowView = { audience: 'staff', rows: { all: true } };

describe.each(mongoServers())('applying changes on the $name server', (server) => {
  let test: TestStore;
  let deps: ApplyDeps;
  let epoch: number;
  beforeEach(async () => {
    test = await openTestStore(server);
    deps = { ...applyOptions(systems), store: test.store, now: () => Date.UTC(2026, 5, 1) };
    epoch = 0;
  });
  afterEach(async () => {
    const ends = await looseEnds(test.database);
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const see = (...records: SourceRecord[]) => applyChange(deps, records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record })));
  const lose = (...refs: string[]) => applyChange(deps, refs.map((ref) => ({ ref, epoch: (epoch += 1), record: null })));
  const customerOf = async (ref: string, view = staff) => (await test.store.customerIndex.byPartyRefs([ref], view)).get(ref);
  const headOf = async (ref: string) => ((await customerOf(ref))?.head ?? '').split('\n').map((line) => line.split(' ')[0]);

  it('ignores what an older lease read, and writes nothing for what it knows already', async () => {
    await see(party('erp:party:1', { name: 'Ana García' }));
    const before = await canonicalContent(test.database);
    await applyChange(deps, [{ ref: 'erp:party:1', epoch: 0, record: party('erp:party:1', { name: 'Somebody Else' }) }]);
    const { records, events } = await see(party('erp:party:1', { name: 'Ana García' }));
    expect([records, events]).toEqual([[], []]);
    expect(await canonicalContent(test.database)).toEqual(before);
  });

  it('takes the values of a record that is gone, and keeps its place', async () => {
    await see(party('erp:party:1', { name: 'Ana García', emails: '✓a@x.example' }), party('shop:party:2', { name: 'Ana García', emails: '✓a@x.example' }));
    await see(order('shop:order:1', 'shop:party:2'));
    await lose('shop:party:2');
    const customer = (await customerOf('shop:party:2'))!;
    expect(customer).toMatchObject({ customerId: (await customerOf('erp:party:1'))!.customerId, head: expect.stringContaining('shop:order:1') as string });
    expect((await test.store.parties.byRefs(['shop:party:2'])).get('shop:party:2')).toMatchObject({ state: 'GONE', record: null, keys: [] });
    await see(party('shop:party:2', { name: 'Ana García', emails: '✓a@x.example' }));
    expect((await customerOf('shop:party:2'))!.customerId).toBe(customer.customerId);
  });

  it('parts two customers when the number that tied them moves to somebody else', async () => {
    await see(party('erp:party:1', { name: 'Ana García', phones: '✓+34600111222' }));
    await see(party('desk:party:2', { name: 'Ana García', phones: '✓+34600111222' }));
    const together = await customerOf('erp:party:1');
    expect((await customerOf('desk:party:2'))!.customerId).toBe(together!.customerId);
    await see(party('desk:party:2', { name: 'Pedro Sanz', phones: '✓+34600111222' }));
    expect((await customerOf('erp:party:1'))!.customerId).toBe(together!.customerId);
    expect((await customerOf('desk:party:2'))!.customerId).not.toBe(together!.customerId);
    expect(await test.store.customerIndex.byKey('phone:+34600111222', staff, 5)).toHaveLength(2);
  });

  it('shows an outside caller only the verified part of what staff see', async () => {
    await see(party('erp:party:1', { name: 'Ana García', emails: 'a@x.example', account: 'C-1', distributor: 'D-01' }), party('desk:party:2', { name: 'Ana García', emails: 'a@x.example' }));
    const whole = (await customerOf('desk:party:2'))!;
    expect(whole.parties.map(({ ref }) => ref)).toEqual(['desk:party:2', 'erp:party:1']);
    const distributor: RowView = { audience: 'outside', rows: { all: false, keys: ['distributor:D-01'] } };
    expect((await customerOf('erp:party:1', distributor))!.parties.map(({ ref }) => ref)).toEqual(['erp:party:1']);
    expect(await customerOf('desk:party:2', distributor)).toBeUndefined();
  });

  it('moves an event from one customer to the other with the party that it names', async () => {
    await see(party('shop:party:1', { name: 'Ana García', distributor: 'D-01' }), party('shop:party:2', { name: 'Luis Pérez', distributor: 'D-02' }));
    await see(order('shop:order:1', 'shop:party:1'));
    expect(await headOf('shop:party:1')).toEqual(['shop:order:1']);
    await see(order('shop:order:1', 'shop:party:2'));
    expect([await headOf('shop:party:1'), await headOf('shop:party:2')]).toEqual([[''], ['shop:order:1']]);
    expect((await test.store.interactions.stored(['shop:order:1'])).get('shop:order:1')!.scope).toEqual(['distributor:D-02']);
  });

  it('lets the row scope of events follow their party', async () => {
    await see(party('erp:party:1', { name: 'Ana García', distributor: 'D-01' }), order('erp:order:1', 'erp:party:1'));
    await see(party('erp:party:1', { name: 'Ana García', distributor: 'D-07', territory: 'North' }));
    expect((await test.store.interactions.stored(['erp:order:1'])).get('erp:order:1')!.scope).toEqual(['distributor:D-07', 'territory:North']);
  });

  it('makes one row of an order that shop and ERP know, for the customers of both, until they no longer agree', async () => {
    await see(party('erp:party:1', { name: 'Brew Ltd', kind: 'ORGANISATION', distributor: 'D-01' }), party('shop:party:2', { name: 'Ana García' }));
    await see(order('shop:order:1', 'shop:party:2', { number: 'W-1' }));
    await see(order('erp:order:9', 'erp:party:1', { number: 'S-9', sharedReferences: ['w-1'] }));
    expect([await headOf('erp:party:1'), await headOf('shop:party:2')]).toEqual([['erp:order:9=shop:order:1'], ['erp:order:9=shop:order:1']]);
    await see(order('erp:order:9', 'erp:party:1', { number: 'S-9', sharedReferences: ['W-2'] }));
    expect([await headOf('erp:party:1'), await headOf('shop:party:2')]).toEqual([['erp:order:9'], ['shop:order:1']]);
  });

  it('takes the row scope of a twin from an event that is its twin no longer, though only the other one changed', async () => {
    await see(party('erp:party:1', { name: 'Brew Ltd', kind: 'ORGANISATION', distributor: 'D-01' }), party('shop:party:2', { name: 'Ana García', distributor: 'D-02' }));
    await see(order('shop:order:1', 'shop:party:2', { number: 'W-1' }));
    await see(order('erp:order:9', 'erp:party:1', { number: 'S-9', sharedReferences: ['W-1'] }));
    const scopesOf = async () => [...(await test.store.interactions.stored(['erp:order:9', 'shop:order:1'])).values()].map(({ _id, scope }) => [_id, scope]).sort();
    expect(await scopesOf()).toEqual([['erp:order:9', ['distributor:D-01', 'distributor:D-02']], ['shop:order:1', []]]);
    await see(order('shop:order:1', 'shop:party:2', { number: 'W-7' }));
    expect(await scopesOf()).toEqual([['erp:order:9', ['distributor:D-01']], ['shop:order:1', ['distributor:D-02']]]);
    await see(order('erp:order:9', 'erp:party:1', { number: 'S-9', sharedReferences: ['W-7'] }));
    await see(order('erp:order:9', 'erp:party:1', { number: 'S-9', sharedReferences: [] }));
    expect(await scopesOf()).toEqual([['erp:order:9', ['distributor:D-01']], ['shop:order:1', ['distributor:D-02']]]);
  });

  const stating = (full: string, email: string): PartyStatement => ({ kind: 'PERSON', name: { full, given: null, family: null }, emails: [{ value: email, verified: false, label: null }], phones: [], addresses: [] });

  it('keeps one party for equal statements, and none for what nobody states any more', async () => {
    const guest = (id: number, statement: PartyStatement) => order(`shop:order:${id}`, '', { party: { statement } });
    await see(guest(1, stating('Ana García', 'a@x.example')), guest(2, stating('ANA  GARCIA', 'a@x.example')));
    const [one, ...more] = await test.store.customerIndex.byKey('email:a@x.example', staff, 5);
    expect(more).toEqual([]);
    expect(one!.head.split('\n')).toHaveLength(2);
    expect(one!.parties[0]!.ref).toMatch(/^shop:party:stated-[0-9a-f]{64}$/);
    await see(guest(1, stating('Ana García', 'b@x.example')), guest(2, stating('Ana García', 'b@x.example')));
    expect(await test.store.customerIndex.byKey('email:a@x.example', staff, 5)).toEqual([]);
    expect((await test.store.customerIndex.byKey('email:b@x.example', staff, 5))[0]!.head.split('\n')).toHaveLength(2);
    await see(guest(1, stating('Ana García', 'a@x.example')));
    expect((await test.store.customerIndex.byKey('email:a@x.example', staff, 5))[0]!.head).toContain('shop:order:1');
  });

  const settleAll = () => settleBacklog(deps, new AbortController().signal, () => undefined, (ref) => { throw new Error(`${ref} could not be settled`); });

  it('keeps no party of a statement whose writer died before its event, where the event says otherwise by then', async () => {
    // Two writes: the party, and the time at which those were read that had not changed.
    const dying = { ...deps, store: dyingStore(test.store, 2) };
    const first = order('shop:order:1', '', { party: { statement: stating('Ana García', 'a@x.example') } });
    await expect(applyChange(dying, [{ ref: first.ref, epoch: (epoch += 1), record: first }])).rejects.toThrow('killed');
    expect(await test.store.parties.unsettled(5)).toHaveLength(1);
    await see(order('shop:order:1', '', { party: { statement: stating('Ana García', 'b@x.example') } }));
    await settleAll();
    expect(await test.store.customerIndex.byKey('email:a@x.example', staff, 5)).toEqual([]);
    expect((await test.store.customerIndex.byKey('email:b@x.example', staff, 5))[0]!.head).toContain('shop:order:1');
  });

  it('keeps the party of a statement that is on its way, whenever others look for those that nobody states', async () => {
    for (let calls = 1, wasReached = true; wasReached; calls += tries(1, 4)) {
      const held = heldStore(test.store, calls, settleAll);
      const stated = order(`shop:order:${calls}`, '', { party: { statement: stating('Ana García', `${calls}@x.example`) } });
      await applyChange({ ...deps, store: held.store }, [{ ref: stated.ref, epoch: (epoch += 1), record: stated }]);
      await settleAll();
      const signalled = await test.store.inbox.lease('w', 'shop', 'order', 5, 60_000);
      await applyChange(deps, signalled.map(({ _id, epoch: leased }) => ({ ref: _id, epoch: Math.max(leased, (epoch += 1)), record: stated })));
      await test.store.inbox.complete(signalled.map(({ _id: ref, epoch: leased, dirty }) => ({ ref, epoch: leased, dirty })));
      const heads = (await test.store.customerIndex.byKey(`email:${calls}@x.example`, staff, 5)).map(({ head }) => head.split(' ')[0]);
      expect({ calls, heads }).toEqual({ calls, heads: [stated.ref] });
      wasReached = held.wasReached();
    }
  });

  it('gives events without a contact point parties of their own', async () => {
    const nameless = (id: number) => order(`shop:order:${id}`, '', { party: { statement: { kind: 'PERSON', name: { full: 'Ana García', given: null, family: null }, emails: [], phones: [], addresses: [] } } });
    await see(nameless(1), nameless(2));
    expect(await partitionOf(test.database, 'staff')).toHaveLength(2);
  });

  it.each([['contact first', 0], ['organisation first', 1]])('shows contact and organisation to each other (%s)', async (_, first) => {
    const reference = { meaning: 'relationship', by: 'account', value: 'C-9', role: 'CONTACT_OF', from: null, until: null } as const;
    const records = [party('desk:party:1', { name: 'Ana García', references: [reference] }), party('erp:party:9', { name: 'Brew Ltd', kind: 'ORGANISATION', account: 'C-9' })];
    await see(records[first]!);
    await see(records[1 - first]!);
    expect((await customerOf('desk:party:1'))!).toMatchObject({ organisations: ['erp:party:9'], contacts: [] });
    expect((await customerOf('erp:party:9'))!).toMatchObject({ organisations: [], contacts: ['desk:party:1'] });
    await see(party('desk:party:1', { name: 'Ana García' }));
    expect((await customerOf('erp:party:9'))!).toMatchObject({ contacts: [] });
  });

  it('follows up what the gateway itself wrote', async () => {
    await see(party('erp:party:1', { name: 'Ana García', emails: 'a@x.example' }));
    await test.store.parties.upsert([partyDocument('gateway:party:stated-1', { of: { emails: 'new@x.example' } })]);
    await test.store.interactions.upsert([eventDocument('gateway:interaction:1', 'gateway:party:stated-1'), eventDocument('gateway:interaction:2', 'erp:party:1')]);
    const refs = ['gateway:party:stated-1', 'gateway:interaction:1', 'gateway:interaction:2'];
    await applyChange(deps, refs.map((ref) => ({ ref, epoch: 1, record: null, asStored: true as const })));
    expect([await headOf('gateway:party:stated-1'), await headOf('erp:party:1')]).toEqual([['gateway:interaction:1'], ['gateway:interaction:2']]);
  });

  it('asks for a party that an event names and nobody has pulled', async () => {
    await see(order('shop:order:1', 'shop:party:77'));
    const [work] = await test.store.inbox.lease('w', 'shop', 'party', 5, 60_000);
    expect(work).toMatchObject({ _id: 'shop:party:77' });
    await see(party('shop:party:77', { name: 'Ana García' }));
    expect(await headOf('shop:party:77')).toEqual(['shop:order:1']);
    await test.store.inbox.complete([{ ref: work!._id, epoch: work!.epoch, dirty: work!.dirty }]);
  });

  it('ends in the same partition whatever the order and the batches', async () => {
    const names = ['Ana|García', 'García|Ana', 'Luis|Pérez', 'Ana|García López'];
    const random = randomStream(20_260_601, 'orders of arrival');
    const pick = (values: readonly string[]) => values.filter(() => random.chance(0.3)).slice(0, 2);
    const records = Array.from({ length: 24 }, (_, index) =>
      party(`${random.pick(systems)}:party:${index}`, {
        name: random.pick(names),
        emails: pick(['✓a@x.example', '✓b@x.example', 'c@x.example', '✓d@x.example', 'd@x.example']),
        phones: pick(['✓+34600111222', '+34911234567']),
        birthDate: random.chance(0.3) ? random.pick(['1990-01-01', '1960-01-01']) : null,
      }),
    );
    const partitions: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const other = await openTestStore(server);
      const own: ApplyDeps = { ...deps, ...applyOptions(systems), store: other.store };
      const shuffled = round === 0 ? records : random.shuffle(records);
      const size = [24, 5, 1][round]!;
      for (let from = 0; from < shuffled.length; from += size) {
        await applyChange(own, shuffled.slice(from, from + size).map((record) => ({ ref: record.ref, epoch: 1, record })));
      }
      partitions.push(JSON.stringify([await partitionOf(other.database, 'staff'), await partitionOf(other.database, 'outside')]));
      await other.close();
    }
    expect(new Set(partitions).size).toBe(1);
  });
});
