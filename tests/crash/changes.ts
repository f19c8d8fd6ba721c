/**
 * A seeded script of changes to the sample company, made through its systems' own write calls: people edited, orders
 * placed and paid, sales, tickets, calls, consents. Contact points come from a small pool, so customers come together and
 * part again. The same seed over the same company asks for the same changes in the same order.
 */
import type { Acme } from '../../examples/acme/index.ts';
import { randomStream, type Random } from '../../examples/acme/people/random.ts';
import { callers } from '../unit/acme/support.ts';

export interface ChangeScript {
  /** Makes the next change. Rejects where a system refuses what it must take: a fault of the script. */
  next(): Promise<void>;
}

type Calls = ReturnType<typeof callers>;
type Row = Record<string, unknown>;

interface World {
  random: Random;
  calls: Calls;
  parties: { erp: number[]; desk: string[]; shop: string[]; news: string[] };
  /** Contact mechanisms of the ERP. */
  mechanisms: { id: number; type: string }[];
  emails: string[];
  phones: string[];
  names: [string, string][];
  orders: { id: string; code: string; state: string }[];
  sales: { id: number; state: string }[];
  tickets: string[];
  made: number;
}

const PRODUCTS = 3;
const idsOf = (acme: Acme, prefix: string): string[] => acme.truth().records.flatMap(({ ref }) => (ref.startsWith(prefix) ? ref.slice(prefix.length) : []));

async function tryton<Result>({ calls }: World, method: string, ...params: unknown[]): Promise<Result> {
  const { result, error } = (await calls.tryton(`model.${method}`, [...params, {}])) as { result: Result; error?: unknown };
  if (error) throw new Error(`Tryton refused ${method}: ${JSON.stringify(error)}`);
  return result;
}

/** `taken`: a status that says that another record has the address, which is an answer like any other. */
async function rest(call: Promise<{ status: number; text: string; body: unknown }>, what: string, taken: number): Promise<Row> {
  const { status, text, body } = await call;
  if (status >= 300 && status !== taken) throw new Error(`${what}: ${status} ${text.slice(0, 200)}`);
  return (body ?? {}) as Row;
}

async function vendure({ calls }: World, field: string, variables: Row, declared: string): Promise<Row> {
  const { data, errors } = (await calls.vendure(`mutation${declared}{result:${field}}`, variables)) as { data?: { result: Row }; errors?: unknown };
  if (errors || !data) throw new Error(`Vendure refused ${field}: ${JSON.stringify(errors)}`);
  return data.result;
}

/** A change of one kind; kinds with more weight come more often. */
interface Kind {
  weight: number;
  make(world: World): Promise<void>;
}

const email = ({ random, emails }: World): string => random.pick(emails);
const phone = ({ random, phones }: World): string => random.pick(phones);
const fresh = (world: World, what: string): string => `${what}${(world.made += 1)}@stream.example`;

