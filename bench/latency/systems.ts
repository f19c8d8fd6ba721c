/** The write calls of the sample company's systems, signed in as their own users are. Each rejects where its system refuses. */
import type { Acme } from '../../examples/acme/index.ts';
import { adminToken } from '../../datasources/systems/ghost/session.ts';

type Row = Record<string, unknown>;

export interface Systems {
  /** JSON-RPC: a method of a model, as `party.party.write`. */
  tryton<Result>(method: string, ...params: readonly unknown[]): Promise<Result>;
  /** REST 2: the answer's body. */
  rt(method: string, path: string, body: object): Promise<Row>;
  /** One field of a mutation, with the variables that it names: `declared` as `($id: ID!)`. */
  vendure(field: string, declared?: string, variables?: object): Promise<Row>;
  /** Admin API: the answer's body. */
  ghost(method: string, path: string, body: object): Promise<Row>;
}

const basic = ({ username, password }: { username: string; password: string }): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

async function send(system: string, method: string, url: string, headers: Record<string, string>, body: object): Promise<{ headers: Headers; body: Row }> {
  const response = await fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`The sample ${system} refused ${method} ${new URL(url).pathname.split('/').slice(0, 5).join('/')} (HTTP ${response.status}).`);
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  return { headers: response.headers, body: typeof parsed === 'object' && parsed !== null ? (parsed as Row) : {} };
}

/** Vendure keeps who is signed in by a token in its header. */
async function signInToVendure({ urls, credentials }: Acme): Promise<string> {
  const query = 'mutation($username:String!,$password:String!){login(username:$username,password:$password){__typename}}';
  const { headers } = await send('Vendure', 'POST', urls.vendure, {}, { query, variables: credentials.vendure });
  return headers.get('vendure-auth-token') ?? '';
}

export function openSystems(acme: Acme): Systems {
  const { urls, credentials } = acme;
  let vendureToken: Promise<string> | undefined;
  return {
    async tryton<Result>(method: string, ...params: readonly unknown[]) {
      const { body } = await send('Tryton', 'POST', urls.tryton, { authorization: basic(credentials.tryton) }, { id: 1, method: `model.${method}`, params: [...params, {}] });
      if (body['error']) throw new Error(`The sample Tryton refused ${method}.`);
      return body['result'] as Result;
    },
    rt: async (method, path, body) => (await send('RT', method, `${urls.rt}/REST/2.0/${path}`, { authorization: basic(credentials.rt) }, body)).body,
    async vendure(field, declared = '', variables = {}) {
      const authorization = `Bearer ${await (vendureToken ??= signInToVendure(acme))}`;
      const { body } = await send('Vendure', 'POST', urls.vendure, { authorization }, { query: `mutation${declared}{result:${field}}`, variables });
      const result = (body['data'] as { result?: Row } | null | undefined)?.result;
      if (body['errors'] || !result) throw new Error(`The sample Vendure refused ${field.split('(')[0]}.`);
      return result;
    },
    ghost: async (method, path, body) =>
      (await send('Ghost', method, `${urls.ghost}/ghost/api/admin/${path}`, { authorization: `Ghost ${adminToken(credentials.ghost.adminKey, Date.now())}`, 'accept-version': 'v5.0' }, body)).body,
  };
}
