import { startAcme } from '../../../examples/acme/index.ts';
import type { Acme } from '../../../examples/acme/index.ts';
import { callers, send } from './support.ts';

const now = '2026-11-22T00:00:00.000Z';
const start = (): Promise<Acme> => startAcme({ now, people: 300, rtPasswordCheckMs: 0 });

let acme: Acme;
let calls: ReturnType<typeof callers>;
beforeAll(async () => {
  acme = await start();
  calls = callers(acme);
});
afterAll(() => acme.close());

describe('the sample company', () => {
  it('refuses a day that is none', async () => {
    await expect(startAcme({ now: 'someday' })).rejects.toThrow('now is not a date');
  });
  it('leaves no server behind when one port is taken', async () => {
    const taken = Number(new URL(acme.urls.ghost).port);
    const free = Number(new URL((await start().then(async (other) => (await other.close(), other))).urls.rt).port);
    await expect(startAcme({ people: 0, ports: { rt: free, ghost: taken } })).rejects.toThrow('EADDRINUSE');
    await expect(fetch(`http://127.0.0.1:${free}/`)).rejects.toThrow();
  });
  it('answers nobody after close', async () => {
    const other = await start();
    await other.close();
    for (const url of Object.values(other.urls)) await expect(fetch(url)).rejects.toThrow();
  });
  it('has the credentials of the peers, in their forms', () => {
    expect(acme.credentials).toEqual({
      tryton: { username: 'admin', password: 'admin' },
      rt: { username: 'root', password: 'password', token: expect.stringMatching(/^1-14-[0-9a-f]{32}$/) },
      vendure: { username: 'superadmin', password: 'superadmin' },
      ghost: { adminKey: expect.stringMatching(/^[0-9a-f]{24}:[0-9a-f]{64}$/) },
    });
  });
  it('gives out by its systems what its truth counts', async () => {
    const { counts, records } = acme.truth();
    const of = (system: string): number => records.filter(({ ref }) => ref.startsWith(`${system}:`)).length;
    const total = async (text: string): Promise<number> =>
      (await calls.rt('GET', `tickets?query=${encodeURIComponent(text)}`)).body.total;
    const touches = async (type: string): Promise<number> =>
      (await calls.ghost('GET', `members/events/?limit=1&filter=${encodeURIComponent(`type:${type}`)}`)).body.meta
        .pagination.total;
    expect((await calls.tryton('model.party.party.search_count', [[['code', 'like', 'C-%']], {}])).result).toBe(
      of('tryton'),
    );
    expect((await calls.tryton('model.sale.sale.search_count', [[], {}])).result).toBe(counts.erpSales);
    expect((await calls.rt('POST', 'users', [])).body.total).toBe(of('rt') + 3);
    expect([await total("Queue='Calls'"), await total("Queue!='Calls'")]).toEqual([counts.calls, counts.tickets]);
    const shop = (await calls.vendure('{customers{totalItems} orders{totalItems}}')).data;
    expect([shop.customers.totalItems, shop.orders.totalItems]).toEqual([of('vendure'), counts.shopOrders]);
    expect((await calls.ghost('GET', 'members/?limit=1')).body.meta.pagination.total).toBe(of('ghost'));
    const events = await Promise.all(
      ['email_delivered_event', 'email_opened_event', 'email_failed_event', 'click_event'].map(touches),
    );
    expect(events.reduce((sum, one) => sum + one, 0)).toBe(counts.touches);
  });
  it('shows one order in shop and ERP under one code and one amount, where the truth says so', async () => {
    const { sharedOrders } = acme.truth();
    for (const { shop, erp, amountsAgree } of sharedOrders.slice(0, 40)) {
      const order = (await calls.vendure(`{order(id:"${shop.split(':')[2]}"){code state totalWithTax}}`)).data.order;
      const [sale] = (
        await calls.tryton('model.sale.sale.read', [[Number(erp.split(':')[2])], ['reference', 'total_amount'], {}])
      ).result;
      expect(sale.reference).toBe(order.code);
      expect(Math.round(Number(sale.total_amount.decimal) * 100) === order.totalWithTax).toBe(amountsAgree);
    }
  });
  it('shows the same ids and stamps at a second start of that day', async () => {
    const other = await start();
    const others = callers(other);
    const state = async ({ tryton, rt, vendure, ghost }: typeof calls): Promise<string> => {
      const answers = [
        await tryton('model.party.party.search_read', [
          [],
          0,
          null,
          [['id', 'ASC']],
          ['code', 'name', 'create_date', 'write_date', 'contact_mechanisms.value', 'categories.name'],
          {},
        ]),
        await tryton('model.sale.sale.search_read', [
          [],
          0,
          null,
          [['id', 'ASC']],
          ['number', 'reference', 'state', 'total_amount', 'write_date', 'lines.product.code'],
          {},
        ]),
        (await rt('GET', 'users?per_page=100&fields=id,LastUpdated,CustomFields')).body.items,
        (await rt('GET', 'tickets?query=id>0&per_page=100&fields=Subject,LastUpdated,CustomFields,Requestor')).body
          .items,
        await vendure(
          '{customers{items{id emailAddress createdAt updatedAt addresses{id}}} orders{items{id code createdAt updatedAt orderPlacedAt totalWithTax payments{id}}}}',
        ),
        (await ghost('GET', 'members/?limit=100')).body.members,
        (await ghost('GET', 'members/events/?limit=1000')).body.events,
      ];
      return JSON.stringify(answers).replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://here');
    };
    expect(await state(others)).toBe(await state(calls));
    await other.close();
  });
  it('forgets at the end what was written', async () => {
    const first = await start();
    await callers(first).tryton('model.party.party.write', [[2], { name: 'Somebody else' }, {}]);
    await first.close();
    const second = await start();
    expect((await callers(second).tryton('model.party.party.read', [[2], ['name'], {}])).result).toEqual([
      { id: 2, name: 'Ada Lovelace' },
    ]);
    await second.close();
  });
  it('answers fifty requests at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => calls.tryton('model.party.party.read', [[i + 2], ['code'], {}])),
    );
    expect(answers.map(({ result }) => result[0].code)).toEqual(Array.from({ length: 50 }, (_, i) => `C-${1001 + i}`));
  });
  it('answers an address that is none without falling over', async () => {
    for (const url of [
      `${acme.urls.tryton}nosuch`,
      `${acme.urls.rt}/nosuch`,
      `${new URL(acme.urls.vendure).origin}/nosuch`,
      `${acme.urls.ghost}/nosuch`,
    ]) {
      expect((await send('POST', url, {}, '{"')).status).toBeGreaterThanOrEqual(400);
    }
    expect((await calls.ghost('GET', 'members/?limit=1')).status).toBe(200);
  });
});
