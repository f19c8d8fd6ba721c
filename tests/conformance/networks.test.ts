/** The contact centre is let in from inside only, on every host, whatever a request says of where it comes from. */
import type { HostKind } from '../../gateway/hosts/createHost.ts';
import type { Role } from '../../domain/principal.ts';
import { startServer, type TestServer } from './server.ts';

const OUTSIDE = '203.0.113.7';

describe.each<HostKind>(['node', 'yoga', 'apollo'])('the host %s', (kind) => {
  let direct: TestServer;
  let proxied: TestServer;
  beforeAll(async () => {
    direct = await startServer(kind);
    proxied = await startServer(kind, { trustedProxies: ['127.0.0.1', '10.9.0.0/16'] });
  });
  afterAll(() => Promise.all([direct, proxied].map((server) => server.close())));

  const ask = async (server: TestServer, role: Role, headers: Record<string, string> = {}, claims: object = {}) => {
    server.harness.calls.clear();
    const token = await server.token({ role, ...claims });
    const response = await server.post({ query: '{ me { role } }' }, { token, headers: { accept: 'application/graphql-response+json', ...headers } });
    const body = (await response.json()) as { data?: object; errors?: { message: string; extensions: object }[] };
    return { status: response.status, ...body, calls: server.harness.calls.size };
  };
  const refusal = {
    status: 403,
    errors: [{ message: 'This role may not be used from your network.', extensions: { code: 'FORBIDDEN', requires: { network: 'inside' } } }],
    calls: 0,
  };

  it.each([
    ['alone', OUTSIDE],
    ['behind an address of inside that the client made up', `10.1.2.3, ${OUTSIDE}`],
    ['through two proxies', `${OUTSIDE}, 10.9.0.4`],
    ['through two proxies, with an address made up before', `127.0.0.1, ${OUTSIDE}, 10.9.0.4`],
  ])('refuses an agent from outside with 403 before anything runs: %s', async (_name, forwarded) => {
    expect(await ask(proxied, 'agent', { 'x-forwarded-for': forwarded })).toEqual(refusal);
  });

  it('refuses it over a stream too', async () => {
    const token = await proxied.token({ role: 'agent' });
    const response = await proxied.post({ query: 'subscription { interactionRecorded(customerId: "1") { id } }' }, { token, headers: { accept: 'text/event-stream', 'x-forwarded-for': OUTSIDE } });
    expect([response.status, response.headers.get('content-type')]).toEqual([403, expect.stringContaining('json')]);
    await response.body?.cancel();
  });

  it('decides anew for each request of a token that was let in before', async () => {
    const seen = [];
    for (const forwarded of ['10.1.2.3', OUTSIDE, '10.1.2.3', OUTSIDE]) seen.push((await ask(proxied, 'agent', { 'x-forwarded-for': forwarded })).status);
    expect(seen).toEqual([200, 403, 200, 403]);
  });

  it('believes no header but of a trusted proxy', async () => {
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip', 'true-client-ip']) {
      const said = { [name]: name === 'forwarded' ? 'for=10.1.2.3' : '10.1.2.3' };
      // From inside by its socket, whatever it says; and from outside by the trusted header, whatever others say.
      expect((await ask(direct, 'agent', { [name]: name === 'forwarded' ? `for=${OUTSIDE}` : OUTSIDE })).status).toBe(200);
      if (name !== 'x-forwarded-for') expect((await ask(proxied, 'agent', { ...said, 'x-forwarded-for': OUTSIDE })).status).toBe(403);
    }
  });

  it('lets other roles in from outside', async () => {
    for (const role of ['admin', 'sales', 'partner', 'chatbot'] as const) expect((await ask(proxied, role, { 'x-forwarded-for': OUTSIDE })).status).toBe(200);
  });

  it('narrows who states a purpose to it, and who states one that is none to what is public', async () => {
    const query = '{ customer(id: "1") { id kind account tickets { pageInfo { hasNextPage } } } }';
    const codes = async (purpose?: string) => {
      const response = await direct.post({ query }, { token: await direct.token({ role: 'manager', ...(purpose && { purpose }) }) });
      const { errors = [] } = (await response.json()) as { errors?: { extensions: { coordinate: string; requires: object } }[] };
      return errors.map(({ extensions }) => [extensions.coordinate, extensions.requires]);
    };
    expect(await codes('mischief')).toEqual([
      ['Customer.account', { purpose: 'support or service or delivery' }],
      ['Customer.tickets', { purpose: 'support or service' }],
    ]);
    expect(await codes('delivery')).toEqual([['Customer.tickets', { purpose: 'support or service' }]]);
    expect(await codes('support')).toEqual([]);
    expect(await codes()).toEqual([]);
  });
});
