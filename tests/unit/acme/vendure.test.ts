import { startAcme } from '../../../examples/acme/index.ts';
import type { Acme } from '../../../examples/acme/index.ts';
import { callers, recorded, send, shapeDifferences } from './support.ts';
import type { Foreign } from './support.ts';

// Everything here runs on a company without people, seeded by the calls of the peers' seed.sh.
const CF =
  'id createdAt updatedAt title firstName lastName emailAddress phoneNumber addresses{streetLine1 city postalCode country{code}}';
const OF =
  'id code state active createdAt updatedAt orderPlacedAt currencyCode totalWithTax customer{id emailAddress} lines{productVariant{sku name} quantity linePriceWithTax}';

let acme: Acme;
let gql: ReturnType<typeof callers>['vendure'];
let token: string;
let clockMs = Date.UTC(2026, 10, 22, 12, 0, 0);

async function customer(first: string, last: string, email: string, phone: string): Promise<string> {
  const input = `{firstName:"${first}",lastName:"${last}",emailAddress:"${email}",phoneNumber:"${phone}"}`;
  return (
    await gql(
      `mutation{createCustomer(input:${input},password:"test1234"){... on Customer{id} ... on ErrorResult{message}}}`,
    )
  ).data.createCustomer.id;
}

async function draft(customerId: string, quantity: number): Promise<string> {
  const o = (await gql('mutation{createDraftOrder{id}}')).data.createDraftOrder.id;
  const address = '{fullName:"x",streetLine1:"1 Engine St",city:"London",postalCode:"N1",countryCode:"GB"}';
  await gql(
    `mutation{a:setCustomerForDraftOrder(orderId:"${o}",customerId:"${customerId}"){__typename} b:addItemToDraftOrder(orderId:"${o}",input:{productVariantId:"1",quantity:${quantity}}){__typename} c:setDraftOrderShippingAddress(orderId:"${o}",input:${address}){__typename} d:setDraftOrderShippingMethod(orderId:"${o}",shippingMethodId:"1"){__typename}}`,
  );
  return o;
}

const arrange = (o: string): Promise<Foreign> =>
  gql(`mutation{transitionOrderToState(id:"${o}",state:"ArrangingPayment"){__typename ... on ErrorResult{message}}}`);
const pay = (o: string): Promise<Foreign> =>
  gql(
    `mutation{addManualPaymentToOrder(input:{orderId:"${o}",method:"dummy",transactionId:"T${o}",metadata:{}}){__typename ... on ErrorResult{message}}}`,
  );

beforeAll(async () => {
  acme = await startAcme({ people: 0, rtPasswordCheckMs: 0, clock: () => (clockMs += 7) });
  const calls = callers(acme);
  gql = calls.vendure;
  token = await calls.vendureToken();
  const ada = await customer('Ada', 'Lovelace', 'ada@example.com', '+441632960001');
  const blaise = await customer('Blaise', 'Pascal', 'blaise@example.com', '+33612345678');
  await customer('Carl', 'Gauss', 'carl@example.com', '+4915112345678');
  await gql(
    `mutation{createCustomerAddress(customerId:"${ada}",input:{streetLine1:"1 Engine St",city:"London",postalCode:"N1",countryCode:"GB",defaultShippingAddress:true,defaultBillingAddress:true}){id}}`,
  );
  for (const [who, quantity, placed] of [
    [ada, 2, true],
    [ada, 1, false],
    [blaise, 5, true],
  ] as const) {
    const o = await draft(who, quantity);
    if (!placed) continue;
    await arrange(o);
    await pay(o);
  }
});
afterAll(() => acme.close());

