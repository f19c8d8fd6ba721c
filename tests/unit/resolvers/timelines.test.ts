import type { OrderRecord } from '../../../domain/records.ts';
import { lines } from '../../../resolvers/Order/lines.ts';
import { loadEvent } from '../../../resolvers/support/events.ts';
import { createWorld, type World } from '../../support/fakes/context.ts';
import { run, type Answer } from '../../support/fakes/graphql.ts';
import { identifier, order, party } from '../../support/fakes/records.ts';
import { ADA, adaInVendure, BOB, sample } from '../../support/fakes/sample.ts';

const ask = (fields: string, id = ADA) => `{ customer(id: "${id}") { ${fields} } }`;
const nodes = ({ data }: Answer, field: string) => data!['customer'][field].edges.map((edge: { node: unknown }) => edge.node);
const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
  world.forget();
});

describe('arguments of a timeline', () => {
  it.each([0, -1, 101, 987654])('are refused outside 1 to 100: %i', async (first) => {
    const { errors } = await run(world.request(), ask(`orders(first: ${first}) { edges { cursor } }`));
    expect(errors).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT', extensions: { argument: 'first' } })]);
    // The same words whatever was given: nothing is echoed.
    expect(errors[0]!.message).toBe('Argument `first` must be from 1 to 100.');
  });

  it.each(['', 'x', 'AAAA'])('are refused for a cursor that is none: "%s"', async (after) => {
    const { errors } = await run(world.request(), ask(`orders(after: "${after}") { edges { cursor } }`));
    expect(errors).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT', extensions: { argument: 'after' } })]);
  });

  it.each([
    ['another field', ask('tickets(after: $after) { edges { cursor } }'), {}],
    ['another customer', ask('orders(after: $after) { edges { cursor } }', BOB), {}],
    ['another filter', ask('orders(after: $after, filter: {status: [PAID]}) { edges { cursor } }'), {}],
    ['another caller', ask('orders(after: $after) { edges { cursor } }'), { subject: 'somebody else' }],
    ['other rows', ask('orders(after: $after) { edges { cursor } }'), { rows: { all: false as const, keys: ['territory:North'] } }],
  ])('are refused for a cursor of %s', async (_of, query, caller) => {
    const first = await run(world.request(), ask('orders(first: 1) { pageInfo { endCursor } }'));
    const after = first.data!['customer'].orders.pageInfo.endCursor;
    const { errors } = await run(world.request(caller), query.replace('{', 'query ($after: String) {'), { after });
    expect(errors).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT', extensions: { argument: 'after' } })]);
  });
});

