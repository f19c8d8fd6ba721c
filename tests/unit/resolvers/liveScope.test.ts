/** Rows whose sources say by now that they are not in the caller's row scope, while the store has not followed yet. */
import type { RowScope } from '../../../domain/principal.ts';
import { DEFAULT_ROW_SCOPES, type RowScopesConfig } from '../../../domain/rowScopes.ts';
import { createWorld, type Caller, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { ACME, ADA, acmeInTryton, adaInTryton, BOB, sample } from '../../support/fakes/sample.ts';

const only = (...keys: string[]): RowScope => ({ all: false, keys });
const north: Caller = { role: 'sales', rows: only('territory:North') };
const distributor: Caller = { role: 'distributor', rows: only('distributor:D1') };

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
  world.forget();
});

const adaMoves = (): void => void world.reader.records.set('tryton:party:1', { ...adaInTryton, territory: 'South', distributor: 'D2' });
const answer = async (caller: Caller, query: string) => {
  world.forget();
  const { data, errors } = await run(world.request(caller), query);
  expect(errors).toEqual([]);
  return data as any; // eslint-disable-line @typescript-eslint/no-explicit-any -- shapes of answers are what is tested
};

describe('a customer that has left the row scope at its source', () => {
  beforeEach(adaMoves);

  it('keeps its edge and cursor in a list, with a null node', async () => {
    const { customers } = await answer(north, '{ customers { edges { cursor node { id name { full } territory } } pageInfo { hasNextPage } } }');
    expect(customers.edges.map(({ node }: { node: unknown }) => node)).toEqual([{ id: ACME, name: { full: 'Acme SL' }, territory: 'North' }, null]);
    expect(customers.edges[1].cursor).toEqual(expect.any(String));
  });

  it('keeps its edge in a search', async () => {
    const { searchCustomers } = await answer(north, '{ searchCustomers(text: "ada") { edges { node { emails { value } } } } }');
    expect(searchCustomers.edges).toEqual([{ node: null }]);
  });

  it.each([
    ['customer(id:)', `{ found: customer(id: "${ADA}") { name { full } } }`],
    ['customer(id:) with a fragment', `{ found: customer(id: "${ADA}") { ...P } } fragment P on Customer { phones { value } }`],
    ['customer(id:) by its timeline', `{ found: customer(id: "${ADA}") { orders { edges { node { number } } } } }`],
    ['customer(id:) by how it was found', `{ found: customer(id: "${ADA}") { provenance(fields: [NAME]) { value } } }`],
    ['node(id:)', `{ found: node(id: "${ADA}") { ... on Customer { account } } }`],
    ['customerBy', '{ found: customerBy(key: {taxId: "12345678Z"}) { account } }'],
    ['customerContext', '{ found: customerContext(key: {taxId: "12345678Z"}) { name } }'],
    ['order(ref:)', '{ found: order(ref: "SO7") { number } }'],
    ['order(ref:) of a twin', '{ found: order(ref: "W70") { number } }'],
  ])('is null under %s', async (_name, query) => {
    expect(await answer(north, query)).toEqual({ found: null });
    expect(await answer({}, query)).not.toEqual({ found: null });
  });

  it('is null as the customer that the caller is', async () => {
    const query = '{ me { customer { account } } }';
    expect(await answer({ ...north, role: 'corporate', customerId: ADA }, query)).toEqual({ me: { customer: null } });
    expect(await answer({ role: 'corporate', customerId: ADA }, query)).not.toEqual({ me: { customer: null } });
  });

  it('is null under node(id:) of its order', async () => {
    const id = world.request().ids.encode('tryton:order:7');
    expect(await answer(north, `{ node(id: "${id}") { id } }`)).toEqual({ node: null });
  });

  it('leaves the edges of its orders, with null nodes', async () => {
    const { orders } = await answer(distributor, '{ orders(first: 3) { edges { node { number } } } }');
    expect(orders.edges).toEqual([{ node: null }, { node: null }, { node: null }]);
  });

  it('is null as the other side of a relationship, and as a candidate of a caller', async () => {
    const { customer } = await answer(north, `{ customer(id: "${ACME}") { contacts { customer { id } } } }`);
    expect(customer.contacts).toEqual([{ customer: null }]);
    const { callerContext } = await answer(north, '{ callerContext(phone: "+34911234567") { recognised candidates { customer { id } } } }');
    expect(callerContext).toEqual({ recognised: false, candidates: [] });
  });

  it('is told to ingest', async () => {
    await answer(north, `{ customer(id: "${ADA}") { name { full } } }`);
    expect(world.calls).toContain('inbox.signal');
  });

  it('is still there for who sees all rows, and for itself', async () => {
    const query = `{ customer(id: "${ADA}") { territory orders(first: 1) { edges { node { number } } } } }`;
    const whole = { customer: { territory: 'South', orders: { edges: [{ node: { number: 'W90' } }] } } };
    expect(await answer({ role: 'manager' }, query)).toEqual(whole);
    expect(await answer({ role: 'customer', customerId: ADA, rows: only(`self:${ADA}`) }, query)).toEqual(whole);
    expect(await answer({ role: 'partner', rows: only('territory:North', `self:${ADA}`) }, query)).toEqual(whole);
  });

  it('is found at once by who may see it where it is now, once the store has followed', async () => {
    expect(await answer({ role: 'sales', rows: only('territory:South') }, `{ customer(id: "${ADA}") { account } }`)).toEqual({ customer: null });
    expect(world.reader.calls).toEqual([]);
  });
});

