/**
 * A system made of recordings: picks, for each call of an adapter, the recorded answer of the real system to the same
 * kind of call. It honours neither fields nor limits; what hangs on those is tested on the other environments.
 */
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

interface Call {
  method: string;
  url: URL;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}
interface Recording {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}
type Route = (call: Call) => Recording;

const recordings = new Map<string, Recording>();

/** A recording by system and name. */
export function recorded(system: string, name: string): Recording {
  const key = `${system}/${name}`;
  let recording = recordings.get(key);
  if (!recording) {
    recording = JSON.parse(readFileSync(join(__dirname, 'recorded', `${key}.json`), 'utf8')) as Recording;
    recordings.set(key, recording);
  }
  return recording;
}

interface RpcCall {
  method: string;
  params: [unknown[][], number, number | null, string[][], string[]];
}

const tryton: Route = ({ headers, body }) => {
  const { method, params } = JSON.parse(body) as RpcCall;
  if (method === 'common.db.login') return recorded('tryton', '01_login');
  const session = Buffer.from(String(headers.authorization).replace('Session ', ''), 'base64').toString();
  if (!session.endsWith(':REMOVED')) return recorded('tryton', '01c_session_unknown');
  const model = method.replace(/^model\.|\.search_read$/g, '');
  const [domain, , , order] = params;
  // Which party is the company itself was not recorded.
  if (model === 'company.company') return { status: 200, headers: { 'content-type': 'application/json' }, body: { id: 1, result: [{ id: 1, party: 1 }] } };
  if (domain[0]![0] === 'id' && domain[0]![1] === 'in') return recorded('tryton', model === 'sale.sale' ? '10a_sales_whole' : '02a_parties_whole');
  if (domain[0]![0] === 'type') return recorded('tryton', domain[0]![2] === 'email' ? '08_parties_by_email' : '08c_parties_by_phone');
  const changed = recorded('tryton', `12${{ 'party.party': 'a', 'party.contact_mechanism': 'b', 'party.address': 'c', 'party.identifier': 'd', 'party.relation.all': 'e', 'sale.sale': 'g', 'sale.line': 'h' }[model]}_changed_since_${model}`);
  const rows = (changed.body as { result: unknown[] }).result;
  const result = order[0]![1] === 'DESC' ? rows.slice(-1) : domain[0]![2] === 0 ? rows : [];
  return { ...changed, body: { id: 1, result } };
};

const rt: Route = ({ method, url, headers, body }) => {
  if (url.pathname.endsWith('/REST/1.0/')) return recorded('rt', '01_login');
  if (!String(headers.cookie).endsWith('=REMOVED')) return recorded('rt', '01d_session_unknown');
  if (url.pathname.endsWith('/users')) {
    if (method === 'GET') return recorded('rt', '05_users_newest_first');
    const { field } = (JSON.parse(body) as { field: string }[])[0]!;
    return recorded('rt', field === 'Name' ? '02_users_by_name_in' : field === 'EmailAddress' ? '03c_user_by_email' : '04_user_by_phone');
  }
  const query = url.searchParams.get('query') ?? '';
  if (/^id = /.test(query)) return recorded('rt', '11_tickets_by_id');
  if (/id > [1-9]/.test(query)) return recorded('rt', '13b_tickets_updated_since_none');
  return recorded('rt', query.startsWith("Queue = 'Calls'") ? '12_calls' : '13_tickets_updated_since');
};

const vendure: Route = ({ headers, body }) => {
  const { query, variables } = JSON.parse(body) as { query: string; variables: { options?: { filter?: Record<string, unknown> } } };
  if (query.startsWith('mutation')) return recorded('vendure', '01_login');
  if (headers.authorization !== 'Bearer REMOVED') return recorded('vendure', '01d_session_unknown');
  const filter = variables.options?.filter ?? {};
  if (query.includes('{orders(')) return recorded('vendure', 'id' in filter ? '10_orders_by_id' : '11_orders_updated_since');
  if ('emailAddress' in filter) return recorded('vendure', '03_customer_by_email');
  // The recorded lists of changes hold ids and stamps alone; a query for more gets more.
  return recorded('vendure', 'phoneNumber' in filter ? '04_customers_by_phone' : '02_customers_by_id');
};

const ghost: Route = ({ url, headers }) => {
  if (String(headers.authorization).split('.').length !== 3) return recorded('ghost', '01b_bad_token');
  const filter = url.searchParams.get('filter') ?? '';
  if (url.pathname.endsWith('/events/')) {
    if (filter.includes('+id:[')) return recorded('ghost', '10_touches_of_members');
    if (filter.includes('+(')) return recorded('ghost', '12d_touches_since_none');
    if (filter.startsWith('type:[')) return recorded('ghost', '12b_touches_since');
    if (filter.startsWith('type:click_event')) return recorded('ghost', '10c_click_events');
    if (filter.startsWith('type:signup_event')) return recorded('ghost', '11b_signup_events');
    return recorded('ghost', filter.startsWith('type:newsletter_event') ? '11_newsletter_events' : '12d_touches_since_none');
  }
  if (filter.startsWith('email:')) return recorded('ghost', '03_members_by_email');
  if (filter.startsWith('note:')) return recorded('ghost', '04_members_by_phone_in_note');
  if (filter.startsWith('id:[')) return recorded('ghost', '02_members_by_id');
  return recorded('ghost', filter.includes('id:>') ? '05b_members_updated_since_none' : '02_members_by_id');
};

const routes: Readonly<Record<string, Route>> = { tryton, rt, vendure, ghost };

/** Serves the recordings of one system on a port of its own. */
export async function startReplay(system: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = 'GET', headers } = request;
      const answer = routes[system]!({ method, url: new URL(request.url ?? '/', 'http://replay'), headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(answer.status, answer.headers).end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