const KINDS: Readonly<Record<string, Kind>> = {
  erpParty: {
    weight: 10,
    async make(world) {
      const { random, parties } = world;
      const [given, family] = random.pick(world.names);
      // Now and then somebody takes another name, mostly one's own is written otherwise.
      const id = random.pick(parties.erp);
      const [row] = await tryton<{ name: string }[]>(world, 'party.party.read', [id], ['name']);
      await tryton(world, 'party.party.write', [id], { name: random.chance(0.1) ? `${given} ${family}` : respelled(random, row!.name) });
    },
  },
  erpContact: {
    weight: 10,
    async make(world) {
      const { id, type } = world.random.pick(world.mechanisms);
      await tryton(world, 'party.contact_mechanism.write', [id], { value: type === 'email' ? email(world) : phone(world) });
    },
  },
  erpNew: {
    weight: 1,
    async make(world) {
      const [given, family] = world.random.pick(world.names);
      const [id] = await tryton<number[]>(world, 'party.party.create', [{ name: `${given} ${family}` }]);
      const value = email(world);
      const [mechanism] = await tryton<number[]>(world, 'party.contact_mechanism.create', [{ party: id, type: 'email', value }]);
      world.parties.erp.push(id!);
      world.mechanisms.push({ id: mechanism!, type: 'email' });
    },
  },
  deskUser: {
    weight: 10,
    async make(world) {
      const { random, calls, parties } = world;
      const name = random.pick(parties.desk);
      const body: Row = random.chance(0.5) ? { City: random.pick(['Bath', 'Madrid', 'Leeds', 'Lugo']), CustomFields: { Phone: phone(world) } } : { EmailAddress: email(world), RealName: random.pick(world.names).join(' ') };
      await rest(calls.rt('PUT', `user/${encodeURIComponent(name)}`, body), 'user', 400);
    },
  },
  shopCustomer: {
    weight: 10,
    async make(world) {
      const { random, parties } = world;
      const input: Row = { id: random.pick(parties.shop) };
      if (random.chance(0.5)) input['phoneNumber'] = phone(world);
      if (random.chance(0.3)) input['emailAddress'] = email(world);
      if (random.chance(0.2)) [input['firstName'], input['lastName']] = random.pick(world.names);
      await vendure(world, 'updateCustomer(input:$input){__typename}', { input }, '($input:UpdateCustomerInput!)');
    },
  },
  shopAddress: {
    weight: 3,
    async make(world) {
      const input = { streetLine1: `${world.random.int(1, 99)} Mill Lane`, city: 'Bath', countryCode: 'GB' };
      await vendure(world, 'createCustomerAddress(customerId:$id,input:$input){id}', { id: world.random.pick(world.parties.shop), input }, '($id:ID!,$input:CreateAddressInput!)');
    },
  },
  shopNew: {
    weight: 2,
    async make(world) {
      const [firstName, lastName] = world.random.pick(world.names);
      const input = { firstName, lastName, emailAddress: world.random.chance(0.5) ? email(world) : fresh(world, 'shop'), phoneNumber: phone(world) };
      const made = await vendure(world, 'createCustomer(input:$input,password:"x"){...on Customer{id}}', { input }, '($input:CreateCustomerInput!)');
      if (typeof made['id'] === 'string') world.parties.shop.push(made['id']);
    },
  },
  order: {
    weight: 14,
    async make(world) {
      const { random } = world;
      const open = world.orders.filter(({ state }) => state === 'Draft' || state === 'ArrangingPayment');
      if (open.length < 5 || random.chance(0.3)) return placeOrder(world);
      const order = random.pick(open);
      const { id } = order;
      if (order.state === 'Draft') {
        if (random.chance(0.2)) {
          await vendure(world, 'cancelOrder(input:{orderId:$id}){__typename}', { id }, '($id:ID!)');
          order.state = 'Cancelled';
          return;
        }
        await vendure(world, 'transitionOrderToState(id:$id,state:"ArrangingPayment"){__typename}', { id }, '($id:ID!)');
        order.state = 'ArrangingPayment';
      } else {
        await vendure(world, 'addManualPaymentToOrder(input:{orderId:$id,method:"dummy"}){__typename}', { id }, '($id:ID!)');
        order.state = 'PaymentSettled';
      }
    },
  },
  orderLine: {
    weight: 4,
    async make(world) {
      const draft = world.orders.findLast(({ state }) => state === 'Draft');
      if (!draft) return placeOrder(world);
      await vendure(world, 'addItemToDraftOrder(orderId:$id,input:$input){__typename}', { id: draft.id, input: lineOf(world) }, '($id:ID!,$input:AddItemToDraftOrderInput!)');
    },
  },
  sale: {
    weight: 8,
    async make(world) {
      const { random, sales } = world;
      const open = sales.filter(({ state }) => state !== 'done');
      const sale = open.length > 0 && random.chance(0.6) ? random.pick(open) : undefined;
      if (!sale) return makeSale(world);
      const next = { draft: 'quote', quotation: 'confirm' }[sale.state] ?? null;
      if (next === null || random.chance(0.2)) {
        // What the sale is known as elsewhere moves: twins come and go.
        await tryton(world, 'sale.sale.write', [sale.id], { reference: random.chance(0.3) ? null : (random.pick(world.orders)?.code ?? null) });
        if (next === null) sale.state = 'done';
        return;
      }
      await tryton(world, `sale.sale.${next}`, [sale.id]);
      sale.state = next === 'quote' ? 'quotation' : 'processing';
    },
  },
  ticket: {
    weight: 5,
    async make(world) {
      const { random, calls } = world;
      const body = { Queue: random.pick(['Complaints', 'General']), Subject: `Matter ${(world.made += 1)}`, Requestor: random.pick(world.parties.desk) };
      world.tickets.push(String((await rest(calls.rt('POST', 'ticket', body), 'ticket', 0))['id']));
    },
  },
  ticketComment: {
    weight: 8,
    async make(world) {
      const { random, calls } = world;
      const id = random.pick(world.tickets);
      const body: Row = { Content: 'More of it', ContentType: 'text/plain', ...(random.chance(0.2) && { Status: random.pick(['open', 'stalled', 'resolved']) }) };
      await rest(calls.rt('POST', `ticket/${id}/${random.pick(['comment', 'correspond'])}`, body), 'comment', 0);
    },
  },
  call: {
    weight: 6,
    async make(world) {
      const { random, calls } = world;
      const number = random.chance(0.7) ? phone(world) : `+4420794${random.int(60_000, 60_999)}`;
      const CustomFields = { CallStart: '2026-05-30T10:00:00Z', CallSeconds: String(random.int(5, 900)), CallDirection: 'inbound', CallAgent: 'kim', CallNumber: number };
      await rest(calls.rt('POST', 'ticket', { Queue: 'Calls', Subject: 'Call', Status: 'resolved', ...(random.chance(0.5) && { Requestor: random.pick(world.parties.desk) }), CustomFields }), 'call', 0);
    },
  },
  consent: {
    weight: 8,
    async make(world) {
      const { random, calls, parties } = world;
      const newsletters = random.chance(0.4) ? [] : [{ slug: random.pick(['default-newsletter', 'offers']) }];
      const known = (await calls.ghost('GET', 'newsletters/?limit=all')).body as { newsletters: { slug: string }[] };
      const member = { newsletters: newsletters.length > 0 ? [{ slug: random.pick(known.newsletters).slug }] : [] };
      await rest(calls.ghost('PUT', `members/${random.pick(parties.news)}/`, { members: [member] }), 'consent', 0);
    },
  },
  member: {
    weight: 6,
    async make(world) {
      const { random, calls, parties } = world;
      const member: Row = random.chance(0.4) ? { email: email(world) } : random.chance(0.5) ? { name: random.pick(world.names).join(' ') } : { note: `phone:${phone(world)}` };
      await rest(calls.ghost('PUT', `members/${random.pick(parties.news)}/`, { members: [member] }), 'member', 422);
    },
  },
  memberNew: {
    weight: 2,
    async make(world) {
      const { random, calls } = world;
      const member = { email: random.chance(0.5) ? email(world) : fresh(world, 'news'), name: random.pick(world.names).join(' ') };
      const made = await rest(calls.ghost('POST', 'members/', { members: [member] }), 'member', 422);
      const id = (made['members'] as { id: string }[] | undefined)?.[0]?.id;
      if (id) world.parties.news.push(id);
    },
  },
};

