/**
 * A chatbot: somebody writes from a telephone number. The bot fetches a small, current context, says what is going on,
 * and does what the policy tells it to leave. Token: issued, role `chatbot`, purpose `support`.
 */
import { randomUUID } from 'node:crypto';
import { fieldRefusal, refusalOf, whole, type Client } from './client.ts';

const CONTEXT = `query Context($phone: String!) {
  customerContext(key: { phone: $phone }) {
    name preferredLanguage
    openOrders { number status }
    openTickets { number subject status }
    guidance { channel purpose policy { allowed reasons } }
    customer { id }
  }
}`;

interface Context {
  customerContext: {
    name: string | null;
    preferredLanguage: string | null;
    openOrders: { number: string; status: string }[] | null;
    openTickets: { number: string; subject: string; status: string }[] | null;
    guidance: { channel: string; purpose: string; policy: { allowed: boolean; reasons: string[] } }[] | null;
    customer: { id: string } | null;
  } | null;
}

const NOTE = `mutation Note($input: RecordInteractionInput!) {
  recordInteraction(input: $input) { interaction { id } }
}`;

export const chatbot: Client = async (gateway, { phone, say }) => {
  const { customerContext: context } = whole(await gateway.ask<Context>(CONTEXT, { phone }));
  if (!context) throw new Error('Nobody, or more than one, is known by this number: the bot asks for the order number.');
  say(`Hello ${context.name ?? ''}!`);
  for (const { number, status } of context.openOrders ?? []) say(`Your order ${number} is ${status}.`);
  for (const { number, subject } of context.openTickets ?? []) say(`We are working on ${number}, "${subject}".`);
  const selling = (context.guidance ?? []).filter(({ purpose }) => purpose === 'SALES' || purpose === 'MARKETING');
  say(selling.length > 0 && selling.every(({ policy }) => policy.allowed) ? '(may mention the spring offer)' : `(offers nothing: ${[...new Set(selling.flatMap(({ policy }) => policy.reasons))].join(', ')})`);
  const id = context.customer?.id;
  whole(await gateway.ask(NOTE, { input: { idempotencyKey: randomUUID(), customerId: id, channel: 'CHAT', direction: 'INBOUND', subject: 'Asked for the state of the orders' } }));

  const attempts = [];
  attempts.push({ tried: 'lists customers', refusal: refusalOf(await gateway.ask('{ customers(first: 5) { edges { node { id } } } }')) });
  attempts.push({ tried: 'lists everybody\'s orders', refusal: refusalOf(await gateway.ask('{ orders(first: 5) { edges { node { id } } } }')) });
  attempts.push({ tried: 'searches by name', refusal: refusalOf(await gateway.ask('{ searchCustomers(text: "ada") { edges { node { id } } } }')) });
  const taxId = await gateway.ask('query($id: ID!) { customer(id: $id) { taxIds { value } } }', { id });
  attempts.push({ tried: 'reads the tax id', refusal: fieldRefusal(taxId, 'taxIds') });
  const mails = await gateway.ask<{ customer: { phones: { value: string }[] } }>('query($id: ID!) { customer(id: $id) { phones { value } } }', { id });
  const dialled = mails.data?.customer.phones.some(({ value }) => /^\+\d+$/.test(value));
  attempts.push({ tried: 'reads a number that could be dialled', refusal: dialled === false && mails.masked.includes('Phone.value') ? 'masked' : null });
  attempts.push({ tried: 'guesses by a part of a number', refusal: refusalOf(await gateway.ask(CONTEXT, { phone: phone.slice(3) })) });
  return attempts;
};
