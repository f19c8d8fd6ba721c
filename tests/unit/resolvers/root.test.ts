import type { RowScope } from '../../../domain/principal.ts';
import { emailLookUp, findCustomers } from '../../../resolvers/support/lookUp.ts';
import { createWorld, type Caller, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { identifier, order, party } from '../../support/fakes/records.ts';
import { ACME, ADA, BOB, bobInTryton, sample } from '../../support/fakes/sample.ts';
import { deferred } from '../datasources/upstream/fixtures.ts';

const only = (...keys: string[]): RowScope => ({ all: false, keys });
const north: Caller = { role: 'distributor', rows: only('territory:North') };
const storeCalls = (world: World) => world.calls.filter((call) => call !== 'inbox.signal').sort();

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
  world.forget();
});

/** The store and source calls of a query, and its answer. */
async function work(caller: Caller, query: string, variables: Record<string, unknown>) {
  world.forget();
  const { data, errors } = await run(world.request(caller), query, variables);
  return { data, errors, calls: storeCalls(world), sources: world.reader.calls.map(({ operation }) => operation) };
}

describe('an id or key that leads nowhere', () => {
  const shapes = ['', 'x', '01900000-0000-7000-8000-0000000000ff', 'e'.repeat(300), 'tryton:order:1', '\u0000\ud800', '{"$ne":null}', 'eAAAA'];

  it.each(shapes)('costs customer(id:) what one out of view costs, and answers the same: %j', async (id) => {
    const query = 'query ($id: ID!) { customer(id: $id) { id name { full } } }';
    const hidden = await work(north, query, { id: BOB });
    expect(hidden).toEqual({ data: { customer: null }, errors: [], calls: ['customerIndex.byIds'], sources: [] });
    expect(await work(north, query, { id })).toEqual(hidden);
  });

  it.each(shapes)('costs node(id:) what a customer or an event out of view costs, and answers the same: %j', async (id) => {
    const query = 'query ($id: ID!) { node(id: $id) { id } }';
    const hidden = await work(north, query, { id: BOB });
    expect(hidden.data).toEqual({ node: null });
    expect(hidden.calls).toEqual(['customerIndex.byIds', 'customerIndex.byPartyRefs', 'interactions.byRefs']);
    const bobsOrder = world.request().ids.encode('tryton:order:8');
    expect(await work(north, query, { id: bobsOrder })).toEqual(hidden);
    expect(await work(north, query, { id })).toEqual(hidden);
  });

  it.each([...shapes, 'SO9', 'rt:ticket:501'])('costs order(ref:) what one out of view costs, and answers the same: %j', async (ref) => {
    const query = 'query ($ref: String!) { order(ref: $ref) { number } }';
    const hidden = await work(north, query, { ref: 'SO8' });
    expect(hidden.data).toEqual({ order: null });
    expect(await work(north, query, { ref: 'tryton:order:8' })).toEqual(hidden);
    expect(await work(north, query, { ref })).toEqual(hidden);
  });

  it.each([{ email: 'nobody@x.org' }, { phone: '+34600000000' }, { taxId: '99999999R' }, { loyaltyId: 'L9' }, { sourceRef: 'nonsense' }, { sourceRef: 'tryton:party:2' }])(
    'costs customerBy what one out of view costs: %j',
    async (key) => {
      const query = 'query ($key: CustomerKey!) { customerBy(key: $key) { id } }';
      // An outside caller's contact point is also looked for among those who have verified it.
      const calls = 'email' in key || 'phone' in key ? ['customerIndex.byKey', 'customerIndex.byKey'] : ['customerIndex.byKey'];
      expect(await work(north, query, { key })).toEqual({ data: { customerBy: null }, errors: [], calls, sources: [] });
    },
  );
});