describe('a row of a timeline', () => {
  it('keeps its edge with a null node where its source has it no more, and ingest is told', async () => {
    world.reader.records.delete('rt:ticket:501');
    const answer = await run(world.request(), ask('tickets { edges { cursor node { subject } } }'));
    expect(nodes(answer, 'tickets')).toEqual([null, { subject: 'Old' }]);
    expect(answer.errors).toEqual([]);
    expect(await world.store.inbox.waiting()).toEqual([{ system: 'rt', type: 'ticket', count: 1 }]);
  });

  it("keeps its edge with a null node where it is somebody else's by now", async () => {
    const moved = { ...world.reader.records.get('rt:ticket:501')!, party: { ref: 'rt:party:99' } };
    world.reader.records.set('rt:ticket:501', moved as never);
    expect(nodes(await run(world.request(), ask('tickets { edges { node { subject } } }')), 'tickets')).toEqual([null, { subject: 'Old' }]);
  });

  it('stays where it moved between records of the same customer', async () => {
    const moved = { ...world.reader.records.get('rt:ticket:501')!, party: { ref: 'tryton:party:1' } };
    world.reader.records.set('rt:ticket:501', moved as never);
    expect(nodes(await run(world.request(), ask('tickets(first: 1) { edges { node { subject } } }')), 'tickets')).toEqual([{ subject: 'Lamp is dark' }]);
  });

  it('keeps ids, time and customer while its source is down and nothing is known from before', async () => {
    world.reader.read = async () => ({ status: 'DOWN', failure: 'timeout' });
    const answer = await run(world.request(), ask('calls { edges { node { refs at agent durationSeconds customer { id } } } } sources { system status }'));
    expect(nodes(answer, 'calls')).toEqual([{ refs: ['rt:call:601'], at: '2026-03-02T08:00:00.000Z', agent: null, durationSeconds: null, customer: { id: ADA } }]);
    expect(answer.errors.map(({ path, code, extensions }) => [path, code, extensions])).toEqual([
      ['customer.calls.edges.0.node.agent', 'SOURCE_UNAVAILABLE', { coordinate: 'Call.agent', source: 'rt' }],
      ['customer.calls.edges.0.node.durationSeconds', 'SOURCE_UNAVAILABLE', { coordinate: 'Call.durationSeconds', source: 'rt' }],
    ]);
    expect(answer.data!['customer'].sources).toContainEqual({ system: 'rt', status: 'DOWN' });
  });

  it('shows the last known values while its source is down', async () => {
    world.reader.down.add('rt');
    const answer = await run(world.request(), ask('calls { edges { node { agent } } } sources { system status fetchedAt }'));
    expect(nodes(answer, 'calls')).toEqual([{ agent: 'ann' }]);
    expect(answer.errors).toEqual([]);
    expect(answer.data!['customer'].sources).toEqual([
      { system: 'tryton', status: 'NOT_ASKED', fetchedAt: null },
      { system: 'rt', status: 'STALE', fetchedAt: '2026-03-04T10:00:00.000Z' },
      { system: 'vendure', status: 'NOT_ASKED', fetchedAt: null },
      { system: 'ghost', status: 'NOT_ASKED', fetchedAt: null },
    ]);
  });
});