/** Down, and nothing known from before. */
function downAt(system: string): void {
  const read = world.reader.read.bind(world.reader);
  world.reader.read = (ref, parts, until) => (ref.startsWith(`${system}:`) ? Promise.resolve({ status: 'DOWN', failure: 'timeout' }) : read(ref, parts, until));
}

describe('the check', () => {
  it('asks no source where nothing of a source is shown', async () => {
    adaMoves();
    expect(await answer(north, `{ customer(id: "${ADA}") { __typename id kind identities { rule } } }`)).toMatchObject({ customer: { id: ADA } });
    expect(world.reader.calls).toEqual([]);
  });

  it('costs no call beside those of the fields', async () => {
    const query = `{ customer(id: "${ADA}") { emails { value } addresses { city } } }`;
    await answer({}, query);
    const before = world.reader.calls.map(({ operation }) => operation).sort();
    await answer(north, query);
    expect(world.reader.calls.map(({ operation }) => operation).sort()).toEqual(before);
    await answer(north, `{ customer(id: "${ADA}") { ...F } } fragment F on Customer { emails { value } addresses { city } }`);
    expect(world.reader.calls.map(({ operation }) => operation).sort()).toEqual(before);
  });

  it("leaves the store's word where the source that would know is down, and shows what the others say", async () => {
    adaMoves();
    downAt('tryton');
    expect((await run(world.request(north), `{ customer(id: "${ADA}") { name { full } } }`)).data).toEqual({ customer: { name: { full: 'A. King' } } });
  });

  it('hides a customer where the system is down that gives no such key, and the one that does says otherwise', async () => {
    adaMoves();
    downAt('rt');
    const query = `{ customer(id: "${ADA}") { account } }`;
    const gives = new Map([['rt', new Set(['name' as const])]]);
    expect((await run(world.request({ ...north, config: { gives } }), query)).data).toEqual({ customer: null });
    expect((await run(world.request(north), query)).data).toEqual({ customer: { account: '000042' } });
  });

  it('counts only the field and the sources that the configuration names', async () => {
    const ask = async (rowScopes: RowScopesConfig, territory: string) =>
      (await run(world.request({ role: 'sales', rows: only(`territory:${territory}`), config: { rowScopes } }), `{ customer(id: "${ADA}") { account } }`)).data;
    const elsewhere = { ...DEFAULT_ROW_SCOPES, territory: { field: 'territory' as const, sources: ['vendure'] } };
    expect(await ask(elsewhere, 'North')).toEqual({ customer: null });
    const otherField = { ...DEFAULT_ROW_SCOPES, territory: { field: 'distributor' as const, sources: null } };
    expect(await ask(otherField, 'North')).toEqual({ customer: null });
    expect(await ask({ ...DEFAULT_ROW_SCOPES, territory: { field: 'territory', sources: ['vendure', 'tryton'] } }, 'North')).toEqual({ customer: { account: '000042' } });
  });

  it('does not count a record that lost what linked it', async () => {
    world.reader.records.set('tryton:party:1', { ...adaInTryton, territory: null });
    world.reader.records.set('vendure:party:21', { ...world.reader.records.get('vendure:party:21')!, territory: 'North', emails: [] } as never);
    expect(await answer(north, `{ customer(id: "${ADA}") { account } }`)).toEqual({ customer: null });
  });

  it('shows what its sources leave in scope', async () => {
    const { customers } = await answer(north, '{ customers { edges { node { id territory } } } }');
    expect(customers.edges).toEqual([{ node: { id: ACME, territory: acmeInTryton.territory } }, { node: { id: ADA, territory: 'North' } }]);
    expect(await answer(north, `{ customer(id: "${BOB}") { id } }`)).toEqual({ customer: null });
  });
});
