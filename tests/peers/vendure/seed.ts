import { at, idAt, send, type Json } from '../http.ts';
import { ada, blaise, carl, countries, guest, juan, maria, type Party } from '../people.ts';
import { call, signIn, vendureUrl } from './client.ts';

interface Shop {
  run: (query: string, variables?: Json) => Promise<Json>;
  variant: string;
  shipping: string;
}

const addressInput = (party: Party): { [key: string]: Json } => ({
  fullName: party.name,
  streetLine1: party.address.street,
  city: party.address.city,
  postalCode: party.address.postalCode,
  countryCode: party.address.country,
});

/** Seeds a new Vendure: accounts verified and not, a guest, orders paid, being paid and draft. */
export async function seedVendure(): Promise<void> {
  const token = await signIn();
  const shop = await makeShop((query, variables = {}) => call(token, query, variables));
  const [adaId, blaiseId] = [await makeCustomer(shop, ada), await makeCustomer(shop, blaise)];
  const mariaId = await makeCustomer(shop, maria);
  await register(carl);
  await register(juan);

  await makeOrder(shop, { customerId: adaId }, ada, 2, 'paid');
  await makeOrder(shop, { customerId: adaId }, ada, 1, 'draft');
  await makeOrder(shop, { customerId: blaiseId }, blaise, 5, 'paid');
  await makeOrder(shop, { customerId: mariaId }, maria, 1, 'cancelled');
  const bought = {
    firstName: guest.given,
    lastName: guest.family,
    emailAddress: guest.email,
    phoneNumber: guest.phone,
  };
  await makeOrder(shop, { input: bought }, { ...ada, name: `${guest.given} ${guest.family}` }, 3, 'paid');
}

async function makeShop(run: Shop['run']): Promise<Shop> {
  const members: string[] = [];
  for (const [code, name] of Object.entries(countries)) {
    const input = { code, enabled: true, translations: [{ languageCode: 'en', name }] };
    members.push(
      idAt(
        await run('mutation($input:CreateCountryInput!){createCountry(input:$input){id}}', { input }),
        'createCountry',
        'id',
      ),
    );
  }
  const zone = idAt(
    await run('mutation($ids:[ID!]){createZone(input:{name:"Europe",memberIds:$ids}){id}}', { ids: members }),
    'createZone',
    'id',
  );
  const tax = idAt(
    await run('mutation{createTaxCategory(input:{name:"Standard",isDefault:true}){id}}'),
    'createTaxCategory',
    'id',
  );
  await run(
    'mutation($zone:ID!){updateChannel(input:{id:"1",defaultTaxZoneId:$zone,defaultShippingZoneId:$zone,defaultCurrencyCode:EUR,availableCurrencyCodes:[EUR]}){__typename}}',
    { zone },
  );
  await run(
    'mutation($zone:ID!,$tax:ID!){createTaxRate(input:{name:"VAT",enabled:true,value:20,categoryId:$tax,zoneId:$zone}){id}}',
    { zone, tax },
  );
  const argument = (name: string, value: string): Json => ({ name, value });
  const method = {
    code: 'standard',
    fulfillmentHandler: 'manual-fulfillment',
    checker: { code: 'default-shipping-eligibility-checker', arguments: [argument('orderMinimum', '0')] },
    calculator: {
      code: 'default-shipping-calculator',
      arguments: [argument('rate', '500'), argument('includesTax', 'auto'), argument('taxRate', '20')],
    },
    translations: [{ languageCode: 'en', name: 'Standard', description: '' }],
  };
  const shipping = idAt(
    await run('mutation($input:CreateShippingMethodInput!){createShippingMethod(input:$input){id}}', { input: method }),
    'createShippingMethod',
    'id',
  );
  const payment = {
    code: 'dummy',
    enabled: true,
    handler: { code: 'dummy-payment-handler', arguments: [argument('automaticSettle', 'true')] },
    translations: [{ languageCode: 'en', name: 'Dummy', description: '' }],
  };
  await run('mutation($input:CreatePaymentMethodInput!){createPaymentMethod(input:$input){id}}', { input: payment });
  const product = idAt(
    await run(
      'mutation{createProduct(input:{enabled:true,translations:[{languageCode:en,name:"Espresso machine",slug:"espresso",description:""}]}){id}}',
    ),
    'createProduct',
    'id',
  );
  const variant = idAt(
    await run(
      'mutation($product:ID!,$tax:ID!){createProductVariants(input:[{productId:$product,sku:"ESP-1",price:19990,stockOnHand:1000,taxCategoryId:$tax,translations:[{languageCode:en,name:"Espresso machine"}]}]){id}}',
      { product, tax },
    ),
    'createProductVariants',
    0,
    'id',
  );
  return { run, variant, shipping };
}

