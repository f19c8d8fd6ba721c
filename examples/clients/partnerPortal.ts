/**
 * A partner's portal: the customers of its territory with the state of their orders, page by page, and nothing else,
 * ever. Token: issued, role `partner`, scopes `customer:read orders:read`, bound to a territory.
 */
import { fieldRefusal, refusalOf, whole, type Client } from './client.ts';

const PAGE = `query Portal($after: String) {
  customers(first: 20, after: $after, orderBy: NAME_ASC) {
    edges { node { id name { full } orders(first: 2) { edges { node { number status } } } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface Page {
  customers: {
    edges: { node: { id: string; name: { full: string } | null; orders: { edges: { node: { number: string; status: string } | null }[] } | null } | null }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

const NEVER_ISSUED = '00000000-0000-7000-8000-000000000000';

export const partnerPortal: Client = async (gateway, { stranger, say }) => {
  const ids: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 2; page += 1) {
    const { customers }: Page = whole(await gateway.ask<Page>(PAGE, { after }));
    for (const { node } of customers.edges) {
      if (!node) continue;
      ids.push(node.id);
      say(`${node.name?.full ?? '?'}: ${node.orders?.edges.map((edge) => `${edge.node?.number} ${edge.node?.status}`).join(', ') || 'no orders'}`);
    }
    if (!customers.pageInfo.hasNextPage) break;
    after = customers.pageInfo.endCursor;
  }
  if (ids.length === 0) throw new Error('The territory of this token has no customers.');
  if (new Set(ids).size < ids.length) throw new Error('A customer stands on two pages.');

  const own = { id: ids[0] };
  const attempts = [];
  const emails = await gateway.ask('query($id: ID!) { customer(id: $id) { emails { value } } }', own);
  attempts.push({ tried: 'reads e-mail addresses without the scope customer:pii', refusal: fieldRefusal(emails, 'emails') });
  const tickets = await gateway.ask('query($id: ID!) { customer(id: $id) { complaints: tickets(first: 1) { edges { node { subject } } } } }', own);
  attempts.push({ tried: 'reads tickets, under another name', refusal: fieldRefusal(tickets, 'complaints') });
  attempts.push({
    tried: 'finds somebody by e-mail',
    refusal: refusalOf(await gateway.ask('{ customerBy(key: { email: "ada@example.com" }) { id } }')),
  });
  attempts.push({
    tried: 'lists the neighbour territory',
    refusal: refusalOf(await gateway.ask('{ customers(filter: { territory: "Elsewhere" }) { edges { node { id } } } }')),
  });
  const byId = (id: string) => gateway.ask<Record<string, unknown>>('query($id: ID!) { customer(id: $id) { id name { full } } node(id: $id) { id } }', { id });
  const [outside, never] = [await byId(stranger), await byId(NEVER_ISSUED)];
  const alike = JSON.stringify(outside) === JSON.stringify(never);
  attempts.push({ tried: 'opens a customer outside its territory', refusal: alike ? refusalOf(outside) : null });
  return attempts;
};
