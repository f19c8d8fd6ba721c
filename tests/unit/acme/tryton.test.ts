import { startAcme } from '../../../examples/acme/index.ts';
import type { Acme } from '../../../examples/acme/index.ts';
import { callers, recorded, send, shapeDifferences } from './support.ts';

// Everything here runs on a company without people, seeded by the calls of the peers' seed.sh.
const PARTY = ['code', 'name', 'addresses', 'contact_mechanisms', 'create_date', 'write_date', 'active'];
const C = { company: 1 };
const since2020 = {
  __class__: 'datetime',
  year: 2020,
  month: 1,
  day: 1,
  hour: 0,
  minute: 0,
  second: 0,
  microsecond: 0,
};

let acme: Acme;
let call: ReturnType<typeof callers>['tryton'];
let clockMs = Date.UTC(2026, 10, 22, 12, 0, 0);

async function customer(code: string, name: string, email: string, mobile: string): Promise<number> {
  const values = {
    name,
    code,
    addresses: [['create', [{ street: '1 Engine St', city: 'London', postal_code: 'N1' }]]],
    contact_mechanisms: [
      [
        'create',
        [
          { type: 'email', value: email },
          { type: 'mobile', value: mobile },
        ],
      ],
    ],
  };
  return (await call('model.party.party.create', [[values], C])).result[0];
}

async function sale(party: number, reference: string, quantity: number, methods = 'manual'): Promise<number> {
  const address = (await call('model.party.address.search', [[['party', '=', party]], 0, 1, null, {}])).result[0];
  const line = { type: 'line', product: 1, unit: 1, quantity, unit_price: { __class__: 'Decimal', decimal: '199.90' } };
  const values = {
    company: 1,
    currency: 1,
    party,
    reference,
    invoice_address: address,
    shipment_address: address,
    invoice_method: methods,
    shipment_method: methods,
    lines: [['create', [line]]],
  };
  return (await call('model.sale.sale.create', [[values], C])).result[0];
}

beforeAll(async () => {
  acme = await startAcme({ people: 0, rtPasswordCheckMs: 0, clock: () => (clockMs += 1) });
  call = callers(acme).tryton;
  const ada = await customer('C-1001', 'Ada Lovelace', 'ada@example.com', '+441632960001');
  const blaise = await customer('C-1002', 'Blaise Pascal', 'blaise@example.com', '+33612345678');
  await customer('C-1003', 'Carl Gauss', 'carl@example.com', '+4915112345678');
  const placed = [await sale(ada, 'PO-1', 2), await sale(ada, 'PO-2', 1)];
  await sale(blaise, 'PO-3', 5);
  await call('model.sale.sale.quote', [placed, C]);
  await call('model.sale.sale.confirm', [placed, C]);
});
afterAll(() => acme.close());

describe('the Tryton server refuses as Tryton does:', () => {
  it('a session that is none gets 401 with an empty body and the Basic challenge', async () => {
    const answer = await send(
      'POST',
      acme.urls.tryton,
      { authorization: 'Session bad' },
      { id: 1, method: 'model.party.party.search', params: [[], 0, 1, null, {}] },
    );
    expect([answer.status, answer.text, answer.headers.get('www-authenticate')]).toEqual([
      401,
      '',
      'Basic realm="Tryton"',
    ]);
  });
  it('a wrong password gets 401 with a page', async () => {
    const answer = await send(
      'POST',
      acme.urls.tryton,
      {},
      { id: 1, method: 'common.db.login', params: ['admin', { password: 'wrong' }, 'en'] },
    );
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  });
  it('one missing id fails the whole read, with HTTP 200', async () => {
    expect(await call('model.party.party.read', [[2, 999], PARTY, C])).toEqual(
      recorded('tryton', '03b_batch_with_missing_id.json'),
    );
  });
  it('an unknown field is a KeyError, with HTTP 200', async () => {
    expect(await call('model.party.party.read', [[2], ['nosuchfield'], {}])).toEqual(
      recorded('tryton', '14_error_bad_field.txt'),
    );
  });
  it('a call of the server where the database is expected is a KeyError', async () => {
    expect(await call('common.server.version', [])).toEqual(recorded('tryton', '00_version.json'));
  });
  it('a model without calls of its own is forbidden', async () => {
    const headers = { authorization: `Basic ${btoa('admin:admin')}` };
    const answer = await send('POST', acme.urls.tryton, headers, {
      id: 1,
      method: 'model.party.relation.search',
      params: [[], 0, 1, null, {}],
    });
    expect([answer.status, answer.body]).toEqual([403, null]);
  });
  it('a code that is taken is a user error', async () => {
    expect(await call('model.party.party.create', [[{ name: 'x', code: 'C-1001' }], C])).toMatchObject({
      error: ['UserError', ['The code on party must be unique.', '', null]],
    });
  });
});