/** An account made by the shop's staff, with a password: Vendure holds it to be verified. */
async function makeCustomer(shop: Shop, party: Party): Promise<string> {
  const input = {
    firstName: party.given ?? '',
    lastName: party.family ?? '',
    emailAddress: party.email,
    phoneNumber: party.mobile ?? null,
    customFields: { birthDate: party.birthDate ?? null, loyaltyId: party.loyaltyId ?? null },
  };
  const made = await shop.run(
    'mutation($input:CreateCustomerInput!){createCustomer(input:$input,password:"test1234"){... on Customer{id} ... on ErrorResult{message}}}',
    { input },
  );
  const id = idAt(made, 'createCustomer', 'id');
  const address = { ...addressInput(party), defaultShippingAddress: true, defaultBillingAddress: true };
  await shop.run(
    'mutation($id:ID!,$input:CreateAddressInput!){createCustomerAddress(customerId:$id,input:$input){id}}',
    { id, input: address },
  );
  return id;
}

/** An account made by its owner, who never followed the link in the e-mail: not verified. */
async function register(party: Party): Promise<void> {
  const input = {
    emailAddress: party.email,
    firstName: party.given ?? '',
    lastName: party.family ?? '',
    phoneNumber: party.mobile ?? '',
    password: 'test1234',
  };
  const query =
    'mutation($input:RegisterCustomerInput!){registerCustomerAccount(input:$input){__typename ... on ErrorResult{message}}}';
  const answer = await send('POST', vendureUrl('shop-api'), {}, { query, variables: { input } });
  if (at(answer.body, 'data', 'registerCustomerAccount', '__typename') !== 'Success') throw new Error(answer.text);
}

async function makeOrder(
  shop: Shop,
  customer: Json,
  party: Party,
  quantity: number,
  until: 'draft' | 'paid' | 'cancelled',
): Promise<void> {
  const order = idAt(await shop.run('mutation{createDraftOrder{id}}'), 'createDraftOrder', 'id');
  const set = customer as { customerId?: string; input?: Json };
  await shop.run(
    `mutation($order:ID!,$customerId:ID,$input:CreateCustomerInput,$variant:ID!,$quantity:Int!,$address:CreateAddressInput!,$shipping:ID!){
      a:setCustomerForDraftOrder(orderId:$order,customerId:$customerId,input:$input){__typename}
      b:addItemToDraftOrder(orderId:$order,input:{productVariantId:$variant,quantity:$quantity}){__typename}
      c:setDraftOrderShippingAddress(orderId:$order,input:$address){__typename}
      d:setDraftOrderShippingMethod(orderId:$order,shippingMethodId:$shipping){__typename}}`,
    {
      order,
      customerId: set.customerId ?? null,
      input: set.input ?? null,
      variant: shop.variant,
      quantity,
      address: addressInput(party),
      shipping: shop.shipping,
    },
  );
  if (until === 'draft') return;
  const result = '{__typename ... on ErrorResult{message}}';
  await shop.run(`mutation($order:ID!){transitionOrderToState(id:$order,state:"ArrangingPayment")${result}}`, {
    order,
  });
  const paid = await shop.run(
    `mutation($order:ID!,$transaction:String!){addManualPaymentToOrder(input:{orderId:$order,method:"dummy",transactionId:$transaction,metadata:{}})${result}}`,
    { order, transaction: `T${order}` },
  );
  if (at(paid, 'addManualPaymentToOrder', '__typename') !== 'Order') throw new Error(JSON.stringify(paid));
  if (until === 'cancelled')
    await shop.run(`mutation($order:ID!){cancelOrder(input:{orderId:$order,reason:"changed her mind"})${result}}`, {
      order,
    });
}