describe('an order by name', () => {
  const query = 'query ($ref: String!) { order(ref: $ref) { number refs customer { id } } }';

  it('is AMBIGUOUS to staff and nothing to outside callers where several carry the number', async () => {
    world = await createWorld({
      ...sample,
      events: [order('tryton:order:8', 'tryton:party:2', '2026-02-03T10:00:00.000Z', { number: '100' }), order('vendure:order:9', 'vendure:party:21', '2026-02-03T10:00:00.000Z', { number: '100' })],
      twins: {},
    });
    expect((await run(world.request(), query, { ref: '100' })).errors).toEqual([expect.objectContaining({ code: 'AMBIGUOUS' })]);
    const outside = await run(world.request({ role: 'chatbot' }), query, { ref: '100' });
    expect(outside).toEqual({ data: { order: null }, errors: [] });
    // One of the two alone is in this view.
    const one = await run(world.request(north), query, { ref: '100' });
    expect(one.data!['order'].refs).toEqual(['vendure:order:9']);
  });

  it.each(['SO7', 'so7', ' W70 ', 'tryton:order:7', 'vendure:order:70'])('is found by printed number in any case, and by the ref of either view: %s', async (ref) => {
    const { data, errors } = await run(world.request(north), query, { ref });
    expect(errors).toEqual([]);
    expect(data!['order']).toEqual({ number: 'SO7', refs: ['tryton:order:7', 'vendure:order:70'], customer: { id: ADA } });
  });

  it('is in view by its own row-scope key where its customer is not', async () => {
    await world.store.interactions.setScopes([{ ref: 'tryton:order:8', scope: ['distributor:D9'] }]);
    world.reader.records.set('tryton:party:2', { ...bobInTryton, distributor: 'D9' });
    const { data } = await run(world.request({ role: 'distributor', rows: only('distributor:D9') }), query, { ref: 'SO8' });
    expect(data!['order']).toEqual({ number: 'SO8', refs: ['tryton:order:8'], customer: null });
  });
});

describe('node', () => {
  it('finds customers and events by their public ids', async () => {
    const context = world.request();
    const ids = [ADA, context.ids.encode('rt:ticket:501'), context.ids.encode('tryton:order:7')];
    const found = [];
    for (const id of ids) {
      const { data } = await run(context, 'query ($id: ID!) { node(id: $id) { __typename id ... on Order { lines { name } } ... on Ticket { subject } } }', { id });
      found.push(data!['node']);
    }
    expect(found).toEqual([
      { __typename: 'Customer', id: ADA },
      { __typename: 'Ticket', id: ids[1], subject: 'Lamp is dark' },
      { __typename: 'Order', id: ids[2], lines: [{ name: 'Lamp' }] },
    ]);
    expect(world.reader.calls.map(({ operation }) => operation)).toEqual(['rt:ticket', 'tryton:order']);
  });
});

describe('orders', () => {
  const query = '{ orders(first: 3) { edges { node { number customer { id } } } pageInfo { hasNextPage } } }';

  it('are none for a caller without rows', async () => {
    const { data } = await run(world.request({ role: 'distributor', rows: only() }), query);
    expect(data!['orders'].edges).toEqual([]);
    expect(world.reader.calls).toEqual([]);
  });

  it('are those of the caller himself where the scope is self', async () => {
    const { data } = await run(world.request({ role: 'customer', rows: only(`self:${BOB}`), customerId: BOB }), query);
    expect(data!['orders']).toEqual({ edges: [{ node: { number: 'SO8', customer: { id: BOB } } }], pageInfo: { hasNextPage: false } });
    expect(storeCalls(world)).toEqual(['customerIndex.byIds', 'customerIndex.byPartyRefs', 'interactions.timeline']);
  });

  it('are those of the row scope, newest first, and lead to customers in one read', async () => {
    const onlyErp = { gives: new Map(['rt', 'vendure', 'ghost'].map((system) => [system, new Set(['name' as const])])) };
    const { data } = await run(world.request({ ...north, config: onlyErp }), query);
    expect(data!['orders'].edges.map((edge: { node: { number: string } }) => edge.node.number)).toEqual(['W90', 'W89', 'W88']);
    expect(data!['orders'].edges[0].node.customer).toEqual({ id: ADA });
    expect(data!['orders'].pageInfo.hasNextPage).toBe(true);
    expect(storeCalls(world)).toEqual(['customerIndex.byPartyRefs', 'interactions.listScoped']);
    // The scope is checked again on what the only system says that gives it.
    expect(world.reader.calls.map(({ operation }) => operation)).toEqual(['vendure:order', 'tryton:party']);
  });

  it('hide an order whose party has changed, since its scope is unknown', async () => {
    world.reader.records.set('vendure:order:90', { ...world.reader.records.get('vendure:order:90')!, party: { ref: 'vendure:party:99' } } as never);
    const { data } = await run(world.request(north), query);
    expect(data!['orders'].edges[0].node).toBeNull();
  });
});