describe('the Tryton server answers what capture.sh asks in the recorded shape:', () => {
  const code = ['code', 'like', 'C-%'];
  const asked: [string, string, unknown[]][] = [
    ['01_list_customers.json', 'model.party.party.search_read', [[code], 0, 10, [['id', 'ASC']], PARTY, C]],
    ['02_get_customer.json', 'model.party.party.read', [[2], PARTY, C]],
    ['03_batch_customers_by_ids.json', 'model.party.party.read', [[2, 3, 4], PARTY, C]],
    [
      '03c_batch_search_in_missing.json',
      'model.party.party.search_read',
      [[['id', 'in', [2, 999, 4]]], 0, null, null, PARTY, C],
    ],
    [
      '04_filter_email.json',
      'model.party.party.search_read',
      [[['contact_mechanisms.value', '=', 'ada@example.com']], 0, 10, null, PARTY, C],
    ],
    [
      '05_filter_phone_nested_party.json',
      'model.party.contact_mechanism.search_read',
      [
        [
          ['type', 'in', ['phone', 'mobile']],
          ['value_compact', '=', '+33612345678'],
        ],
        0,
        10,
        null,
        ['type', 'value', 'value_compact', 'party', 'party.code', 'party.name'],
        {},
      ],
    ],
    [
      '06_batch_contacts_of_parties.json',
      'model.party.contact_mechanism.search_read',
      [[['party', 'in', [2, 3, 4]]], 0, null, null, ['type', 'value', 'value_compact', 'party'], {}],
    ],
    [
      '07_sales_by_customer.json',
      'model.sale.sale.search_read',
      [
        [['party', '=', 2]],
        0,
        10,
        [['id', 'DESC']],
        [
          'number',
          'reference',
          'state',
          'sale_date',
          'party',
          'total_amount',
          'currency.code',
          'lines',
          'create_date',
          'write_date',
        ],
        C,
      ],
    ],
    [
      '08_batch_sales_of_parties.json',
      'model.sale.sale.search_read',
      [[['party', 'in', [2, 3, 4]]], 0, null, null, ['number', 'state', 'party', 'total_amount'], C],
    ],
    [
      '09_batch_sale_lines.json',
      'model.sale.line.search_read',
      [[['sale', 'in', [1, 2, 3]]], 0, null, null, ['sale', 'product.code', 'quantity', 'unit_price', 'amount'], C],
    ],
    [
      '10_updated_since.json',
      'model.sale.sale.search_read',
      [
        [['OR', ['write_date', '>=', since2020], ['create_date', '>=', since2020]]],
        0,
        10,
        [['id', 'ASC']],
        ['number', 'state', 'create_date', 'write_date'],
        C,
      ],
    ],
    ['11_page_offset2_limit2.json', 'model.party.party.search_read', [[code], 2, 2, [['id', 'ASC']], ['code'], C]],
    ['12_count.json', 'model.party.party.search_count', [[code], C]],
  ];
  /** Times differ; everything else of the seed is the same, ids and amounts included. */
  const withoutTimes = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (_key, item) =>
        item?.__class__ === 'datetime' ? 'time' : item?.__class__ === 'date' ? 'date' : item,
      ),
    );
  it.each(asked)('%s', async (file, method, params) => {
    const [real, ours] = [recorded('tryton', file), await call(method, params)];
    expect(shapeDifferences(real, ours)).toEqual([]);
    if (file !== '09_batch_sale_lines.json') expect(withoutTimes(ours)).toEqual(withoutTimes(real));
  });
});

