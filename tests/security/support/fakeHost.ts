/** One host over fake resolvers (tests/conformance/server.ts) for a suite: for what is refused before any resolver. */
import type { HostKind, HostOptions } from '../../../gateway/hosts/createHost.ts';
import type { SampleTokenClaims } from '../../../gateway/auth/sampleKeys.ts';
import { startServer, type TestServer } from '../../conformance/server.ts';
import { seen, type Seen } from './seen.ts';

export interface Ask {
  /** Admin with all scopes if left out. */
  as?: SampleTokenClaims;
  variables?: Record<string, unknown>;
  operationName?: string;
  headers?: Record<string, string>;
}

export interface FakeHost {
  server: TestServer;
  /** POSTs a document; the answer in the modern media type, so that a refusal keeps its status. */
  ask(query: string, how?: Ask): Promise<Seen>;
}

const ADMIN: SampleTokenClaims = { role: 'admin' };

/** Starts the host before a suite's tests and ends it after them. */
export function useFakeHost(kind: HostKind, changes: Partial<HostOptions> = {}, fake: Parameters<typeof startServer>[2] = {}): FakeHost {
  let server: TestServer | undefined;
  const tokens = new Map<string, string>();
  const running = (): TestServer => {
    if (!server) throw new Error('The host has not been started yet.');
    return server;
  };
  const host: FakeHost = {
    get server() {
      return running();
    },
    async ask(query, { as = ADMIN, headers, ...rest } = {}) {
      const key = JSON.stringify(as);
      const token = tokens.get(key) ?? (await running().token(as));
      tokens.set(key, token);
      return seen(running().post({ query, ...rest }, { token, headers: { accept: 'application/graphql-response+json', ...headers } }));
    },
  };
  beforeAll(async () => {
    server = await startServer(kind, changes, fake);
    // Connections, tokens and code that every request needs are not the attack's.
    for (let round = 0; round < 3; round += 1) await host.ask(`query Warm${round} { me { role } }`);
  });
  afterAll(() => server?.close());
  return host;
}