describe('customers', () => {
  const names = (data: any, field = 'customers'): string[] => data[field].edges.map((edge: any) => edge.node.name.full); // eslint-disable-line @typescript-eslint/no-explicit-any -- shapes of answers are what the tests assert

  it.each([0, 101])('refuse a page of %i', async (first) => {
    for (const list of ['customers(first: $first)', 'searchCustomers(text: "a", first: $first)', 'orders(first: $first)']) {
      const { errors } = await run(world.request(), `query ($first: Int) { ${list} { edges { cursor } } }`, { first });
      expect(errors).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT', extensions: { argument: 'first' } })]);
    }
  });

  it('list no row outside the view', async () => {
    const { data } = await run(world.request(north), '{ customers { edges { node { name { full } } } } }');
    expect(names(data)).toEqual(['Acme SL', 'Ada King']);
  });

  it('filter, order and page in the store', async () => {
    const page = 'query ($after: String) { customers(first: 1, after: $after, orderBy: CREATED_DESC, filter: {kind: PERSON, createdAfter: "2020-01-01T00:00:00Z"}) { edges { cursor node { name { full } } } pageInfo { hasNextPage hasPreviousPage endCursor } } }';
    const first = await run(world.request(), page);
    expect(names(first.data)).toEqual(['Bob Byron']);
    expect(first.data!['customers'].pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await run(world.request(), page, { after: first.data!['customers'].pageInfo.endCursor });
    expect(names(second.data)).toEqual(['Ada King']);
    expect(second.data!['customers'].pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(storeCalls(world)).toEqual(['customerIndex.list', 'customerIndex.list']);
  });

  it.each(['', '  ...  ', 'a b c d e f g h i', 'x'.repeat(201)])('are not searched by a text without words or with too much of it: "%s"', async (text) => {
    const { errors } = await run(world.request(), 'query ($text: String!) { searchCustomers(text: $text) { edges { cursor } } }', { text });
    expect(errors).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT', extensions: { argument: 'text' } })]);
  });

  it('are found by the beginnings of all words of their names', async () => {
    const search = 'query ($text: String!) { searchCustomers(text: $text) { edges { node { name { full } } } } }';
    expect(names((await run(world.request(), search, { text: 'KING ad' })).data, 'searchCustomers')).toEqual(['Ada King']);
    expect(names((await run(world.request(), search, { text: 'king bob' })).data, 'searchCustomers')).toEqual([]);
    expect(names((await run(world.request(), search, { text: 'acme' })).data, 'searchCustomers')).toEqual(['Acme SL']);
  });
});

describe('me', () => {
  it('tells what the token says, and nothing of another customer', async () => {
    const { data } = await run(world.request({ role: 'customer', customerId: BOB, rows: only(`self:${ADA}`) }), '{ me { role scopes rows customer { id } } }');
    expect(data!['me']).toEqual({ role: 'customer', scopes: ['customer:read'], rows: 'self', customer: null });
  });

  it.each([
    [{ all: true } as RowScope, 'all'],
    [only(), 'none'],
    [only('territory:North', 'distributor:D1'), 'territory North, distributor D1'],
  ])('says which rows in words: %j', async (rows, words) => {
    const { data } = await run(world.request({ role: 'sales', rows }), '{ me { subject rows purpose customer { id } } }');
    expect(data!['me']).toEqual({ subject: 'sales', rows: words, purpose: null, customer: null });
    expect(world.calls).toEqual([]);
  });

  it('leads to the customer that the token names', async () => {
    const { data } = await run(world.request({ role: 'customer', customerId: BOB, rows: only(`self:${BOB}`) }), '{ me { customer { id name { full } } } }');
    expect(data!['me'].customer).toEqual({ id: BOB, name: { full: 'Bob Byron' } });
  });
});

describe('customerBy', () => {
  const query = 'query ($key: CustomerKey!) { customerBy(key: $key) { id } }';

  it.each([[{ email: 'no mail' }, 'email'], [{ phone: '12' }, 'phone'], [{ taxId: ' . ' }, 'taxId'], [{ loyaltyId: '' }, 'loyaltyId'], [{ phone: '9'.repeat(9999) }, 'phone'], [{ phone: '911234567' }, 'phone'], [{ phone: '0034911234567' }, 'phone'], [{ phone: '+34 911 23 45 67' }, 'phone'], [{ phone: '+0911234567' }, 'phone']])(
    'refuses what is no such value, without an echo: %j',
    async (key, argument) => {
      const { errors } = await run(world.request(), query, { key });
      expect(errors).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT', extensions: { argument } })]);
      expect(errors[0]!.message).not.toContain('no mail');
      expect(world.calls).toEqual([]);
    },
  );

  it('tells staff of several candidates, and outside callers nothing', async () => {
    const key = { phone: '+34911234567' };
    const staff = await run(world.request(), query, { key });
    expect(staff.data).toEqual({ customerBy: null });
    expect(staff.errors).toEqual([expect.objectContaining({ code: 'AMBIGUOUS' })]);
    expect(await run(world.request({ role: 'chatbot' }), query, { key })).toEqual({ data: { customerBy: null }, errors: [] });
    // For this caller there is one candidate only.
    expect((await run(world.request(north), query, { key })).data).toEqual({ customerBy: { id: ADA } });
  });

  it('gives outside callers the one customer that has verified the value, of several that state it', async () => {
    const [shared, mine] = [identifier('both@x.org'), identifier('both@x.org', true)];
    const parties = (...verified: boolean[]) =>
      verified.map((isVerified, index) => ({ id: `01900000-0000-7000-8000-00000000000${index}`, parties: [party(`vendure:party:${index}`, { emails: [isVerified ? mine : shared] })] }));
    const ask = async (...verified: boolean[]) => {
      world = await createWorld({ customers: parties(...verified) });
      world.forget();
      const { data, errors } = await run(world.request({ role: 'chatbot' }), '{ customerBy(key: { email: "both@x.org" }) { id } }');
      return { id: (data!['customerBy'] as { id: string } | null)?.id.at(-1), errors, calls: storeCalls(world) };
    };
    const calls = ['customerIndex.byKey', 'customerIndex.byKey'];
    expect(await ask(true, true)).toEqual({ id: undefined, errors: [], calls });
    expect(await ask(false, false)).toEqual({ id: undefined, errors: [], calls });
    expect(await ask(false, true, false)).toEqual({ id: '1', errors: [], calls });
    expect(await ask(false)).toEqual({ id: '0', errors: [], calls });
  });

  it.each([{ email: ' ADA@x.org ' }, { taxId: '12.345.678-z' }, { loyaltyId: 'l7' }, { sourceRef: 'rt:party:11' }])('finds by any notation of %j', async (key) => {
    expect((await run(world.request(), query, { key })).data).toEqual({ customerBy: { id: ADA } });
    expect(world.calls).toEqual(['customerIndex.byKey']);
    expect(world.reader.calls).toEqual([]);
  });

  describe('with a value that the store does not know', () => {
    const fresh = party('rt:party:77', { emails: [identifier('new@x.org')] });

    it('asks no source for a caller who does not see all rows', async () => {
      world.reader.records.set(fresh.ref, fresh);
      await run(world.request({ role: 'sales', rows: only('territory:North') }), query, { key: { email: 'new@x.org' } });
      expect(world.reader.calls).toEqual([]);
      expect(world.applied).toEqual([]);
    });

    it('asks no source where ingest is elsewhere, nor for a tax id', async () => {
      await run({ ...world.request(), applyNow: null }, query, { key: { email: 'new@x.org' } });
      await run(world.request(), query, { key: { taxId: '99999999R' } });
      expect(world.reader.calls).toEqual([]);
    });

    it('asks the sources once, and remembers for a while that nobody knows it', async () => {
      const context = world.request();
      let nowMs = context.now();
      const ask = () => run({ ...context, now: () => nowMs }, query, { key: { email: 'nobody@x.org' } });
      await ask();
      await ask();
      expect(world.reader.calls.filter(({ operation }) => operation.endsWith(':find'))).toHaveLength(4);
      nowMs += context.config.lookupMissMs;
      await ask();
      expect(world.reader.calls.filter(({ operation }) => operation.endsWith(':find'))).toHaveLength(8);
    });

    const finds = () => world.reader.calls.filter(({ operation }) => operation.endsWith(':find')).length;

    it('asks again where a source failed, or was not asked in time: that nobody knows it is not known then', async () => {
      world.reader.down.add('rt');
      await run(world.request(), query, { key: { email: 'nobody@x.org' } });
      world.reader.down.clear();
      await run(world.request(), query, { key: { email: 'nobody@x.org' } });
      expect(finds()).toBe(8);
      await run(world.request(), query, { key: { email: 'nobody@x.org' } });
      expect(finds()).toBe(8);
    });

    it('asks the sources once for all who look it up at the same time', async () => {
      await Promise.all(Array.from({ length: 3 }, () => run(world.request(), query, { key: { email: 'nobody@x.org' } })));
      expect(finds()).toBe(4);
    });

    it('lets each of them wait as long as it may, and asks on as long as one waits', async () => {
      world.reader.records.set(fresh.ref, fresh);
      const asked: AbortSignal[] = [];
      const [begun, held] = [deferred<void>(), deferred<void>()];
      const { seed } = await import('../../support/fakes/seed.ts');
      const applyNow = async (_refs: readonly string[], signal: AbortSignal) => {
        asked.push(signal);
        begun.resolve();
        await held.promise;
        await seed(world.store, { customers: [{ id: 'fresh', parties: [fresh] }] });
      };
      const hurried = new AbortController();
      const look = (signal?: AbortSignal) => findCustomers(emailLookUp('new@x.org'), { ...world.request(signal ? { signal } : {}), applyNow }, 2);
      const [first, second] = [look(hurried.signal), look()];
      await begun.promise;
      hurried.abort(new Error('deadline'));
      await expect(first).rejects.toThrow('deadline');
      expect(asked.map(({ aborted }) => aborted)).toEqual([false]);
      held.resolve();
      expect((await second).customers.map(({ customerId }) => customerId)).toEqual(['fresh']);
      expect(asked).toHaveLength(1);
    });

    it('gives the asking up when the last one has left', async () => {
      world.reader.records.set(fresh.ref, fresh);
      const hurried = new AbortController();
      const seen = new Promise<AbortSignal>((resolve) => {
        const applyNow = (_refs: readonly string[], signal: AbortSignal) => {
          resolve(signal);
          return new Promise<void>(() => undefined);
        };
        void findCustomers(emailLookUp('new@x.org'), { ...world.request({ signal: hurried.signal }), applyNow }, 2).catch(() => undefined);
      });
      const live = await seen;
      hurried.abort(new Error('deadline'));
      expect(live.aborted).toBe(true);
    });

    it('takes in what the sources say and answers from the store', async () => {
      world.reader.records.set(fresh.ref, fresh);
      const context = world.request();
      const { seed } = await import('../../support/fakes/seed.ts');
      context.applyNow = async (refs) => {
        world.applied.push([...refs]);
        await seed(world.store, { customers: [{ id: 'fresh', parties: [fresh] }] });
      };
      const { data, errors } = await run(context, query, { key: { email: 'NEW@x.org' } });
      expect(errors).toEqual([]);
      expect(data).toEqual({ customerBy: { id: 'fresh' } });
      expect(world.applied).toEqual([['rt:party:77']]);
    });
  });
});

describe('callerContext', () => {
  const query = 'query ($phone: String!) { callerContext(phone: $phone) { recognised candidates { customer { id } verified refs why } } }';

  it.each(['me', '911234567', '+34 911 23 45 67', '+0911234567'])('refuses what is no full number: %s', async (phone) => {
    expect((await run(world.request(), query, { phone })).errors).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT', extensions: { argument: 'phone' } })]);
  });

  it('recognises nobody where several carry the number, and shows all of them with the reason', async () => {
    const { data } = await run(world.request(), query, { phone: '+34911234567' });
    expect(data!['callerContext']).toEqual({
      recognised: false,
      candidates: [
        { customer: { id: ADA }, verified: false, refs: ['tryton:party:1'], why: 'phone on 1 record' },
        { customer: { id: BOB }, verified: false, refs: ['tryton:party:2'], why: 'phone on 1 record' },
      ],
    });
  });

  it('does not recognise one whose number has changed hands since', async () => {
    world.reader.records.set('tryton:party:2', { ...sample.customers[1]!.parties[0]!, phones: [] });
    const { data } = await run(world.request({ role: 'agent', rows: only('territory:South') }), query, { phone: '+34911234567' });
    expect(data!['callerContext']).toEqual({
      recognised: false, candidates: [{ customer: { id: BOB }, verified: false, refs: [], why: 'phone on a record until lately; no record carries it now' }],
    });
  });

  it('recognises the only one', async () => {
    const { data } = await run(world.request({ role: 'agent', rows: only('territory:South') }), query, { phone: '+34911234567' });
    expect(data!['callerContext'].recognised).toBe(true);
    expect(world.calls).toEqual(['customerIndex.byKey']);
    expect(world.reader.calls).toHaveLength(1);
  });

  it('has no candidates where nobody carries it', async () => {
    expect((await run(world.request(), query, { phone: '+34600000000' })).data!['callerContext']).toEqual({ recognised: false, candidates: [] });
  });
});

it('shows organisations in lists under their own name', async () => {
  const { data } = await run(world.request(), `{ customer(id: "${ACME}") { kind name { full given } } }`);
  expect(data!['customer']).toEqual({ kind: 'ORGANISATION', name: { full: 'Acme SL', given: null } });
});
