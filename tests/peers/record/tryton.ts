import { send, type Json } from '../http.ts';
import { call, signIn, trytonUrl } from '../tryton/client.ts';
import { medianMs, Recorder } from './recorder.ts';

const partyFields = [
  ...['name', 'code', 'active', 'lang', 'lang.code', 'replaced_by', 'create_date', 'write_date'],
  ...['addresses', 'contact_mechanisms', 'identifiers', 'categories', 'relations'],
];
const addressFields = [
  'party',
  'active',
  'name',
  'street',
  'postal_code',
  'city',
  'country',
  'country.code',
  'create_date',
  'write_date',
];
const mechanismFields = ['party', 'type', 'value', 'value_compact', 'active', 'create_date', 'write_date'];
const identifierFields = ['party', 'type', 'code', 'create_date', 'write_date'];
const relationFields = [
  'from_',
  'from_.code',
  'to',
  'to.code',
  'type',
  'type.name',
  'type.reverse',
  'create_date',
  'write_date',
];
const saleFields = [
  ...[
    'number',
    'reference',
    'state',
    'sale_date',
    'party',
    'party.code',
    'shipment_party',
    'currency',
    'currency.code',
  ],
  ...[
    'untaxed_amount',
    'tax_amount',
    'total_amount',
    'lines',
    'create_date',
    'write_date',
    'invoice_state',
    'shipment_state',
  ],
];
const lineFields = [
  'sale',
  'type',
  'product',
  'product.code',
  'product.rec_name',
  'product.template.name',
  'description',
  'quantity',
  'unit.symbol',
  'unit_price',
  'amount',
  'create_date',
  'write_date',
];

const since = (year: number): Json => ({
  __class__: 'datetime',
  year,
  month: 1,
  day: 1,
  hour: 0,
  minute: 0,
  second: 0,
  microsecond: 0,
});
const changedSince = (year: number): Json => [
  'OR',
  ['write_date', '>=', since(year)],
  ['create_date', '>=', since(year)],
];

/** Parties with everything below them, and sales with their lines: dotted names reach into lists as well. */
const wholeParty = [
  ...['name', 'code', 'active', 'lang.code', 'create_date', 'write_date'],
  ...['addresses.street', 'addresses.postal_code', 'addresses.city', 'addresses.country.code', 'addresses.active'],
  ...[
    'contact_mechanisms.type',
    'contact_mechanisms.value',
    'contact_mechanisms.value_compact',
    'contact_mechanisms.active',
  ],
  ...['identifiers.type', 'identifiers.code', 'categories.name'],
  ...['relations.type.name', 'relations.to', 'relations.to.code'],
];
const wholeSale = [
  ...[
    'number',
    'reference',
    'state',
    'sale_date',
    'party',
    'party.code',
    'currency.code',
    'total_amount',
    'create_date',
    'write_date',
  ],
  ...[
    'lines.type',
    'lines.product.code',
    'lines.product.template.name',
    'lines.description',
    'lines.quantity',
    'lines.unit_price',
    'lines.amount',
  ],
];
/** One domain for a record and the lists below it. */
const changedWith = (lists: string[], year: number): Json => [
  'OR',
  ...['', ...lists.map((list) => `${list}.`)].flatMap((prefix): Json[] => [
    [`${prefix}write_date`, '>=', since(year)],
    [`${prefix}create_date`, '>=', since(year)],
  ]),
];
const childLists = ['contact_mechanisms', 'addresses', 'identifiers'];

