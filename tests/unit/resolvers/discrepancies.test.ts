import type { Discrepancy, DiscrepancyKind } from '../../../domain/reconciliation/discrepancy.ts';
import { createWorld, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { order } from '../../support/fakes/records.ts';
import { ADA, BOB, sample } from '../../support/fakes/sample.ts';

const AT = new Date('2026-03-01T00:00:00Z');
const steward = { role: 'steward' } as const;
const [ERP, SHOP] = ['tryton:order:7', 'vendure:order:70'];

function kept(kind: DiscrepancyKind, parts: Partial<Discrepancy> = {}): Discrepancy {
  const missing = kind === 'MISSING';
  return {
    _id: missing ? `MISSING\nvendure:order:71\ntryton` : `${kind}\n${ERP}\n${SHOP}`, kind, refs: missing ? ['vendure:order:71'] : [ERP, SHOP], between: 'tryton vendure',
    parties: missing ? ['vendure:party:21'] : ['tryton:party:1', 'vendure:party:21'], difference: 'h', state: 'OPEN', since: AT, firstSeen: AT, lastSeen: AT, reason: null, actor: null, revision: 1, ...parts,
  };
}

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
});
const put = (...all: Discrepancy[]) => world.store.discrepancies.put(all);
const rowsOf = async (caller: Parameters<World['request']>[0], fields: string, args = '') => {
  const { data, errors } = await run(world.request(caller), `{ discrepancies${args} { edges { cursor node { ${fields} } } pageInfo { hasNextPage endCursor } } }`);
  expect(errors).toEqual([]);
  return data!['discrepancies'] as { edges: { node: Record<string, unknown> }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
};
const nodes = async (...args: Parameters<typeof rowsOf>) => (await rowsOf(...args)).edges.map(({ node }) => node);

describe('discrepancies', () => {
  it('leaves out those of customers outside the row scope, and the summary with them', async () => {
    await put(kept('AMOUNT'));
    const south = { ...steward, rows: { all: false, keys: ['territory:South'] } as never };
    expect(await rowsOf(south, 'id')).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
    expect((await run(world.request(south), '{ discrepancySummary { open } }')).data).toEqual({ discrepancySummary: null });
    expect(await nodes(steward, 'id', `(filter: { customerId: "${BOB}" })`)).toEqual([]);
    expect(await nodes(steward, 'id', '(filter: { customerId: "nobody" })')).toEqual([]);
  });

  it('reads no value of a class that the caller is denied, shortens a masked one, and says why without an error', async () => {
    await put(kept('AMOUNT'), kept('PARTY'));
    world.forget();
    expect(await nodes({ ...steward, access: { orders: 'deny', personName: 'deny' } }, 'kind left right access')).toEqual([
      { kind: 'PARTY', left: null, right: null, access: 'DENIED' }, { kind: 'AMOUNT', left: null, right: null, access: 'DENIED' },
    ]);
    expect(world.reader.calls).toEqual([]);
    expect(await nodes({ ...steward, access: { personName: 'mask' } }, 'kind left right access', '(filter: { kind: PARTY })')).toEqual([{ kind: 'PARTY', left: 'name(8)', right: 'name(8)', access: 'MASKED' }]);
  });

  it('shows no value of an order that is somebody else\'s by now, nor of one that is gone or whose system is down', async () => {
    await put(kept('AMOUNT'));
    world.reader.records.set(ERP, order(ERP, 'tryton:party:2', '2026-02-01T10:00:00.000Z', { total: { amount: '1.00', currency: 'EUR' } }));
    world.reader.records.delete(SHOP);
    expect(await nodes(steward, 'left right access')).toEqual([{ left: null, right: null, access: 'ALLOWED' }]);
  });

  it('shows what both systems say now, with the event and its customers', async () => {
    await put(kept('AMOUNT'), kept('STATUS'), kept('MISSING'));
    const rows = await nodes(steward, 'kind state leftSystem rightSystem leftRef rightRef left right access leftCustomer { id } rightCustomer { id } order { refs number } firstSeen since reason');
    expect(rows).toEqual([
      {
        kind: 'STATUS', state: 'OPEN', leftSystem: 'tryton', rightSystem: 'vendure', leftRef: ERP, rightRef: SHOP, left: 'DONE', right: 'SHIPPED', access: 'ALLOWED', leftCustomer: { id: ADA }, rightCustomer: { id: ADA },
        order: { refs: [ERP, SHOP], number: 'SO7' }, firstSeen: AT.toISOString(), since: AT.toISOString(), reason: null,
      },
      expect.objectContaining({ kind: 'MISSING', leftSystem: 'vendure', rightSystem: 'tryton', leftRef: 'vendure:order:71', rightRef: null, left: 'W71', right: null, rightCustomer: null }),
      expect.objectContaining({ kind: 'AMOUNT', left: '485.76 EUR', right: '480.00 EUR' }),
    ]);
  });

  it('lists what stands, page by page, and by kind, state, systems and customer', async () => {
    await put(kept('AMOUNT'), kept('STATUS', { firstSeen: new Date(AT.getTime() + 1) }), kept('MISSING', { state: 'DISMISSED' }), kept('PARTY', { state: 'RESOLVED' }));
    const first = await rowsOf(steward, 'kind', '(first: 1)');
    expect([first.edges.map(({ node }) => node), first.pageInfo.hasNextPage]).toEqual([[{ kind: 'STATUS' }], true]);
    expect(await nodes(steward, 'kind', `(first: 5, after: "${first.pageInfo.endCursor}")`)).toEqual([{ kind: 'AMOUNT' }]);
    expect(await nodes(steward, 'kind', '(filter: { state: [DISMISSED, RESOLVED] })')).toHaveLength(2);
    expect(await nodes(steward, 'kind', `(filter: { kind: AMOUNT, systems: ["vendure", "tryton"], customerId: "${ADA}" })`)).toHaveLength(1);
    expect(await nodes(steward, 'kind', '(filter: { systems: ["rt", "tryton"] })')).toEqual([]);
    const { errors } = await run(world.request(steward), '{ discrepancies(filter: { systems: ["rt"] }) { edges { cursor } } }');
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  });

  it('counts by pair of systems and kind', async () => {
    await put(kept('AMOUNT'), kept('AMOUNT', { _id: 'AMOUNT\na\nb', state: 'ACKNOWLEDGED', since: new Date(AT.getTime() - 5_000) }), kept('MISSING', { state: 'RESOLVED' }));
    const { data } = await run(world.request(steward), '{ discrepancySummary { systems kind open acknowledged dismissed resolved oldest } }');
    expect(data!['discrepancySummary']).toEqual([
      { systems: ['tryton', 'vendure'], kind: 'AMOUNT', open: 1, acknowledged: 1, dismissed: 0, resolved: 0, oldest: new Date(AT.getTime() - 5_000).toISOString() },
      { systems: ['tryton', 'vendure'], kind: 'MISSING', open: 0, acknowledged: 0, dismissed: 0, resolved: 1, oldest: null },
    ]);
  });

  it('stands on the order, for all orders of a page by one read, without what is resolved', async () => {
    await put(kept('AMOUNT'), kept('STATUS', { state: 'RESOLVED' }), kept('MISSING'));
    world.forget();
    const { data } = await run(world.request(steward), `{ customer(id: "${ADA}") { orders(first: 50) { edges { node { number discrepancies { kind } } } } } }`);
    const found = (data!['customer'].orders.edges as { node: { number: string; discrepancies: object[] } }[]).flatMap(({ node }) => (node.discrepancies.length > 0 ? [[node.number, node.discrepancies]] : []));
    expect(found).toEqual([['W71', [{ kind: 'MISSING' }]], ['SO7', [{ kind: 'AMOUNT' }]]]);
    expect(world.calls.filter((call) => call.startsWith('discrepancies.'))).toEqual(['discrepancies.ofRefs']);
  });
});

describe('a steward\'s word on a discrepancy', () => {
  const say = async (caller: Parameters<World['request']>[0], mutation: string, reason: string, id?: string) => {
    const of = id ?? world.request(steward).ids.encode(kept('AMOUNT')._id);
    return run(world.request(caller), `mutation { ${mutation}(input: { id: "${of}", reason: "${reason}" }) { discrepancy { state reason actor } } }`);
  };

  it('is refused without words, of one that there is not, that is outside the row scope or resolved', async () => {
    await put(kept('AMOUNT'), kept('STATUS', { state: 'RESOLVED' }));
    const { ids } = world.request(steward);
    const south = { ...steward, rows: { all: false, keys: ['territory:South'] } as never };
    const answers = await Promise.all([
      say(steward, 'dismissDiscrepancy', '  '), say(steward, 'dismissDiscrepancy', 'Why', 'nothing'), say(south, 'dismissDiscrepancy', 'Why'), say(steward, 'dismissDiscrepancy', 'Why', ids.encode(kept('STATUS')._id)),
    ]);
    for (const { errors } of answers) expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    expect(answers[1]!.errors[0]!.message).toBe(answers[2]!.errors[0]!.message);
    expect((await world.store.discrepancies.byIds([kept('AMOUNT')._id])).get(kept('AMOUNT')._id)).toEqual(kept('AMOUNT'));
  });

  it('is kept with who said it, once, and can be changed', async () => {
    await put(kept('AMOUNT'));
    for (let time = 0; time < 2; time += 1) {
      expect((await say({ ...steward, subject: 'sam' }, 'dismissDiscrepancy', 'Discount by phone')).data).toEqual({ dismissDiscrepancy: { discrepancy: { state: 'DISMISSED', reason: 'Discount by phone', actor: 'sam' } } });
    }
    expect([...(await world.store.discrepancies.byIds([kept('AMOUNT')._id])).values()]).toMatchObject([{ revision: 2 }]);
    expect((await say({ ...steward, subject: 'kim' }, 'acknowledgeDiscrepancy', 'Asked')).data).toMatchObject({ acknowledgeDiscrepancy: { discrepancy: { state: 'ACKNOWLEDGED', actor: 'kim' } } });
  });
});

describe('views that are one event by likeness', () => {
  beforeEach(async () => {
    await world.store.interactions.setTwins([{ ref: ERP, twinOf: null, twins: [], parties: ['tryton:party:1'] }, { ref: SHOP, twinOf: null, twins: [], parties: ['vendure:party:21'] }]);
    await world.store.eventViews.setLikelyTwins([{ ref: ERP, likelyTwinOf: null, likelyTwins: [SHOP] }, { ref: SHOP, likelyTwinOf: ERP, likelyTwins: [] }]);
  });
  const customer = { role: 'customer', customerId: ADA, rows: { all: false, by: 'self', keys: [`self:${ADA}`] } as never } as const;
  const orderOf = async (caller: Parameters<World['request']>[0], ref: string) => (await run(world.request(caller), `{ order(ref: "${ref}") { refs views { ref } } }`)).data!['order'];

  it('are two orders to an outside caller', async () => {
    expect(await orderOf(customer, SHOP)).toEqual({ refs: [SHOP], views: [{ ref: SHOP }] });
    expect(await orderOf(customer, ERP)).toEqual({ refs: [ERP], views: [{ ref: ERP }] });
    const { ids } = world.request(customer);
    const { data } = await run(world.request(customer), `{ node(id: "${ids.encode(SHOP)}") { ... on Order { refs } } }`);
    expect(data).toEqual({ node: { refs: [SHOP] } });
  });

  it('are two in the lists of an outside caller and of who is denied a system', async () => {
    const listed = async (caller: Parameters<World['request']>[0]) => {
      const { data } = await run(world.request(caller), `{ customer(id: "${ADA}") { orders(first: 30, filter: { until: "2026-02-02T00:00:00Z" }) { edges { node { refs } } } } }`);
      return (data!['customer'].orders.edges as { node: { refs: string[] } }[]).map(({ node }) => node.refs);
    };
    expect(await listed(customer)).toEqual([[ERP], [SHOP]]);
    expect(await listed({ role: 'agent', deniedSystems: ['tryton'] })).toEqual([[SHOP]]);
    expect(await listed({ role: 'agent' })).toEqual([[ERP, SHOP]]);
  });

  it('are one order to staff, whichever of its names they ask by', async () => {
    for (const ref of ['W70', 'SO7', SHOP, ERP]) expect(await orderOf({ role: 'agent' }, ref)).toEqual({ refs: [ERP, SHOP], views: [{ ref: ERP }, { ref: SHOP }] });
    const { ids } = world.request({ role: 'agent' });
    const { data } = await run(world.request({ role: 'agent' }), `{ node(id: "${ids.encode(SHOP)}") { id ... on Order { refs } } }`);
    expect(data).toEqual({ node: { id: ids.encode(ERP), refs: [ERP, SHOP] } });
  });
});