describe('the usual first page', () => {
  it('costs one read of the store and one call of each source', async () => {
    const answer = await run(world.request(), ask(`orders { edges { cursor node { id number status total { amount currency } lines { sku } views { number } } } ${pageInfo} } sources { status }`));
    expect(answer.errors).toEqual([]);
    expect(nodes(answer, 'orders')).toHaveLength(10);
    expect(world.calls).toEqual(['customerIndex.byIds']);
    expect(world.reader.calls.map(({ operation, parts }) => [operation, parts.join()])).toEqual([['vendure:order', 'core,lines']]);
    expect(answer.data!['customer'].orders.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  it('ends where the cursor of its last edge ends', async () => {
    const { data } = await run(world.request(), ask(`orders(first: 3) { edges { cursor } ${pageInfo} }`));
    const { edges, pageInfo: info } = data!['customer'].orders;
    const next = `query ($after: String) ${ask('orders(first: 2, after: $after) { edges { node { refs } } }')}`;
    const [fromEdge, fromPage, fromStart] = await Promise.all(
      [edges[2].cursor, info.endCursor, info.startCursor].map((after) => run(world.request(), next, { after })),
    );
    expect(nodes(fromPage!, 'orders')).toEqual(nodes(fromEdge!, 'orders'));
    expect(nodes(fromPage!, 'orders')).toEqual([{ refs: ['vendure:order:87'] }, { refs: ['vendure:order:86'] }]);
    expect(nodes(fromStart!, 'orders')).toEqual([{ refs: ['vendure:order:89'] }, { refs: ['vendure:order:88'] }]);
  });

  it('reads no values where none are asked for', async () => {
    await run(world.request(), ask(`orders { edges { cursor } ${pageInfo} }`));
    expect(world.reader.calls).toEqual([]);
  });

  it('is answered whole at its greatest length', async () => {
    const answer = await run(world.request(), ask('orders(first: 20) { edges { cursor } pageInfo { hasNextPage } }'));
    expect(answer.data!['customer'].orders.edges).toHaveLength(20);
    expect(answer.data!['customer'].orders.pageInfo.hasNextPage).toBe(true);
    expect(world.calls).toEqual(['customerIndex.byIds']);
  });

  it('knows that nothing follows a page of the greatest length where there is no more than that', async () => {
    const events = Array.from({ length: 20 }, (_, index) => order(`vendure:order:${500 + index}`, 'vendure:party:50', `2026-03-${10 + index}T00:00:00.000Z`));
    world = await createWorld({ customers: [{ id: ADA, parties: [party('vendure:party:50')] }], events });
    world.forget();
    const answer = await run(world.request(), ask('orders(first: 20) { edges { cursor } pageInfo { hasNextPage } } interactions(first: 20) { edges { cursor } pageInfo { hasNextPage } }'));
    for (const field of ['orders', 'interactions']) {
      expect(answer.data!['customer'][field].edges).toHaveLength(20);
      expect(answer.data!['customer'][field].pageInfo.hasNextPage).toBe(false);
    }
    expect(world.calls).toEqual(['customerIndex.byIds']);
  });

  it('knows that nothing follows where the head holds all', async () => {
    const answer = await run(world.request(), ask('tickets { pageInfo { hasNextPage } } calls(first: 1) { pageInfo { hasNextPage } } touches(first: 1) { pageInfo { hasNextPage } }'));
    expect(answer.data!['customer']).toEqual({
      tickets: { pageInfo: { hasNextPage: false } }, calls: { pageInfo: { hasNextPage: false } }, touches: { pageInfo: { hasNextPage: true } },
    });
    expect(world.calls).toEqual(['customerIndex.byIds']);
  });
});

describe('further pages', () => {
  it('go on where the first one ended, without gap or double, in either way of reading', async () => {
    const page = `query ($after: String, $first: Int) { customer(id: "${ADA}") { orders(first: $first, after: $after) { edges { node { refs } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`;
    const refs: string[] = [];
    const steps: boolean[][] = [];
    let after: string | null = null;
    do {
      const { data }: Answer = await run(world.request(), page, { after, first: 8 });
      const { edges, pageInfo: info } = data!['customer'].orders;
      refs.push(...edges.map((edge: { node: { refs: string[] } }) => edge.node.refs[0]));
      steps.push([info.hasPreviousPage, info.hasNextPage]);
      after = info.hasNextPage ? info.endCursor : null;
    } while (after !== null);
    expect(steps).toEqual([[false, true], [true, true], [true, false]]);
    const whole = await run(world.request(), page, { after: null, first: 100 });
    expect(refs).toEqual(nodes(whole, 'orders').map((each: { refs: string[] }) => each.refs[0]));
    expect(new Set(refs).size).toBe(21);
  });

  it('ask the store for the rows that a filter leaves, whatever the sources say now', async () => {
    world.reader.records.set('vendure:order:71', { ...world.reader.records.get('vendure:order:71')!, status: 'CANCELLED' } as never);
    const answer = await run(world.request(), ask('orders(filter: {status: [PAID], until: "2026-02-05T00:00:00Z"}) { edges { node { number status } } }'));
    expect(nodes(answer, 'orders')).toEqual([{ number: 'W73', status: 'PAID' }, { number: 'W71', status: 'CANCELLED' }]);
    expect(world.calls).toEqual(['customerIndex.byIds', 'interactions.timeline']);
  });
});

describe('an order known to shop and ERP', () => {
  it('is one node with the leading values and both views', async () => {
    const answer = await run(world.request(), ask('orders(filter: {until: "2026-02-01T23:00:00Z"}) { edges { node { refs number status total { amount } views { system ref number status total { amount } } } } }'));
    expect(nodes(answer, 'orders')).toEqual([
      {
        refs: ['tryton:order:7', 'vendure:order:70'], number: 'SO7', status: 'DONE', total: { amount: '485.76' },
        views: [
          { system: 'tryton', ref: 'tryton:order:7', number: 'SO7', status: 'DONE', total: { amount: '485.76' } },
          { system: 'vendure', ref: 'vendure:order:70', number: 'W70', status: 'SHIPPED', total: { amount: '480.00' } },
        ],
      },
    ]);
    expect(world.reader.calls.map(({ operation }) => operation).sort()).toEqual(['tryton:order', 'vendure:order']);
  });

  it('shares one call between its lesser view and the orders that the shop alone has', async () => {
    await run(world.request(), ask('orders(first: 100) { edges { node { number views { number } } } }'));
    const vendure = world.reader.calls.filter(({ operation }) => operation === 'vendure:order');
    expect(vendure).toHaveLength(1);
    expect(vendure[0]!.ids).toHaveLength(21);
  });

  it("leaves out a view that its system gives somebody else's order for, and ingest is told", async () => {
    const stranger = { ...world.reader.records.get('vendure:order:70')!, party: { ref: 'vendure:party:999' }, number: 'of a stranger' };
    world.reader.records.set('vendure:order:70', stranger as never);
    const answer = await run(world.request(), ask('orders(filter: {until: "2026-02-01T23:00:00Z"}) { edges { node { number views { system number } } } }'));
    expect(nodes(answer, 'orders')).toEqual([{ number: 'SO7', views: [{ system: 'tryton', number: 'SO7' }] }]);
    expect(await world.store.inbox.undone(['vendure:order:70'])).toEqual(new Set(['vendure:order:70']));
  });

  it("leaves out a view that its system has no more, and marks one that cannot be read", async () => {
    const views = ask('orders(filter: {until: "2026-02-01T23:00:00Z"}) { edges { node { number views { system number } } } }');
    world.reader.records.delete('vendure:order:70');
    expect(nodes(await run(world.request(), views), 'orders')).toEqual([{ number: 'SO7', views: [{ system: 'tryton', number: 'SO7' }] }]);
    const { read } = world.reader;
    world.reader.read = (ref, parts, signal) => (ref.startsWith('vendure') ? Promise.resolve({ status: 'DOWN', failure: 'timeout' }) : read(ref, parts, signal));
    const answer = await run(world.request(), views);
    expect(nodes(answer, 'orders')).toEqual([{ number: 'SO7', views: [{ system: 'tryton', number: 'SO7' }, { system: 'vendure', number: null }] }]);
    expect(answer.errors).toEqual([expect.objectContaining({ code: 'SOURCE_UNAVAILABLE', extensions: { coordinate: 'OrderView.number', source: 'vendure' } })]);
  });
});

describe('an order whose leading view is gone', () => {
  const fields = 'id refs number status total { amount } lines { name } views { system }';
  const query = ask(`orders(filter: {until: "2026-02-01T23:00:00Z"}) { edges { node { ${fields} } } }`);
  const shopOrder = () => world.reader.records.get('vendure:order:70') as OrderRecord;
  beforeEach(() => world.reader.records.delete('tryton:order:7'));

  it('is null where no twin lives', async () => {
    world.reader.records.delete('vendure:order:70');
    expect(nodes(await run(world.request(), query), 'orders')).toEqual([null]);
  });

  it("is null where the twin is somebody else's by now", async () => {
    world.reader.records.set('vendure:order:70', { ...shopOrder(), party: { ref: 'tryton:party:2' } });
    expect(nodes(await run(world.request(), query), 'orders')).toEqual([null]);
  });

  it('is null where the twin stands in a row of its own by now', async () => {
    await world.store.interactions.setTwins([{ ref: 'vendure:order:70', twinOf: null, twins: [], parties: ['vendure:party:21'] }]);
    expect(nodes(await run(world.request(), query), 'orders')).toEqual([null, expect.objectContaining({ refs: ['vendure:order:70'], number: 'W70' })]);
  });

  it('is null for a caller of whose orders the twin is none', async () => {
    const orders = 'query { orders(filter: {until: "2026-02-01T23:00:00Z"}) { edges { node { number } } } }';
    const seen = async (scope: string[]) => {
      await world.store.interactions.setScopes([{ ref: 'vendure:order:70', scope }]);
      const { data } = await run(world.request({ role: 'distributor', rows: { all: false, keys: ['distributor:D9'] } }), orders);
      return data!['orders'].edges;
    };
    await world.store.interactions.setScopes([{ ref: 'tryton:order:7', scope: ['distributor:D9'] }]);
    world.reader.records.set('vendure:party:21', { ...adaInVendure, distributor: 'D9' });
    expect(await seen(['distributor:D1'])).toEqual([{ node: null }]);
    expect(await seen(['distributor:D9'])).toEqual([{ node: { number: 'W70' } }]);
  });

  it('says that the source of the only twin is unavailable where nobody knows whether it lives', async () => {
    world.reader.down.add('vendure');
    world.reader.read = async (ref) => (ref.startsWith('tryton') ? { status: 'GONE' } : { status: 'DOWN', failure: 'timeout' });
    const answer = await run(world.request(), ask('orders(filter: {until: "2026-02-01T23:00:00Z"}) { edges { node { refs number } } }'));
    expect(nodes(answer, 'orders')).toEqual([{ refs: ['tryton:order:7', 'vendure:order:70'], number: null }]);
    expect(answer.errors).toEqual([expect.objectContaining({ code: 'SOURCE_UNAVAILABLE', extensions: { coordinate: 'Order.number', source: 'vendure' } })]);
  });

  it('has the values of its twin, in the same row, and ingest is told', async () => {
    world.reader.records.set('vendure:order:70', { ...shopOrder(), lines: [{ sku: 'S1', name: 'Lamp', quantity: 2, total: { amount: '480.00', currency: 'EUR' } }] });
    const before = world.request().ids.encode('tryton:order:7');
    expect(nodes(await run(world.request(), query), 'orders')).toEqual([
      {
        id: before, refs: ['tryton:order:7', 'vendure:order:70'], number: 'W70', status: 'SHIPPED', total: { amount: '480.00' },
        lines: [{ name: 'Lamp' }], views: [{ system: 'vendure' }],
      },
    ]);
    expect(await world.store.inbox.undone(['tryton:order:7'])).toEqual(new Set(['tryton:order:7']));
  });

  it('says how many lines of a long order are not shown: those that the API leaves out, and those that were not kept', async () => {
    const line = { sku: 'S1', name: 'Lamp', quantity: 2, total: { amount: '480.00', currency: 'EUR' } };
    const short = { ...shopOrder(), lines: [line] };
    world.reader.records.set('vendure:order:70', { ...short, lines: Array.from({ length: 203 }, () => line), linesOmitted: 40 });
    const answer = await run(world.request(), ask('orders(filter: {until: "2026-02-01T23:00:00Z"}) { edges { node { linesOmitted all: lines { sku } } } }'));
    expect(nodes(answer, 'orders').map((node: Record<string, unknown>) => [node['linesOmitted'], (node['all'] as unknown[]).length])).toEqual([[43, 200]]);
    world.reader.records.set('vendure:order:70', short);
    // Asked for alone it is told as well.
    expect(nodes(await run(world.request(), ask('orders(filter: {until: "2026-02-01T23:00:00Z"}) { edges { node { linesOmitted } } }')), 'orders')).toEqual([{ linesOmitted: 0 }]);
  });

  it('reads lines of the twin where they were not read at first', async () => {
    world.reader.records.set('vendure:order:70', { ...shopOrder(), lines: [{ sku: 'S1', name: 'Lamp', quantity: 2, total: { amount: '480.00', currency: 'EUR' } }] });
    const node = await loadEvent({ ref: 'tryton:order:7', twins: ['vendure:order:70'], kind: 'order', atMs: 0, partyRef: 'tryton:party:1' }, null, world.request(), new Set());
    expect(await lines(node as Parameters<typeof lines>[0], {}, world.request())).toEqual([{ sku: 'S1', name: 'Lamp', quantity: 2, total: { amount: '480.00', currency: 'EUR' } }]);
  });
});

describe('interactions', () => {
  it('leave out the kinds that the caller may not see, without a read of them', async () => {
    const context = world.request({ access: { tickets: 'deny', orders: 'deny', marketing: 'deny' } });
    const answer = await run(context, ask('interactions { edges { node { __typename refs } } pageInfo { hasNextPage } }'));
    expect(nodes(answer, 'interactions')).toEqual([{ __typename: 'Call', refs: ['rt:call:601'] }]);
    expect(world.reader.calls.map(({ operation }) => operation)).toEqual(['rt:call']);
  });

  it('mix all kinds by time', async () => {
    const answer = await run(world.request(), ask('interactions(first: 5) { edges { node { __typename at } } pageInfo { hasNextPage } }'));
    expect(nodes(answer, 'interactions').map((each: { __typename: string }) => each.__typename)).toEqual(['Call', 'Ticket', 'Touch', 'Touch', 'Order']);
    expect(answer.data!['customer'].interactions.pageInfo.hasNextPage).toBe(true);
    expect(world.calls).toEqual(['customerIndex.byIds']);
  });

  it('merge the heads of some kinds to the same rows as the store', async () => {
    const context = world.request({ access: { tickets: 'deny' } });
    const fromHeads = await run(context, ask('interactions(first: 20) { edges { node { refs } } }'));
    expect(world.calls).not.toContain('interactions.timeline');
    const fromStore = await run(context, ask('interactions(first: 21) { edges { node { refs } } }'));
    expect(world.calls).toContain('interactions.timeline');
    expect(nodes(fromHeads, 'interactions')).toEqual(nodes(fromStore, 'interactions').slice(0, 20));
  });

  it('lead back to their customer without another read', async () => {
    const answer = await run(world.request(), ask('interactions(first: 2) { edges { node { id customer { id } } } }'));
    expect(nodes(answer, 'interactions')).toEqual([{ id: expect.stringMatching(/^e/), customer: { id: ADA } }, { id: expect.stringMatching(/^e/), customer: { id: ADA } }]);
    expect(world.calls).toEqual(['customerIndex.byIds']);
  });
});

describe('an event that states its party', () => {
  const statement = (email: string) => ({ statement: { kind: 'PERSON' as const, name: { full: 'Guest One', given: null, family: null }, emails: [identifier(email)], phones: [], addresses: [] } });
  const guest = party('vendure:party:stated-1', { name: { full: 'Guest One', given: null, family: null }, emails: [identifier('g@x.org')] });
  const guestOrder = order('vendure:order:900', '', '2026-02-01T00:00:00.000Z', { number: 'G1', party: statement('g@x.org') });
  const query = '{ customer(id: "guest") { name { full } orders { edges { node { number } } } } }';

  beforeEach(async () => {
    world = await createWorld({ customers: [{ id: 'guest', parties: [guest] }], events: [guestOrder], statedAs: { 'vendure:order:900': guest.ref } });
    world.forget();
  });

  it('is shown no more where it states somebody else now', async () => {
    world.reader.records.set(guestOrder.ref, { ...guestOrder, party: statement('other@x.org') });
    expect(nodes(await run(world.request(), query), 'orders')).toEqual([null]);
  });

  it('is shown, its party read from the store alone', async () => {
    const answer = await run(world.request(), query);
    expect(answer.data!['customer'].name).toEqual({ full: 'Guest One' });
    expect(nodes(answer, 'orders')).toEqual([{ number: 'G1' }]);
    expect(world.reader.calls.map(({ operation }) => operation)).toEqual(['vendure:order']);
    expect(world.calls.filter((call) => call === 'snapshots').length).toBeLessThanOrEqual(2);
  });
});
