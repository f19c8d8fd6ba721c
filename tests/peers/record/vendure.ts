import { at, send, type Json } from '../http.ts';
import { ask as request, call, signIn, vendureUrl } from '../vendure/client.ts';
import { medianMs, Recorder } from './recorder.ts';

const customerFields = `id createdAt updatedAt title firstName lastName emailAddress phoneNumber
  user{id verified identifier lastLogin} customFields{birthDate loyaltyId}
  addresses{id createdAt updatedAt fullName company streetLine1 streetLine2 city province postalCode country{code} phoneNumber defaultShippingAddress defaultBillingAddress}`;
const orderFields = `id code state active type createdAt updatedAt orderPlacedAt currencyCode subTotalWithTax shippingWithTax totalWithTax total
  customer{id emailAddress}
  shippingAddress{fullName company streetLine1 streetLine2 city province postalCode countryCode phoneNumber}
  billingAddress{fullName streetLine1 city postalCode countryCode phoneNumber}
  lines{id productVariant{sku name} quantity unitPriceWithTax linePriceWithTax}
  payments{id createdAt updatedAt state method amount}`;

/** Records what the Vendure adapter needs. */
export async function recordVendure(): Promise<void> {
  const out = new Recorder('vendure');
  const token = await signIn();
  const ask = async (
    name: string,
    query: string,
    variables: Json = {},
    bearer = token,
    credentials = 'bearer',
  ): Promise<Json> => {
    const answer = await request(bearer, query, variables);
    const shown = query.replace(/username:"[^"]*",password:"[^"]*"/, 'username:"..",password:".."');
    out.save(name, { method: 'POST', path: '/admin-api', credentials, body: { query: shown, variables } }, answer);
    return answer.body;
  };
  const customers = `query($options:CustomerListOptions){customers(options:$options){totalItems items{${customerFields}}}}`;
  const orders = `query($options:OrderListOptions){orders(options:$options){totalItems items{${orderFields}}}}`;
  type Listed = { data: { customers: { items: { id: string; emailAddress: string }[] } } };
  const all = (await call(
    token,
    '{customers(options:{take:100,sort:{id:ASC}}){items{id emailAddress}}}',
  )) as unknown as Listed['data'];
  const customerId = (email: string): string =>
    all.customers.items.find((item) => item.emailAddress === email)?.id ?? '0';
  const orderIds = (
    at(await call(token, '{orders(options:{take:100,sort:{id:ASC}}){items{id}}}'), 'orders', 'items') as {
      id: string;
    }[]
  ).map((item) => item.id);
  const ada = customerId('ada@example.com');

  await ask(
    '01_login',
    'mutation{login(username:"superadmin",password:"superadmin",rememberMe:true){__typename ... on CurrentUser{id} ... on ErrorResult{errorCode message}}}',
    {},
    '',
    'none',
  );
  await ask(
    '01b_login_refused',
    'mutation{login(username:"superadmin",password:"wrong"){__typename ... on ErrorResult{errorCode message}}}',
    {},
    '',
    'none',
  );
  await ask('01c_no_credentials', '{customers{totalItems}}', {}, '', 'none');
  await ask('01d_session_unknown', '{customers{totalItems}}', {}, '0'.repeat(64), 'bearer of no session');
  await ask('02_customers_by_id', customers, {
    options: {
      take: 100,
      filter: { id: { in: [ada, customerId('carl@example.com'), customerId('grace@example.com'), '999999'] } },
    },
  });
  await ask('03_customer_by_email', customers, { options: { filter: { emailAddress: { eq: 'ada@example.com' } } } });
  await ask('03b_email_ignoring_case', customers, { options: { filter: { emailAddress: { eq: 'ADA@example.com' } } } });
  await ask('03c_customers_by_emails', customers, {
    options: { filter: { emailAddress: { in: ['ada@example.com', 'grace@example.com'] } } },
  });
  await ask('04_customers_by_phone', customers, {
    options: { filter: { phoneNumber: { in: ['+441632960001', '+441632960107'] } } },
  });
  await ask('04b_customer_by_custom_field', customers, { options: { filter: { loyaltyId: { eq: 'LOY-1001' } } } });
  await ask(
    '05_customers_updated_since',
    'query($options:CustomerListOptions){customers(options:$options){totalItems items{id updatedAt}}}',
    {
      options: {
        take: 2,
        sort: { updatedAt: 'ASC', id: 'ASC' },
        filter: { updatedAt: { after: '2020-01-01T00:00:00.000Z' } },
      },
    },
  );
  await ask('05b_customers_updated_since_none', customers, {
    options: { filter: { updatedAt: { after: '2099-01-01T00:00:00.000Z' } } },
  });
  await ask('05c_page_2', 'query($options:CustomerListOptions){customers(options:$options){totalItems items{id}}}', {
    options: { take: 2, skip: 2, sort: { id: 'ASC' } },
  });
  await ask('05d_take_too_many', '{customers(options:{take:1001}){totalItems}}');
  await ask('05e_page_beyond', '{customers(options:{take:2,skip:900}){totalItems items{id}}}');
  await ask('10_orders_by_id', orders, { options: { take: 100, filter: { id: { in: [...orderIds, '999999'] } } } });
  await ask('10b_orders_by_code', orders, { options: { filter: { code: { in: ['NOSUCHCODE'] } } } });
  await ask(
    '11_orders_updated_since',
    'query($options:OrderListOptions){orders(options:$options){totalItems items{id updatedAt orderPlacedAt state customer{id}}}}',
    {
      options: {
        take: 2,
        sort: { updatedAt: 'ASC', id: 'ASC' },
        filter: { updatedAt: { after: '2020-01-01T00:00:00.000Z' } },
      },
    },
  );
  await ask(
    '11c_orders_changed_since',
    'query($options:OrderListOptions){orders(options:$options){totalItems items{id state updatedAt orderPlacedAt}}}',
    {
      options: {
        take: 2,
        sort: { id: 'ASC' },
        filter: {
          _or: [
            { updatedAt: { after: '2020-01-01T00:00:00.000Z' } },
            { orderPlacedAt: { after: '2020-01-01T00:00:00.000Z' } },
          ],
        },
      },
    },
  );
  await ask(
    '11b_orders_placed_since',
    '{orders(options:{take:2,filter:{orderPlacedAt:{after:"2020-01-01T00:00:00.000Z"}}}){totalItems items{id state orderPlacedAt}}}',
  );
  await ask(
    '12_orders_of_customers',
    `query($options:CustomerListOptions){customers(options:$options){items{id orders(options:{take:100}){totalItems items{id code state}}}}}`,
    {
      options: { filter: { id: { in: [ada, customerId('blaise@example.com')] } } },
    },
  );
  await ask(
    '13_parts_left_out',
    'query($options:CustomerListOptions){customers(options:$options){items{id emailAddress}}}',
    { options: { filter: { id: { in: [ada] } } } },
  );
  await ask('14_bad_field', `{customer(id:"${ada}"){nosuch}}`);
  await ask('14b_bad_filter', '{customers(options:{filter:{nosuch:{eq:"x"}}}){totalItems}}');
  await ask('14c_missing_customer', '{customer(id:"999999"){id}}');
  await ask('14d_bad_id', '{customers(options:{filter:{id:{in:["x"]}}}){items{id}}}');
  await ask('14e_bad_date', '{customers(options:{filter:{updatedAt:{after:"soon"}}}){items{id}}}');
  await ask(
    '15_filters',
    '{o:__type(name:"OrderFilterParameter"){inputFields{name type{name}}} c:__type(name:"CustomerFilterParameter"){inputFields{name type{name}}} s:__type(name:"CustomerSortParameter"){inputFields{name}} i:__type(name:"IDOperators"){inputFields{name}} t:__type(name:"StringOperators"){inputFields{name}} d:__type(name:"DateOperators"){inputFields{name}}}',
  );
  await ask(
    '16_change_customer',
    'mutation($input:UpdateCustomerInput!){updateCustomer(input:$input){__typename ... on Customer{id updatedAt customFields{loyaltyId}} ... on ErrorResult{message}}}',
    {
      input: { id: ada, customFields: { loyaltyId: 'LOY-1001' } },
    },
  );
  const syntax = await send('POST', vendureUrl(), { authorization: `Bearer ${token}` }, { query: '{customers{' });
  out.save(
    '14f_syntax_error',
    { method: 'POST', path: '/admin-api', credentials: 'bearer', body: { query: '{customers{' } },
    syntax,
  );

  const hundred: Json = Array.from({ length: 100 }, (_, n) => String(n + 1));
  const time = async (name: string, query: string, variables: Json): Promise<void> =>
    console.log(`${name}: ${await medianMs(5, () => request(token, query, variables))} ms`);
  await time('100 customers by id', customers, { options: { take: 100, filter: { id: { in: hundred } } } });
  await time('100 orders by id', orders, { options: { take: 100, filter: { id: { in: hundred } } } });
}