/** The same name as another clerk types it. */
function respelled(random: Random, name: string): string {
  const at = random.int(0, Math.max(0, name.length - 2));
  const forms = [name.toUpperCase(), name.toLowerCase(), `${name.slice(0, at)}${name[at + 1] ?? ''}${name[at] ?? ''}${name.slice(at + 2)}`, name.split(' ').reverse().join(' ')];
  return random.pick(forms);
}

const lineOf = ({ random }: World) => ({ productVariantId: String(random.int(1, PRODUCTS)), quantity: random.int(1, 4) });

async function placeOrder(world: World): Promise<void> {
  const { random } = world;
  const made = await vendure(world, 'createDraftOrder{id code}', {}, '');
  const id = String(made['id']);
  await vendure(world, 'addItemToDraftOrder(orderId:$id,input:$input){__typename}', { id, input: lineOf(world) }, '($id:ID!,$input:AddItemToDraftOrderInput!)');
  const [firstName, lastName] = random.pick(world.names);
  const guest = { firstName, lastName, emailAddress: fresh(world, 'guest'), phoneNumber: phone(world) };
  const whose = random.chance(0.25) ? { input: guest } : { customerId: random.pick(world.parties.shop) };
  await vendure(world, 'setCustomerForDraftOrder(orderId:$id,customerId:$customerId,input:$input){__typename}', { id, ...whose }, '($id:ID!,$customerId:ID,$input:CreateCustomerInput)');
  await vendure(world, 'setDraftOrderShippingMethod(orderId:$id,shippingMethodId:"1"){__typename}', { id }, '($id:ID!)');
  world.orders.push({ id, code: String(made['code']), state: 'Draft' });
}

async function makeSale(world: World): Promise<void> {
  const { random } = world;
  const reference = random.chance(0.4) ? (random.pick(world.orders)?.code ?? null) : null;
  const lines = [['create', [{ product: random.int(1, PRODUCTS), quantity: random.int(1, 5), unit: 1, unit_price: { __class__: 'Decimal', decimal: '12.50' } }]]];
  const [id] = await tryton<number[]>(world, 'sale.sale.create', [{ party: random.pick(world.parties.erp), reference, lines, invoice_method: 'manual', shipment_method: 'manual' }]);
  world.sales.push({ id: id!, state: 'draft' });
}

/** `pool`: of how many people the contact points are that change hands. */
export async function openChanges(acme: Acme, seed: number, pool = 60): Promise<ChangeScript> {
  const random = randomStream(seed, 'changes');
  const calls = callers(acme);
  const { people } = acme.truth();
  const some = random.shuffle(people).slice(0, pool);
  const world: World = {
    random,
    calls,
    parties: { erp: idsOf(acme, 'tryton:party:').map(Number), desk: idsOf(acme, 'rt:user:'), shop: idsOf(acme, 'vendure:customer:'), news: idsOf(acme, 'ghost:member:') },
    mechanisms: [],
    emails: some.flatMap((person) => person.email ?? []),
    phones: some.flatMap((person) => person.mobile ?? []),
    names: some.flatMap((person): [string, string][] => (person.kind === 'person' ? [[person.given, person.family]] : [])),
    orders: [],
    sales: [],
    tickets: [],
    made: 0,
  };
  world.mechanisms = await tryton(world, 'party.contact_mechanism.search_read', [], 0, 100_000, [['id', 'ASC']], ['type']);
  for (let each = 0; each < 3; each += 1) await placeOrder(world);
  await KINDS['ticket']!.make(world);
  const kinds = Object.values(KINDS).flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
  return { next: () => random.pick(kinds).make(world) };
}
