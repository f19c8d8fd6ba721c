import { at, idAt, type Json } from '../http.ts';
import { ada, blaise, carl, company, countries, maria, parties, type Party } from '../people.ts';
import { placedOrders } from '../vendure/client.ts';
import { call, date, decimal, signIn } from './client.ts';

type Run = (method: string, ...params: Json[]) => Promise<Json>;

const firstId = async (run: Run, model: string, domain: Json): Promise<number> =>
  Number(idAt(await run(`model.${model}.search`, domain, 0, 1, null), 0));
const made = async (run: Run, model: string, values: Json): Promise<number> =>
  Number(idAt(await run(`model.${model}.create`, [values]), 0));

/** Seeds a new Tryton: company, chart of accounts, product, parties, their relation and their sales. */
export async function seedTryton(): Promise<void> {
  const session = await signIn();
  const plain: Run = (method, ...params) => call(session, method, [...params, {}]);
  const currency = await made(plain, 'currency.currency', {
    name: 'Euro',
    symbol: '€',
    code: 'EUR',
    digits: 2,
    rounding: decimal('0.01'),
  });
  const shop = await made(plain, 'party.party', { name: 'ACME Retail' });
  const companyId = await made(plain, 'company.company', { party: shop, currency });
  await plain('model.res.user.write', [1], { companies: [['add', [companyId]]], company: companyId });

  const run: Run = (method, ...params) => call(session, method, [...params, { company: companyId }]);
  await makeProduct(run, await makeAccounts(run, companyId));
  await makeParties(run);
  const sale = (party: Party, wanted: Omit<Sale, 'code'>): Promise<number> =>
    makeSale(run, { code: party.code, ...wanted });

  // Invoiced by hand, a sale is done as soon as it is confirmed; invoiced by order, it is being processed until paid.
  const confirmed = [
    await sale(ada, { reference: 'PO-1', day: '2026-03-02', quantity: 2 }),
    await sale(maria, { reference: 'PO-4', day: '2026-05-11', quantity: 1 }),
    await sale(ada, { reference: null, day: '2026-04-20', quantity: 1, invoiced: 'order' }),
    await sale(company, { reference: 'AE-77', day: '2026-06-01', quantity: 12, invoiced: 'order' }),
  ];
  const quoted = [await sale(company, { reference: 'AE-78', day: '2026-06-20', quantity: 3 })];
  const cancelled = [await sale(carl, { reference: 'PO-5', day: '2026-02-01', quantity: 1 })];
  await sale(blaise, { reference: 'PO-3', day: '2026-06-15', quantity: 5 });
  await run('model.sale.sale.quote', [...confirmed, ...quoted]);
  await run('model.sale.sale.confirm', confirmed);
  await run('model.sale.sale.cancel', cancelled);
}

/** Enters every paid order of the shop as a sale whose reference is the shop's order code, as an order interface would. */
export async function forward(): Promise<void> {
  const session = await signIn();
  const companyId = await firstId((method, ...params) => call(session, method, [...params, {}]), 'company.company', []);
  const run: Run = (method, ...params) => call(session, method, [...params, { company: companyId }]);
  for (const order of await placedOrders()) {
    const known = at(await run('model.sale.sale.search', [['reference', '=', order.code]], 0, 1, null)) as Json[];
    const party = parties.find((one) => one.email === order.email);
    // Only the North's interface is switched on, so that some orders are in the shop alone.
    if (known.length > 0 || party?.territory !== 'North') continue;
    const price = order.totalCents / order.quantity / 100;
    const sale = await makeSale(run, {
      code: party.code,
      reference: order.code,
      day: order.day,
      quantity: order.quantity,
      price,
    });
    await run('model.sale.sale.quote', [sale]);
    await run('model.sale.sale.confirm', [sale]);
  }
}

async function makeAccounts(run: Run, companyId: number): Promise<{ revenue: number; expense: number }> {
  const template = await firstId(run, 'account.account.template', [['parent', '=', null]]);
  const wizard = idAt(await run('wizard.account.create_chart.create'), 0);
  const step = (data: Json, state: string): Promise<Json> =>
    run('wizard.account.create_chart.execute', wizard, data, state);
  await step({}, 'start');
  await step({ account: { account_template: template, company: companyId } }, 'create_account');
  const account = (kind: string): Promise<number> =>
    firstId(run, 'account.account', [
      [`type.${kind}`, '=', true],
      ['company', '=', companyId],
    ]);
  const [receivable, payable] = [await account('receivable'), await account('payable')];
  await step(
    { properties: { company: companyId, account_receivable: receivable, account_payable: payable } },
    'create_properties',
  );
  return { revenue: await account('revenue'), expense: await account('expense') };
}