describe('the Vendure server refuses as Vendure does:', () => {
  const post = (body: unknown, headers: Record<string, string> = {}): ReturnType<typeof send> =>
    send('POST', acme.urls.vendure, headers, body);
  it.each([
    ['no token', {}],
    ['an unknown token', { authorization: 'Bearer nosuch' }],
  ])('%s is FORBIDDEN with HTTP 200', async (_name, headers) => {
    const answer = await post({ query: '{customers{totalItems}}' }, headers as Record<string, string>);
    expect([answer.status, answer.body]).toEqual([200, recorded('vendure', '13_unauthenticated.txt')]);
  });
  it('a wrong password is a result, without a token', async () => {
    const answer = await post({
      query: 'mutation{login(username:"superadmin",password:"wrong"){__typename ... on ErrorResult{errorCode}}}',
    });
    expect(answer.body).toEqual({
      data: { login: { __typename: 'InvalidCredentialsError', errorCode: 'INVALID_CREDENTIALS_ERROR' } },
    });
    expect(answer.headers.get('vendure-auth-token')).toBeNull();
  });
  it('a list of more than 1000 is a USER_INPUT_ERROR with HTTP 200', async () => {
    expect(await gql('query{customers(options:{take:5000}){totalItems}}')).toEqual(
      recorded('vendure', '12_take_too_many.json'),
    );
  });
  it('an unknown field is a 400', async () => {
    const answer = await post({ query: 'query{customer(id:"1"){nosuch}}' }, { authorization: `Bearer ${token}` });
    expect([answer.status, answer.body]).toEqual([400, recorded('vendure', '14_bad_field.json')]);
  });
  it('a batch in an array is a 400', async () => {
    const answer = await post([{ query: '{customer(id:1){id}}' }, { query: '{customer(id:2){id}}' }], {
      authorization: `Bearer ${token}`,
    });
    expect(answer.status).toBe(400);
    expect(shapeDifferences(recorded('vendure', '16_http_array_batch.json'), answer.body)).toEqual([]);
    expect(answer.body.errors[0].message).toBe('Operation batching disabled.');
  });
  it('an address that is taken is a conflict', async () => {
    const answer = await gql(
      'mutation{createCustomer(input:{firstName:"A",lastName:"B",emailAddress:"ADA@example.com"}){__typename ... on ErrorResult{errorCode}}}',
    );
    expect(answer.data.createCustomer).toEqual({
      __typename: 'EmailAddressConflictError',
      errorCode: 'EMAIL_ADDRESS_CONFLICT_ERROR',
    });
  });
  it('a payment for an order that is not at payment, and a state out of turn, are results', async () => {
    const o = await draft('3', 1);
    expect((await pay(o)).data.addManualPaymentToOrder.__typename).toBe('ManualPaymentStateError');
    const shipped = await gql(`mutation{transitionOrderToState(id:"${o}",state:"Shipped"){__typename}}`);
    expect(shipped.data.transitionOrderToState.__typename).toBe('OrderStateTransitionError');
  });
});

describe('the Vendure server answers what capture.sh asks in the recorded shape:', () => {
  const asked: [string, string][] = [
    ['01_list_customers.json', `query{customers(options:{take:10,sort:{id:ASC}}){totalItems items{${CF}}}}`],
    ['02_get_customer.json', `query{customer(id:"1"){${CF}}}`],
    [
      '03_batch_customers_filter_in.json',
      `query{customers(options:{filter:{id:{in:["1","3","999"]}}}){totalItems items{${CF}}}}`,
    ],
    [
      '03b_batch_customers_aliases.json',
      'query{a:customer(id:"1"){id emailAddress} b:customer(id:"2"){id emailAddress} c:customer(id:"999"){id}}',
    ],
    [
      '04_filter_email.json',
      `query{customers(options:{filter:{emailAddress:{eq:"ada@example.com"}}}){totalItems items{${CF}}}}`,
    ],
    [
      '05_filter_phone.json',
      `query{customers(options:{filter:{phoneNumber:{eq:"+33612345678"}}}){totalItems items{${CF}}}}`,
    ],
    [
      '06_orders_by_customer.json',
      `query{customer(id:"1"){id orders(options:{take:10,sort:{createdAt:DESC}}){totalItems items{${OF}}}}}`,
    ],
    [
      '07_batch_orders_nested.json',
      'query{customers(options:{filter:{id:{in:["1","2","3"]}}}){items{id orders(options:{take:5}){totalItems items{id code state totalWithTax}}}}}',
    ],
    [
      '08_orders_filter_lastname.json',
      `query{orders(options:{filter:{customerLastName:{eq:"Lovelace"}},take:10}){totalItems items{${OF}}}}`,
    ],
    [
      '09_batch_orders_by_ids.json',
      'query{orders(options:{filter:{id:{in:["1","3"]}}}){totalItems items{id code state}}}',
    ],
    [
      '10_updated_since.json',
      'query{customers(options:{filter:{updatedAt:{after:"2020-01-01T00:00:00Z"}},sort:{updatedAt:ASC},take:2}){totalItems items{id updatedAt}}}',
    ],
    ['11_page_skip2.json', 'query{customers(options:{skip:2,take:2,sort:{id:ASC}}){totalItems items{id}}}'],
  ];
  const withoutMadeUp = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (key, item) =>
        /At$|^code$/.test(key) && typeof item === 'string' && item.length > 2 ? 'x' : item,
      ),
    );
  it.each(asked)('%s', async (file, query) => {
    const [real, ours] = [recorded('vendure', file), await gql(query)];
    expect(shapeDifferences(real, ours)).toEqual([]);
    expect(withoutMadeUp(ours)).toEqual(withoutMadeUp(real));
  });
  it('15_introspection_filters.json, and the filters of the declared custom fields', async () => {
    const ours = await gql(
      '{__type(name:"OrderFilterParameter"){inputFields{name}} c:__type(name:"CustomerFilterParameter"){inputFields{name type{name}}} i:__type(name:"IDOperators"){inputFields{name}}}',
    );
    const real = recorded('vendure', '15_introspection_filters.json');
    const names = (answer: Foreign, key: string): string[] =>
      answer.data[key].inputFields.map((field: { name: string }) => field.name).sort();
    expect(names(ours, '__type')).toEqual(names(real, '__type'));
    expect(names(ours, 'i')).toEqual(names(real, 'i'));
    expect(names(ours, 'c')).toEqual([...names(real, 'c'), 'birthDate', 'loyaltyId'].sort());
  });
});