/** Records what the Tryton adapter needs. */
export async function recordTryton(): Promise<void> {
  const out = new Recorder('tryton');
  const session = await signIn();
  const context: Json = { company: 1 };
  const ask = async (
    name: string,
    method: string,
    params: Json[],
    authorization = session,
    credentials = 'session',
  ): Promise<Json> => {
    const body: Json = { id: 1, method, params };
    const answer = await send('POST', `${trytonUrl()}tryton/`, authorization ? { authorization } : {}, body);
    if (name.startsWith('01_')) answer.body = { id: 1, result: [1, 'REMOVED'] };
    // A traceback names files of the machine and fills pages: its end is enough.
    const error = (answer.body as { error?: Json[] } | null)?.error;
    if (error && typeof error[1] === 'string' && error[1].length > 400) error[1] = `...${error[1].slice(-400)}`;
    out.save(
      name,
      {
        method: 'POST',
        path: '/tryton/',
        credentials,
        body: JSON.parse(JSON.stringify(body).replace(/"password":"admin"/, '"password":"REMOVED"')) as Json,
      },
      answer,
    );
    return answer.body;
  };
  const search = (
    name: string,
    model: string,
    domain: Json,
    fields: string[],
    order: Json = [['id', 'ASC']],
    limit: number | null = null,
  ): Promise<Json> => ask(name, `model.${model}.search_read`, [domain, 0, limit, order, fields, context]);
  const idsOf = async (model: string, domain: Json): Promise<number[]> =>
    (await call(session, `model.${model}.search`, [domain, 0, null, [['id', 'ASC']], context])) as number[];

  const [adaId = 0] = await idsOf('party.party', [['code', '=', 'C-1001']]);
  const [companyId = 0] = await idsOf('party.party', [['code', '=', 'C-1004']]);
  const partyIds: Json = [adaId, adaId + 1, companyId, 999999];
  const saleIds = await idsOf('sale.sale', [['party', '=', adaId]]);

  await ask('01_login', 'common.db.login', ['admin', { password: 'admin' }, 'en'], '', 'none');
  await ask('01b_login_refused', 'common.db.login', ['admin', { password: 'wrong' }, 'en'], '', 'none');
  await ask(
    '01c_session_unknown',
    'model.party.party.search',
    [[], 0, 1, null, {}],
    `Session ${btoa('admin:1:0123456789abcdef')}`,
    'session that is none',
  );
  await ask('01d_no_credentials', 'model.party.party.search', [[], 0, 1, null, {}], '', 'none');
  await search('02_parties_by_id', 'party.party', [['id', 'in', partyIds]], partyFields);
  await search('02a_parties_whole', 'party.party', [['id', 'in', partyIds]], wholeParty);
  await search(
    '02b_parties_by_code',
    'party.party',
    [['code', 'in', ['C-1001', 'C-1006', 'C-9999']]],
    ['code', 'name', 'lang.code'],
  );
  await search('02c_archived_is_left_out', 'party.party', [['code', '=', 'C-1007']], ['code', 'active']);
  await search(
    '02d_archived_by_domain',
    'party.party',
    [
      ['code', '=', 'C-1007'],
      ['active', 'in', [true, false]],
    ],
    wholeParty,
  );
  await ask('02e_archived_by_context', 'model.party.party.search_read', [
    [['code', '=', 'C-1007']],
    0,
    null,
    null,
    wholeParty,
    { company: 1, active_test: false },
  ]);
  await search('03_contact_mechanisms', 'party.contact_mechanism', [['party', 'in', partyIds]], mechanismFields);
  await search('04_addresses', 'party.address', [['party', 'in', partyIds]], addressFields);
  await search('05_identifiers', 'party.identifier', [['party', 'in', partyIds]], identifierFields);
  await search('06_categories', 'party.category', [], ['name', 'parent', 'create_date', 'write_date']);
  await search(
    '06b_party_categories',
    'party.party-party.category',
    [['party', 'in', partyIds]],
    ['party', 'category', 'category.name', 'create_date', 'write_date'],
  );
  await search('07_relations', 'party.relation.all', [['from_', 'in', partyIds]], relationFields);
  await search(
    '07b_relations_stored',
    'party.relation',
    [['OR', ['from_', 'in', partyIds], ['to', 'in', partyIds]]],
    relationFields,
  );
  await search('07c_relation_types', 'party.relation.type', [], ['name', 'reverse']);
  await search(
    '08_parties_by_email',
    'party.contact_mechanism',
    [
      ['type', '=', 'email'],
      ['value', 'in', ['ada@example.com', 'nobody@example.com']],
    ],
    mechanismFields,
  );
  await search(
    '08b_email_ignoring_case',
    'party.contact_mechanism',
    [
      ['type', '=', 'email'],
      ['value', 'ilike', 'ADA@example.com'],
    ],
    mechanismFields,
  );
  await search(
    '08c_parties_by_phone',
    'party.contact_mechanism',
    [
      ['type', 'in', ['phone', 'mobile']],
      ['value_compact', 'in', ['+34912345600']],
    ],
    mechanismFields,
  );
  await search('08d_parties_by_tax_id', 'party.identifier', [['code', '=', 'X2482300W']], identifierFields);
  await search('10_sales_by_id', 'sale.sale', [['id', 'in', [...saleIds, 999999]]], saleFields);
  await search('10a_sales_whole', 'sale.sale', [['id', 'in', [...saleIds, 999999]]], wholeSale);
  await search('10b_sales_of_parties', 'sale.sale', [['party', 'in', partyIds]], ['party', 'number', 'state']);
  await search('10c_sales_by_reference', 'sale.sale', [['reference', 'in', ['PO-1', 'PO-3']]], saleFields);
  await search('10d_sales_by_number', 'sale.sale', [['number', '=', '1']], ['number', 'reference']);
  await search('11_sale_lines', 'sale.line', [['sale', 'in', saleIds]], lineFields);
  for (const [number, model, fields] of [
    ['12a', 'party.party', ['code', 'create_date', 'write_date']],
    ['12b', 'party.contact_mechanism', ['party', 'create_date', 'write_date']],
    ['12c', 'party.address', ['party', 'create_date', 'write_date']],
    ['12d', 'party.identifier', ['party', 'create_date', 'write_date']],
    ['12e', 'party.relation.all', ['from_', 'to', 'create_date', 'write_date']],
    ['12g', 'sale.sale', ['party', 'create_date', 'write_date']],
    ['12h', 'sale.line', ['sale', 'sale.party', 'create_date', 'write_date']],
  ] as [string, string, string[]][]) {
    await search(`${number}_changed_since_${model}`, model, [changedSince(2020)], fields, [['id', 'ASC']], 3);
  }
  await search(
    '12i_parties_changed_with_children',
    'party.party',
    [changedWith(childLists, 2020)],
    ['code', 'write_date'],
    [['id', 'ASC']],
    3,
  );
  await search(
    '12j_sales_changed_with_lines',
    'sale.sale',
    [changedWith(['lines'], 2020)],
    ['number', 'write_date'],
    [['id', 'ASC']],
    3,
  );
  await search('12z_changed_since_none', 'party.party', [changedSince(2099)], ['code']);
  await ask('13_page_2', 'model.party.party.search_read', [
    [['code', 'like', 'C-%']],
    2,
    2,
    [['id', 'ASC']],
    ['code'],
    context,
  ]);
  await ask('13b_count', 'model.party.party.search_count', [[['code', 'like', 'C-%']], context]);
  await search('13c_by_id_above', 'party.party', [['id', '>', adaId]], ['code'], [['id', 'ASC']], 2);
  await search(
    '14_many2one_is_expanded',
    'party.contact_mechanism',
    [['party', '=', adaId]],
    ['value', 'party', 'party.code', 'party.name', 'party.lang.code'],
  );
  await ask('15_read_with_missing_id', 'model.party.party.read', [[adaId, 999999], ['code'], context]);
  await ask('15b_read', 'model.party.party.read', [[adaId], partyFields, context]);
  await search('16_unknown_field', 'party.party', [['id', '=', adaId]], ['nosuchfield']);
  await search('16b_unknown_field_in_search', 'party.party', [['nosuchfield', '=', 1]], ['code']);
  await ask('16c_unknown_method', 'model.nosuch.model.search', [[], 0, 1, null, {}]);
  await ask('17_language_by_party', 'model.ir.lang.search_read', [
    [['code', 'in', ['en', 'es']]],
    0,
    null,
    null,
    ['code', 'name'],
    context,
  ]);

  const hundred: Json = Array.from({ length: 100 }, (_, n) => n + 1);
  for (const [name, model, domain, fields] of [
    ['100 parties by id', 'party.party', [['id', 'in', hundred]], partyFields],
    ['contacts of 100 parties', 'party.contact_mechanism', [['party', 'in', hundred]], mechanismFields],
    ['relations of 100 parties', 'party.relation.all', [['from_', 'in', hundred]], relationFields],
    ['100 parties whole', 'party.party', [['id', 'in', hundred]], wholeParty],
    ['100 sales whole', 'sale.sale', [['id', 'in', hundred]], wholeSale],
    ['parties changed with children', 'party.party', [changedWith(childLists, 2020)], ['code']],
    ['100 sales by id', 'sale.sale', [['id', 'in', hundred]], saleFields],
    ['lines of 100 sales', 'sale.line', [['sale', 'in', hundred]], lineFields],
  ] as [string, string, Json, string[]][]) {
    console.log(
      `${name}: ${await medianMs(5, () => call(session, `model.${model}.search_read`, [domain, 0, null, null, fields, context]))} ms`,
    );
  }
}
