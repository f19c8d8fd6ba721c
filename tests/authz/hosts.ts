/** The three hosts over one engine, asked by HTTP on loopback. */
import { Pool } from 'undici';
import type { Principal } from '../../domain/principal.ts';
import type { Engine, EngineBody } from '../../gateway/engine/engine.ts';
import { createHost, type HostKind, type HostOptions } from '../../gateway/hosts/createHost.ts';
import type { Asked } from './check.ts';
import { principalOf } from './engine.ts';
import { expectedAccess } from './expected.ts';
import type { FakeGateway } from './fakeResolvers.ts';

export const HOST_KINDS: readonly HostKind[] = ['node', 'yoga', 'apollo'];

/** One host and its clients. */
export interface TestHost {
  kind: HostKind;
  /** The answer to a POST, as text. */
  post(principal: Principal, request: { query: string; variables?: Record<string, unknown>; operationName?: string }): Promise<{ status: number; text: string }>;
  /** All events of a stream that ends by itself. */
  events(principal: Principal, request: { query: string; variables?: Record<string, unknown> }): Promise<EngineBody[]>;
  close(): Promise<void>;
}

/** Starts a host on a free port. Its tokens are names that stand for principals: how tokens are read is tested elsewhere. */
export async function startHost(kind: HostKind, engine: Engine): Promise<TestHost> {
  const principals = new Map<string, Principal>();
  const names = new WeakMap<Principal, string>();
  const logger: HostOptions['logger'] = { error: () => undefined };
  const host = createHost(kind, {
    engine,
    authenticate: {
      authenticate(authorization) {
        const principal = principals.get(authorization ?? '');
        if (!principal) throw new Error('No such principal.');
        return principal;
      },
    },
    limits: { maxBodyBytes: 4_000_000, deadlineMs: 20_000 },
    cors: { origins: [] },
    graphiql: { enabled: false },
    health: { live: () => true, ready: () => true },
    trustedProxies: [],
    logger,
  });
  const { port } = await host.listen({ port: 0, bind: '127.0.0.1' });
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 4 });
  const bearer = (principal: Principal): string => {
    let name = names.get(principal);
    if (name === undefined) {
      name = `Bearer ${principals.size}`;
      names.set(principal, name);
      principals.set(name, principal);
    }
    return name;
  };
  const send = async (principal: Principal, accept: string, body: object): Promise<{ status: number; text: string }> => {
    const headers = { 'content-type': 'application/json', accept, authorization: bearer(principal) };
    const answer = await pool.request({ method: 'POST', path: '/graphql', headers, body: JSON.stringify(body) });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  return {
    kind,
    post: (principal, request) => send(principal, 'application/json', request),
    async events(principal, request) {
      const { text } = await send(principal, 'text/event-stream', request);
      return text.split('\n\n').flatMap((event) => {
        const data = event.split('\n').find((line) => line.startsWith('data:'))?.slice('data:'.length).trim();
        return data && event.includes('event: next') ? [JSON.parse(data) as EngineBody] : [];
      });
    },
    async close() {
      await pool.close();
      await host.close(200);
    },
  };
}

/** Starts the three. */
export const startHosts = (engine: Engine): Promise<TestHost[]> => Promise.all(HOST_KINDS.map((kind) => startHost(kind, engine)));

/** A host as the matrix asks it. */
export function askHost({ schema, calls, valueOf }: FakeGateway, host: TestHost): Asked {
  const principals = new Map<string, Principal>();
  return {
    schema,
    calls,
    valueOf,
    expects: expectedAccess,
    async ask(who, operation, query, variables) {
      const key = JSON.stringify(who);
      const principal = principals.get(key) ?? principalOf(who);
      principals.set(key, principal);
      if (operation === 'subscription') return host.events(principal, { query, variables });
      return [JSON.parse((await host.post(principal, { query, variables })).text) as EngineBody];
    },
  };
}