describe('the Vendure server takes changes:', () => {
  const order = async (id: string): Promise<Foreign> =>
    (
      await gql(
        `{order(id:"${id}"){state updatedAt orderPlacedAt totalWithTax lines{id quantity} fulfillments{state}}}`,
      )
    ).data.order;
  const updatedAt = async (id: string): Promise<string> =>
    (await gql(`{customer(id:"${id}"){updatedAt}}`)).data.customer.updatedAt;

  it('order.updatedAt stands still through payment and moves on cancelling (updatedAt_trap.txt)', async () => {
    const o = await draft('3', 2);
    const before = (await order(o)).updatedAt;
    await arrange(o);
    await pay(o);
    const paid = await order(o);
    expect(paid).toMatchObject({
      state: 'PaymentSettled',
      updatedAt: before,
      orderPlacedAt: expect.any(String),
      totalWithTax: 48576,
    });
    await gql(`mutation{cancelOrder(input:{orderId:"${o}"}){__typename}}`);
    const cancelled = await order(o);
    expect(cancelled).toMatchObject({ state: 'Cancelled', totalWithTax: 600, lines: [{ quantity: 0 }] });
    expect(cancelled.updatedAt > before).toBe(true);
  });
  it("a delivery moves the order's state and leaves its updatedAt", async () => {
    const o = await draft('3', 1);
    await arrange(o);
    await pay(o);
    const before = await order(o);
    const made = await gql(
      `mutation{addFulfillmentToOrder(input:{lines:[{orderLineId:"${before.lines[0].id}",quantity:1}],handler:{code:"manual-fulfillment",arguments:[]}}){... on Fulfillment{id}}}`,
    );
    for (const state of ['Shipped', 'Delivered'])
      await gql(
        `mutation{transitionFulfillmentToState(id:"${made.data.addFulfillmentToOrder.id}",state:"${state}"){__typename}}`,
      );
    expect(await order(o)).toMatchObject({
      state: 'Delivered',
      updatedAt: before.updatedAt,
      fulfillments: [{ state: 'Delivered' }],
    });
  });
  it('customer.updatedAt stands still when an address is added and when nothing changes, and moves otherwise', async () => {
    const id = await customer('Grace', 'Hopper', 'grace@example.com', '+34600000001');
    const before = await updatedAt(id);
    await gql(
      `mutation{createCustomerAddress(customerId:"${id}",input:{streetLine1:"Calle Mayor, 1",city:"Madrid",countryCode:"ES"}){id}}`,
    );
    await gql(`mutation{updateCustomer(input:{id:"${id}",firstName:"Grace"}){__typename}}`);
    expect(await updatedAt(id)).toBe(before);
    await gql(`mutation{updateCustomer(input:{id:"${id}",customFields:{loyaltyId:"L-1"}}){__typename}}`);
    expect((await updatedAt(id)) > before).toBe(true);
    const found = await gql(
      '{customers(options:{filter:{loyaltyId:{eq:"L-1"}}}){items{id addresses{city company country{code}} customFields{birthDate loyaltyId}}}}',
    );
    expect(found.data.customers.items).toEqual([
      {
        id,
        addresses: [{ city: 'Madrid', company: '', country: { code: 'ES' } }],
        customFields: { birthDate: null, loyaltyId: 'L-1' },
      },
    ]);
  });
  it("a guest's checkout makes a customer without user, once per address", async () => {
    const guest = async (): Promise<Foreign> => {
      const o = (await gql('mutation{createDraftOrder{id}}')).data.createDraftOrder.id;
      const input = '{firstName:"Gus",lastName:"Guest",emailAddress:"guest@example.net"}';
      return (
        await gql(
          `mutation{setCustomerForDraftOrder(orderId:"${o}",input:${input}){... on Order{customer{id user{id verified}}}}}`,
        )
      ).data.setCustomerForDraftOrder.customer;
    };
    const [first, second] = [await guest(), await guest()];
    expect(first.user).toBeNull();
    expect(second.id).toBe(first.id);
  });
  it("a draft is among the orders and not among its customer's", async () => {
    const o = await draft('2', 1);
    const answer = await gql(`{order(id:"${o}"){state} customer(id:"2"){orders{items{id}}}}`);
    expect(answer.data.order.state).toBe('Draft');
    expect(answer.data.customer.orders.items.map(({ id }: { id: string }) => id)).not.toContain(o);
  });
});
