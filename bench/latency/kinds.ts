/** The kinds of changes that are made, each through its system's own write call, and where each shows. */
import type { Random } from '../random.ts';
import { tellsOfEvent, tellsOfPhone, type EventSeen } from './match.ts';
import type { Systems } from './systems.ts';

/** How the gateway hears of it. */
export type Way = 'webhook' | 'pull';

/** Where a change that has been made is looked for. */
export interface Change {
  /** Whether this answer's `data`, of the query or the subscription, shows the change. */
  isShown(data: unknown): boolean;
}

export interface Kind {
  name: string;
  way: Way;
  /** What stands before a record's id in the truth about the company, and in the gateway's source refs. */
  truth: string;
  party: string;
  /** Of `$id`, the customer's. */
  query: string;
  subscription: string;
  /** Resolves with the answer of the (last) write call for the record with this id. */
  make(systems: Systems, id: string, random: Random): Promise<Change>;
}

const PHONES = {
  query: 'query($id: ID!) { customer(id: $id) { phones { value } } }',
  subscription: 'subscription($id: ID!) { customerChanged(customerId: $id) { kind customer { phones { value } } } }',
};
const ORDERS = {
  query: 'query($id: ID!) { customer(id: $id) { orders(first: 50) { edges { node { refs status } } } } }',
  subscription: 'subscription($id: ID!) { interactionRecorded(customerId: $id) { refs ... on Order { status } } }',
};
const TICKETS = {
  query: 'query($id: ID!) { customer(id: $id) { tickets(first: 50) { edges { node { refs } } } } }',
  subscription: 'subscription($id: ID!) { interactionRecorded(customerId: $id) { refs } }',
};

/** A Spanish mobile number that nobody has: a phone is shown wherever it comes from, whichever system leads. */
const freshPhone = (random: Random): string => `+346${String(random.whole(100_000_000)).padStart(8, '0')}`;
const showsPhone = (phone: string): Change => ({ isShown: (data) => tellsOfPhone(data, phone) });
const showsEvent = (event: EventSeen): Change => ({ isShown: (data) => tellsOfEvent(data, event) });

export const KINDS: readonly Kind[] = [
  {
    name: 'Ghost member edited', way: 'webhook', truth: 'ghost:member:', party: 'ghost:party:', ...PHONES,
    async make({ ghost }, id, random) {
      const phone = freshPhone(random);
      await ghost('PUT', `members/${id}/`, { members: [{ note: `phone:${phone}` }] });
      return showsPhone(phone);
    },
  },
  {
    name: 'Tryton party edited', way: 'pull', truth: 'tryton:party:', party: 'tryton:party:', ...PHONES,
    async make({ tryton }, id, random) {
      const phone = freshPhone(random);
      await tryton('party.party.write', [Number(id)], { contact_mechanisms: [['create', [{ type: 'mobile', value: phone }]]] });
      return showsPhone(phone);
    },
  },
  {
    name: 'Tryton sale made', way: 'pull', truth: 'tryton:party:', party: 'tryton:party:', ...ORDERS,
    async make({ tryton }, id, random) {
      const lines = [['create', [{ product: 1, quantity: 1 + random.whole(5), unit: 1, unit_price: { __class__: 'Decimal', decimal: '12.50' } }]]];
      const [sale] = await tryton<number[]>('sale.sale.create', [{ party: Number(id), lines, invoice_method: 'manual', shipment_method: 'manual' }]);
      return showsEvent({ ref: `tryton:order:${sale}` });
    },
  },
  {
    name: 'RT user edited', way: 'pull', truth: 'rt:user:', party: 'rt:party:', ...PHONES,
    async make({ rt }, id, random) {
      const phone = freshPhone(random);
      await rt('PUT', `user/${encodeURIComponent(id)}`, { CustomFields: { Phone: phone } });
      return showsPhone(phone);
    },
  },
  {
    name: 'RT ticket created', way: 'pull', truth: 'rt:user:', party: 'rt:party:', ...TICKETS,
    async make({ rt }, id) {
      const { id: ticket } = await rt('POST', 'ticket', { Queue: 'General', Subject: 'A question', Requestor: id });
      return showsEvent({ ref: `rt:ticket:${String(ticket)}` });
    },
  },
  {
    name: 'Vendure customer edited', way: 'pull', truth: 'vendure:customer:', party: 'vendure:party:', ...PHONES,
    async make({ vendure }, id, random) {
      const phoneNumber = freshPhone(random);
      await vendure('updateCustomer(input:$input){__typename}', '($input:UpdateCustomerInput!)', { input: { id, phoneNumber } });
      return showsPhone(phoneNumber);
    },
  },
  {
    name: 'Vendure order paid', way: 'pull', truth: 'vendure:customer:', party: 'vendure:party:', ...ORDERS,
    async make({ vendure }, customerId, random) {
      const id = String((await vendure('createDraftOrder{id}'))['id']);
      await vendure('addItemToDraftOrder(orderId:$id,input:$input){__typename}', '($id:ID!,$input:AddItemToDraftOrderInput!)', { id, input: { productVariantId: '1', quantity: 1 + random.whole(4) } });
      await vendure('setCustomerForDraftOrder(orderId:$id,customerId:$customerId){__typename}', '($id:ID!,$customerId:ID)', { id, customerId });
      await vendure('setDraftOrderShippingMethod(orderId:$id,shippingMethodId:"1"){__typename}', '($id:ID!)', { id });
      await vendure('transitionOrderToState(id:$id,state:"ArrangingPayment"){__typename}', '($id:ID!)', { id });
      await vendure('addManualPaymentToOrder(input:{orderId:$id,method:"dummy"}){__typename}', '($id:ID!)', { id });
      return showsEvent({ ref: `vendure:order:${id}`, status: 'PAID' });
    },
  },
];
