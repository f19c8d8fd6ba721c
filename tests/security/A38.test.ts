import { useCompany } from './support/company.ts';
import { onEveryHost } from './support/probe.ts';
import { useFakeHost } from './support/fakeHost.ts';

const company = useCompany({
  adjust: (config) => ({ ...config, sources: Object.fromEntries(Object.entries(config.sources).map(([name, source]) => [name, { ...source, cacheMs: 0, timeoutMs: 20_000 }])) as typeof config.sources }),
});

onEveryHost('A38', (host, probe) => {
  const { ask } = useFakeHost(host);

  it.each([
    ['@defer', '{ me { role ... @defer { subject } } }'],
    ['@stream', '{ customers(first: 2) { edges @stream(initialCount: 0) { cursor } } }'],
    ['both, many times', `{ me { ${'... @defer { role } '.repeat(45)} } }`],
  ])('knows no %s', async (name, query) => {
    expect(await probe(name, async (n) => (await ask(`query Q${n} ${query}`, { headers: { accept: 'application/graphql-response+json' } })).saw)).toBe('400 GRAPHQL_VALIDATION_FAILED');
  });

  it('answers in one part, whatever parts are accepted', async () => {
    expect((await ask('{ me { role } }', { headers: { accept: 'multipart/mixed; deferSpec=20220824' } })).status).toBe(406);
    const { headers } = await ask('{ me { role } }', { headers: { accept: 'multipart/mixed, application/json' } });
    expect(headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('ends its calls to the sources when the client has left', async () => {
    const wire = company.wires.tryton;
    const query = `{ customers(first: 3) { edges { node { name { full } } } } } # ${host}`;
    await company.ask(host, query, { as: { role: 'admin' } });
    const left = new AbortController();
    const asked = new Promise<void>((resolve) => {
      wire.answer = () => {
        resolve();
        return 'hang';
      };
    });
    const givenUp = new Promise<void>((resolve) => (wire.onGivenUp = resolve));
    try {
      const answer = company.ask(host, query, { as: { role: 'admin' }, signal: left.signal }).catch(() => null);
      await asked;
      left.abort();
      // The gateway closes its socket to the source: nothing is waited for that nobody reads.
      await givenUp;
      expect(await answer).toBeNull();
    } finally {
      wire.answer = null;
      wire.onGivenUp = null;
    }
  }, 15_000);

  it('goes on for a client that stayed, when another that asked the same has left', async () => {
    const wire = company.wires.tryton;
    const query = `{ customers(first: 3) { edges { node { name { full } } } } } # ${host}`;
    const left = new AbortController();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const asked = new Promise<void>((resolve) => {
      wire.onCall = async () => {
        resolve();
        await released;
      };
    });
    const leaving = company.ask(host, query, { as: { role: 'admin' }, signal: left.signal }).catch(() => null);
    const staying = company.ask(host, query, { as: { role: 'admin', subject: 'another' } });
    await asked;
    left.abort();
    expect(await leaving).toBeNull();
    release();
    const { saw, body } = await staying;
    wire.onCall = null;
    expect(saw).toBe('200 data');
    expect((body.data!['customers'] as { edges: unknown[] }).edges).toHaveLength(3);
  }, 15_000);
});
