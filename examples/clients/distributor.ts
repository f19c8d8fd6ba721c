/**
 * A distributor asks for the state of its own orders, by pages and by the printed number. Token: issued, role
 * `distributor`, bound to its reference.
 */
import { fieldRefusal, refusalOf, whole, type Client } from './client.ts';

const ORDERS = `query Orders($after: String) {
  orders(first: 25, after: $after, filter: { status: [OPEN, PAID, SHIPPED, DONE] }) {
    edges { node { number at status total { amount currency } customer { id name { full } addresses { street city postcode } } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const ONE = `query Order($number: String!) {
  order(ref: $number) { number status lines { sku quantity } }
}`;

interface Page {
  orders: {
    edges: { node: { number: string; status: string; total: { amount: string; currency: string } | null; customer: { id: string; name: { full: string } | null } | null } | null }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

export const distributor: Client = async (gateway, { stranger, strangeOrder, say }) => {
  const { orders } = whole(await gateway.ask<Page>(ORDERS));
  for (const { node } of orders.edges.slice(0, 5)) say(`${node?.number}: ${node?.status}, ${node?.total?.amount} ${node?.total?.currency}, to ${node?.customer?.name?.full ?? '?'}`);
  const first = orders.edges[0]?.node;
  if (!first) throw new Error('This distributor has no orders.');
  if (orders.pageInfo.hasNextPage) {
    const next = whole(await gateway.ask<Page>(ORDERS, { after: orders.pageInfo.endCursor }));
    if (next.orders.edges.some(({ node }) => node?.number === first.number)) throw new Error('An order stands on two pages.');
  }
  const { order } = whole(await gateway.ask<{ order: { status: string; lines: { sku: string; quantity: number }[] } | null }>(ONE, { number: first.number }));
  say(`${first.number} again: ${order?.status}, ${order?.lines.length} lines`);

  const attempts = [];
  attempts.push({ tried: "opens another distributor's order by its number", refusal: refusalOf(await gateway.ask(ONE, { number: strangeOrder })) });
  attempts.push({ tried: 'opens a customer of somebody else', refusal: refusalOf(await gateway.ask('query($id: ID!) { customer(id: $id) { id } }', { id: stranger })) });
  const own = { id: first.customer?.id };
  const tickets = await gateway.ask('query($id: ID!) { customer(id: $id) { tickets { edges { node { subject } } } } }', own);
  attempts.push({ tried: "reads its customer's complaints", refusal: fieldRefusal(tickets, 'tickets') });
  const born = await gateway.ask('query($id: ID!) { customer(id: $id) { birthDate } }', own);
  attempts.push({ tried: "reads its customer's birth date", refusal: fieldRefusal(born, 'birthDate') });
  const cursor = await gateway.ask('query($after: String!) { orders(after: $after) { edges { node { id } } } }', { after: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' });
  attempts.push({ tried: 'pages on with a cursor of its own making', refusal: refusalOf(cursor) });
  return attempts;
};
