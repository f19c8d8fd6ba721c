import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthenticator } from '../../gateway/auth/authenticator.ts';
import { localIssuer } from '../../gateway/auth/issuers.ts';
import { openSampleIssuer, signSampleToken, type SampleIssuer, type SampleTokenClaims } from '../../gateway/auth/sampleKeys.ts';
import { createHost, type Host, type HostKind, type HostOptions } from '../../gateway/hosts/createHost.ts';
import { shippedPolicy } from '../authz/callers.ts';
import { createHarness, type Harness } from '../authz/engine.ts';

export interface TestServer {
  url: string;
  origin: string;
  harness: Harness;
  host: Host;
  issuer: SampleIssuer;
  token(claims: SampleTokenClaims): Promise<string>;
  /** POSTs JSON with an admin token, unless told otherwise. */
  post(body: unknown, init?: { token?: string | null; headers?: Record<string, string> }): Promise<Response>;
  close(): Promise<void>;
}

/** A host over the fake gateway on a free loopback port. */
export async function startServer(
  kind: HostKind,
  changes: Partial<HostOptions> = {},
  fake: Parameters<typeof createHarness>[0] = {},
): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'c360-host-'));
  const issuer = await openSampleIssuer(directory);
  const harness = createHarness(fake);
  const host = createHost(kind, {
    engine: harness.engine,
    authenticate: createAuthenticator({ issuers: [localIssuer(issuer)], policy: () => shippedPolicy }),
    limits: { maxBodyBytes: 100_000, deadlineMs: 3_000 },
    cors: { origins: [] },
    graphiql: { enabled: false },
    health: { live: () => true, ready: () => true },
    trustedProxies: [],
    logger: { error: (fields) => harness.logged.push({ ...fields }) },
    ...changes,
  });
  const { port } = await host.listen({ port: 0, bind: '127.0.0.1' });
  const origin = `http://127.0.0.1:${port}`;
  const token = (claims: SampleTokenClaims): Promise<string> => signSampleToken(issuer, claims);
  const admin = await token({ role: 'admin' });
  return {
    url: `${origin}/graphql`,
    origin,
    harness,
    host,
    issuer,
    token,
    post: (body, init = {}) =>
      fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(init.token === null ? {} : { authorization: `Bearer ${init.token ?? admin}` }),
          ...init.headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async close() {
      await host.close(200);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
