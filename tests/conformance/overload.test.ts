/** What a host says when there is too much to do: to everybody the same, before it has read what they want. */
import type { HostKind } from '../../gateway/hosts/createHost.ts';
import { createOverload, type Overload, type OverloadLimits } from '../../gateway/limits/overload.ts';
import { startServer, type TestServer } from './server.ts';

const FULL: OverloadLimits = { maxInFlight: 1, minInFlight: 1, maxWaiting: 0, maxWaitMs: 100, maxLoopDelayMs: 10_000 };
const REFUSAL = { errors: [{ message: 'The gateway has too much to do: try again later.', extensions: { code: 'OVERLOADED', retryAfterSeconds: 1 } }] };

describe.each(['node', 'yoga', 'apollo'] as const)('a host on %s that has too much to do', (kind: HostKind) => {
  let server: TestServer;
  let overload: Overload;
  let authenticated = 0;
  let began = (): void => undefined;
  let finish = (): void => undefined;

  beforeAll(async () => {
    overload = createOverload(FULL);
    server = await startServer(
      kind,
      {
        overload,
        admit: () => void (authenticated += 1),
        webhooks: (source) => (source === 'shop' ? { maxBodyBytes: 1_000, take: () => Promise.resolve('taken') } : undefined),
      },
      { override: { 'Query.me': () => new Promise((resolve) => ((finish = () => resolve({ role: 'admin' })), began())) } },
    );
  });
  afterAll(async () => {
    overload.close();
    await server.close();
  });
  /** A request that is worked on until `finish`. */
  const occupy = async (headers: Record<string, string> = {}): Promise<{ answer: Promise<Response> }> => {
    const begun = new Promise<void>((resolve) => (began = resolve));
    const answer = server.post({ query: '{ me { role } }' }, { headers });
    await begun;
    return { answer };
  };

  it('refuses requests with 503 and Retry-After, whoever asks and whatever the body, until the work is done', async () => {
    const { answer } = await occupy();
    const before = authenticated;
    for (const [body, token] of [['{ "query": ', null], [{ query: '{ __typename }' }, undefined]] as const) {
      const refused = await server.post(body, { token: token as null });
      expect(refused.status).toBe(503);
      expect(['1', '2', '3']).toContain(refused.headers.get('retry-after'));
      expect(refused.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await refused.json()).toEqual(REFUSAL);
    }
    const typed = await server.post({ query: '{ __typename }' }, { headers: { accept: 'application/graphql-response+json' } });
    expect([typed.status, typed.headers.get('content-type')]).toEqual([503, 'application/graphql-response+json; charset=utf-8']);
    expect((await fetch(`${server.url}?query={__typename}`)).status).toBe(503);
    expect(authenticated).toBe(before);
    finish();
    expect(await (await answer).json()).toEqual({ data: { me: { role: 'value of Viewer.role' } } });
    expect((await server.post({ query: '{ __typename }' })).status).toBe(200);
  });

  it('goes on telling that it lives and is ready, and takes webhooks while the loop is in time', async () => {
    const { answer } = await occupy();
    expect((await fetch(`${server.origin}/health/live`)).status).toBe(200);
    expect((await fetch(`${server.origin}/health/ready`)).status).toBe(200);
    expect((await fetch(`${server.origin}/webhooks/shop`, { method: 'POST', body: '{}' })).status).toBe(202);
    const over = jest.spyOn(overload, 'isOver').mockReturnValue(true);
    const refused = await fetch(`${server.origin}/webhooks/shop`, { method: 'POST', body: '{}' });
    over.mockRestore();
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
    finish();
    await answer;
  });

  it('does not count an event stream once it has begun', async () => {
    const { answer } = await occupy({ accept: 'text/event-stream' });
    expect((await server.post({ query: '{ __typename }' })).status).toBe(200);
    finish();
    expect(await (await answer).text()).toContain('event: complete');
  });

  it('gives the place of a client that leaves, and of one that is refused otherwise, to the next', async () => {
    expect((await server.post('{', {})).status).toBe(400);
    expect((await server.post({ query: '{ __typename }' }, { token: 'no token' })).status).toBe(401);
    const gone = new AbortController();
    const begun = new Promise<void>((resolve) => (began = resolve));
    const left = fetch(server.url, { method: 'POST', signal: gone.signal, headers: { 'content-type': 'application/json', authorization: `Bearer ${await server.token({ role: 'admin' })}` }, body: JSON.stringify({ query: '{ me { role } }' }) });
    await begun;
    gone.abort();
    await expect(left).rejects.toThrow();
    finish();
    while (overload.state().inFlight > 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await server.post({ query: '{ __typename }' })).status).toBe(200);
  });
});