async function makeProduct(run: Run, accounts: { revenue: number; expense: number }): Promise<void> {
  const category = await made(run, 'product.category', {
    name: 'Goods',
    accounting: true,
    account_revenue: accounts.revenue,
    account_expense: accounts.expense,
  });
  const unit = await firstId(run, 'product.uom', [['name', '=', 'Unit']]);
  await made(run, 'product.template', {
    name: 'Espresso machine',
    type: 'goods',
    default_uom: unit,
    sale_uom: unit,
    salable: true,
    list_price: decimal('199.90'),
    account_category: category,
    products: [['create', [{ suffix_code: 'ESP-1' }]]],
  });
}

async function makeParties(run: Run): Promise<void> {
  const country: Record<string, number> = {};
  for (const [code, name] of Object.entries(countries))
    country[code] = await made(run, 'country.country', { code, name });
  const languages: Record<string, number> = {};
  for (const code of ['en', 'es', 'fr', 'de']) languages[code] = await firstId(run, 'ir.lang', [['code', '=', code]]);
  const categories: Record<string, number> = {};
  const category = async (name: string): Promise<number> =>
    (categories[name] ??= await made(run, 'party.category', { name }));

  const ids: Record<string, number> = {};
  for (const party of parties) {
    const names = [
      `kind:${party.kind}`,
      `territory:${party.territory}`,
      ...(party.distributor ? [`distributor:${party.distributor}`] : []),
    ];
    const tags: number[] = [];
    for (const name of names) tags.push(await category(name));
    const contacts = [
      ['email', party.email],
      ['mobile', party.mobile],
      ['phone', party.phone],
    ].filter(([, value]) => value);
    const { street, city, postalCode, country: land } = party.address;
    ids[party.code] = await made(run, 'party.party', {
      name: party.name,
      code: party.code,
      active: !party.archived,
      lang: languages[party.language] ?? null,
      addresses: [['create', [{ street, city, postal_code: postalCode, country: country[land] ?? null }]]],
      contact_mechanisms: [['create', contacts.map(([type = '', value = '']) => ({ type, value }))]],
      identifiers: party.taxId ? [['create', [{ type: party.taxId.type, code: party.taxId.code }]]] : [],
      categories: [['add', tags]],
    });
  }
  // A relation type and its reverse point at each other; Tryton then shows the relation from both ends.
  const contactOf = await made(run, 'party.relation.type', { name: 'Contact of' });
  const hasContact = await made(run, 'party.relation.type', { name: 'Has contact', reverse: contactOf });
  await run('model.party.relation.type.write', [contactOf], { reverse: hasContact });
  await made(run, 'party.relation.all', {
    from_: ids[ada.code] ?? null,
    to: ids[company.code] ?? null,
    type: contactOf,
  });
}

interface Sale {
  /** Code of the party. */
  code: string;
  reference: string | null;
  /** YYYY-MM-DD. */
  day: string;
  quantity: number;
  /** Of one piece, in euros. */
  price?: number;
  invoiced?: 'manual' | 'order';
}

async function makeSale(
  run: Run,
  { code, reference, day, quantity, price = 199.9, invoiced = 'manual' }: Sale,
): Promise<number> {
  const party = await firstId(run, 'party.party', [['code', '=', code]]);
  const address = await firstId(run, 'party.address', [['party', '=', party]]);
  const product = await firstId(run, 'product.product', [['code', '=', 'ESP-1']]);
  const unit = await firstId(run, 'product.uom', [['name', '=', 'Unit']]);
  const currency = await firstId(run, 'currency.currency', [['code', '=', 'EUR']]);
  return made(run, 'sale.sale', {
    party,
    reference,
    currency,
    sale_date: date(day),
    invoice_address: address,
    shipment_address: address,
    invoice_method: invoiced,
    shipment_method: 'manual',
    lines: [['create', [{ type: 'line', product, unit, quantity, unit_price: decimal(price.toFixed(2)) }]]],
  });
}
