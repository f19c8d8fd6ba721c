/** What a system's own users do there, through its own API: what no adapter does. */
import { adminToken } from '../../datasources/systems/ghost/session.ts';
import type { System } from './environments.ts';

export interface Native {
  /** Adds or changes a child of a party (a phone, an address, a consent), so that a fetch shows it; gives what undoes it. */
  touchChild(id: string): Promise<() => Promise<void>>;
  /** Tryton: reads parties by `read`, which knows no missing id. */
  readAll(ids: readonly string[]): Promise<{ status: number; failed: boolean }>;
  /** Vendure: a draft of a customer, and the orders that the customer's own list gives then. */
  draftOf(customer: string): Promise<{ order: string; listed: string[]; remove(): Promise<void> }>;
}

type Row = Record<string, unknown>;

async function ask(url: string, method: string, body: unknown, headers: Record<string, string>): Promise<{ status: number; headers: Headers; body: never }> {
  const answer = await fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, ...(body !== undefined && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: (text === '' ? null : JSON.parse(text)) as never };
}

const basic = (username: unknown, password: unknown): Record<string, string> => ({ authorization: `Basic ${Buffer.from(`${String(username)}:${String(password)}`).toString('base64')}` });
const cannot = (): Promise<never> => Promise.reject(new Error('another system does that'));
const others: Native = { touchChild: cannot, readAll: cannot, draftOf: cannot };

async function tryton(url: string, settings: Record<string, unknown>): Promise<Native> {
  const path = settings['database'] === undefined ? url : `${url.replace(/\/$/, '')}/${String(settings['database'])}/`;
  const login = await ask(path, 'POST', { id: 1, method: 'common.db.login', params: [settings['username'], { password: settings['password'] }, 'en'] }, {});
  const [user, key] = (login.body as { result: [number, string] }).result;
  const authorization = `Session ${Buffer.from(`${String(settings['username'])}:${user}:${key}`).toString('base64')}`;
  const rpc = async (method: string, ...params: unknown[]) => {
    const { status, body } = await ask(path, 'POST', { id: 1, method, params: [...params, {}] }, { authorization });
    return { status, ...(body as { result?: unknown; error?: unknown }) };
  };
  return {
    ...others,
    async touchChild(id) {
      const { result } = await rpc('model.party.contact_mechanism.create', [{ party: Number(id), type: 'phone', value: '+441632960776' }]);
      return async () => void (await rpc('model.party.contact_mechanism.delete', result));
    },
    async readAll(ids) {
      const { status, error } = await rpc('model.party.party.read', ids.map(Number), ['name']);
      return { status, failed: error !== undefined };
    },
  };
}

function rt(url: string, settings: Record<string, unknown>): Native {
  const put = (id: string, city: string) => ask(`${url}/REST/2.0/user/${encodeURIComponent(id)}`, 'PUT', { City: city }, basic(settings['username'], settings['password']));
  return {
    ...others,
    async touchChild(id) {
      const { body } = await ask(`${url}/REST/2.0/user/${encodeURIComponent(id)}`, 'GET', undefined, basic(settings['username'], settings['password']));
      await put(id, 'Elsewhere');
      return async () => void (await put(id, (body as { City?: string }).City ?? ''));
    },
  };
}

async function vendure(url: string, settings: Record<string, unknown>): Promise<Native> {
  const { username, password } = settings;
  const login = await ask(url, 'POST', { query: 'mutation($username:String!,$password:String!){login(username:$username,password:$password){__typename}}', variables: { username, password } }, {});
  const authorization = `Bearer ${login.headers.get('vendure-auth-token')}`;
  const graphql = async (query: string, variables: object): Promise<Row> => {
    const { body } = await ask(url, 'POST', { query, variables }, { authorization });
    const { data, errors } = body as { data: Row | null; errors?: unknown };
    if (!data || errors) throw new Error('Vendure refused what a test did.');
    return data;
  };
  return {
    ...others,
    async touchChild(id) {
      const input = { streetLine1: 'Rue Neuve 3', city: 'Lyon', countryCode: 'FR' };
      const { createCustomerAddress } = await graphql('mutation($id:ID!,$input:CreateAddressInput!){createCustomerAddress(customerId:$id,input:$input){id}}', { id, input });
      return async () => void (await graphql('mutation($id:ID!){deleteCustomerAddress(id:$id){success}}', { id: (createCustomerAddress as { id: string }).id }));
    },
    async draftOf(customer) {
      const order = ((await graphql('mutation{createDraftOrder{id}}', {})).createDraftOrder as { id: string }).id;
      await graphql('mutation($order:ID!,$customer:ID!){setCustomerForDraftOrder(orderId:$order,customerId:$customer){__typename}}', { order, customer });
      const found = (await graphql('query($customer:ID!){customer(id:$customer){orders{items{id}}}}', { customer })).customer as { orders: { items: { id: string }[] } };
      return {
        order,
        listed: found.orders.items.map(({ id }) => id),
        // The sample company does not know how to.
        remove: () => graphql('mutation($order:ID!){deleteDraftOrder(orderId:$order){result}}', { order }).then(() => undefined, () => undefined),
      };
    },
  };
}

function ghost(url: string, settings: Record<string, unknown>): Native {
  const headers = () => ({ authorization: `Ghost ${adminToken(String(settings['adminKey']), Date.now())}`, 'accept-version': 'v5.0' });
  const admin = async (method: string, path: string, body?: unknown) => (await ask(`${url}/ghost/api/admin${path}`, method, body, headers())).body as Record<string, { id: string; newsletters: { id: string }[] }[]>;
  return {
    ...others,
    async touchChild(id) {
      const before = (await admin('GET', `/members/${id}/`)).members![0]!.newsletters.map((each) => ({ id: each.id }));
      const put = (newsletters: { id: string }[]) => admin('PUT', `/members/${id}/`, { members: [{ newsletters }] });
      await put(before.length > 0 ? [] : (await admin('GET', '/newsletters/')).newsletters!.map((each) => ({ id: each.id })));
      return async () => void (await put(before));
    },
  };
}

/** Signs in to the system at `url` as its own users do. */
export async function speakTo(system: System, url: string, settings: Record<string, unknown>): Promise<Native> {
  const speaking = { tryton, rt, vendure, ghost };
  return speaking[system](url, settings);
}