describe('the Tryton server takes changes:', () => {
  const stamps = async (id: number): Promise<unknown> =>
    (await call('model.party.party.read', [[id], ['write_date'], C])).result[0].write_date;
  it('write_date is null until the first write', async () => {
    const id = await customer('C-2001', 'Grace Hopper', 'grace@example.com', '+34600000001');
    expect(await stamps(id)).toBeNull();
    await call('model.party.party.write', [[id], { name: 'Grace B. Hopper' }, C]);
    expect(await stamps(id)).toMatchObject({ __class__: 'datetime', year: 2026 });
    expect((await call('model.party.party.read', [[id], ['name'], C])).result).toEqual([
      { id, name: 'Grace B. Hopper' },
    ]);
  });
  it("a new contact leaves the party's write_date where it was, and is found", async () => {
    const id = await customer('C-2002', 'Alan Turing', 'alan@example.com', '+34600000002');
    await call('model.party.contact_mechanism.create', [[{ party: id, type: 'phone', value: '+34911234567' }], C]);
    expect(await stamps(id)).toBeNull();
    const found = await call('model.party.party.search', [
      [['contact_mechanisms.value_compact', '=', '+34911234567']],
      0,
      null,
      null,
      C,
    ]);
    expect(found.result).toEqual([id]);
  });
  it("a contact changed through its party moves the party's write_date", async () => {
    const id = await customer('C-2003', 'Emmy Noether', 'emmy@example.com', '+34600000003');
    await call('model.party.party.write', [
      [id],
      { contact_mechanisms: [['create', [{ type: 'email', value: 'e.noether@example.org' }]]] },
      C,
    ]);
    expect(await stamps(id)).not.toBeNull();
  });
  it('an archived party is left out unless it is asked for', async () => {
    const id = await customer('C-2004', 'Archived', 'gone@example.com', '+34600000004');
    await call('model.party.party.write', [[id], { active: false }, C]);
    const search = async (domain: unknown[], context: object): Promise<unknown> =>
      (await call('model.party.party.search', [domain, 0, null, null, context])).result;
    expect(await search([['code', '=', 'C-2004']], C)).toEqual([]);
    expect(
      await search(
        [
          ['code', '=', 'C-2004'],
          ['active', 'in', [true, false]],
        ],
        C,
      ),
    ).toEqual([id]);
    expect(await search([['code', '=', 'C-2004']], { active_test: false })).toEqual([id]);
  });
  it('a relation shows from both ends', async () => {
    const [company, contact] = [
      await customer('C-2005', 'Company', 'info@company.example.com', '+34600000005'),
      await customer('C-2006', 'Contact', 'c@company.example.com', '+34600000006'),
    ];
    await call('model.party.relation.all.create', [[{ from_: contact, to: company, type: 1 }], C]);
    const shown = await call('model.party.relation.all.search_read', [
      [['from_', 'in', [company, contact]]],
      0,
      null,
      [['id', 'ASC']],
      ['from_', 'to', 'type.name'],
      C,
    ]);
    expect(shown.result).toMatchObject([
      { from_: contact, to: company, 'type.': { name: 'Contact of' } },
      { from_: company, to: contact, 'type.': { name: 'Has contact' } },
    ]);
  });
  it('a sale goes from draft by quote and confirm; what does not fit its state is passed over', async () => {
    const id = await sale(2, 'PO-9', 3, 'order');
    const state = async (): Promise<unknown> =>
      (await call('model.sale.sale.read', [[id], ['state', 'number', 'sale_date'], C])).result[0];
    expect(await state()).toMatchObject({ state: 'draft', number: null, sale_date: null });
    expect(await call('model.sale.sale.confirm', [[id], C])).toEqual({ id: 1, result: null });
    expect(await state()).toMatchObject({ state: 'draft' });
    await call('model.sale.sale.quote', [[id], C]);
    expect(await state()).toMatchObject({ state: 'quotation', number: expect.stringMatching(/^\d+$/) });
    await call('model.sale.sale.confirm', [[id], C]);
    expect(await state()).toMatchObject({ state: 'processing', sale_date: { __class__: 'date', year: 2026 } });
    await call('model.sale.sale.cancel', [[id], C]);
    expect(await state()).toMatchObject({ state: 'processing' });
  });
  it("a line changed by itself changes the total and leaves the sale's write_date", async () => {
    const id = await sale(3, 'PO-10', 1);
    const read = async (): Promise<{ lines: number[]; total_amount: unknown; write_date: unknown }> =>
      (await call('model.sale.sale.read', [[id], ['lines', 'total_amount', 'write_date'], C])).result[0];
    await call('model.sale.line.write', [(await read()).lines, { quantity: 4 }, C]);
    expect(await read()).toMatchObject({ total_amount: { __class__: 'Decimal', decimal: '799.60' }, write_date: null });
  });
});
