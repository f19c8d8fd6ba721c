/** A gateway whose MongoDB is not there yet, dies, or hangs: what its callers are told, in what time, and that it goes on by itself. */
import { mongoServers } from '../../support/mongoServers.ts';
import { relay } from '../../support/relay.ts';
import { DEADLINE_MS, SLACK_MS, startStoreGateway, type StoreGateway } from '../support/storeGateway.ts';

jest.setTimeout(60_000);

const QUERY = '{ customerBy(key: { email: "nobody@example.com" }) { id } }';

describe.each(mongoServers())('a gateway whose MongoDB ($name) is in trouble', (server) => {
  let between: ReturnType<typeof relay>;
  let gateway: StoreGateway;

  beforeAll(async () => {
    const uri = new URL(await server.uri());
    const path = decodeURIComponent(uri.host);
    between = relay(path.startsWith('/') ? path : ({ host: uri.hostname, port: Number(uri.port || 27017) }));
    const port = await between.listen();
    between.cut();
    const user = uri.username ? `${uri.username}:${uri.password}@` : '';
    gateway = await startStoreGateway({ uri: `mongodb://${user}127.0.0.1:${port}/${uri.search || '?directConnection=true'}`, database: `trouble_${process.pid}` });
  });
  afterAll(async () => {
    await gateway?.close();
    await between?.close();
    await server.close();
  });

  const ask = () => gateway.ask(QUERY);
  /** Every source is away, so nobody can be said to be unknown; but the store was asked. */
  const isAnswered = async (): Promise<void> => {
    const { status, codes } = await ask();
    expect(status).toBe(200);
    expect(codes.filter((code) => code !== 'SOURCE_UNAVAILABLE')).toEqual([]);
  };

  it('starts without it, lives, is not ready, and refuses every query at once with STORE_UNAVAILABLE', async () => {
    expect([await gateway.health('live'), await gateway.health('ready')]).toEqual([200, 503]);
    const { ms, ...answer } = await ask();
    expect(answer).toEqual({ status: 503, codes: ['STORE_UNAVAILABLE'], data: undefined });
    expect(ms).toBeLessThan(SLACK_MS);
    expect(gateway.warned).toContain('The store does not answer: it is asked again until it does.');
  });

  it('is ready by itself when it comes', async () => {
    between.mend();
    await gateway.readyAgain();
    await isAnswered();
    expect(gateway.warned).toContain('The store answers.');
  });

  it('tells STORE_UNAVAILABLE or DEADLINE_EXCEEDED within the deadline when it dies under requests, and goes on by itself', async () => {
    const inHand = Array.from({ length: 20 }, () => ask());
    between.cut();
    for (const { ms, codes } of [...(await Promise.all(inHand)), ...(await Promise.all(Array.from({ length: 20 }, () => ask())))]) {
      expect(ms).toBeLessThan(DEADLINE_MS + SLACK_MS);
      for (const code of codes) expect(['STORE_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'AUDIT_UNAVAILABLE', 'SOURCE_UNAVAILABLE', 'OVERLOADED']).toContain(code);
    }
    const { codes } = await ask();
    expect(codes.some((code) => code === 'STORE_UNAVAILABLE' || code === 'DEADLINE_EXCEEDED')).toBe(true);
    expect([await gateway.health('live'), await gateway.health('ready')]).toEqual([200, 503]);
    between.mend();
    await gateway.readyAgain();
    await isAnswered();
  });

  it('tells so within the deadline when it hangs, and goes on by itself when it does no longer', async () => {
    between.hold();
    for (const { ms, codes } of await Promise.all(Array.from({ length: 20 }, () => ask()))) {
      expect(ms).toBeLessThan(DEADLINE_MS + SLACK_MS);
      expect(codes.length).toBeGreaterThan(0);
      for (const code of codes) expect(['STORE_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'AUDIT_UNAVAILABLE', 'SOURCE_UNAVAILABLE', 'OVERLOADED']).toContain(code);
    }
    expect([await gateway.health('live'), await gateway.health('ready')]).toEqual([200, 503]);
    between.resume();
    await gateway.readyAgain();
    await isAnswered();
  });

  it('leaves no rejection that nobody catches, and no defect but that of the audit, which is tried again', () => {
    expect(gateway.stray).toEqual([]);
    expect(gateway.defects.filter((fields) => (fields as { failure?: string }).failure !== 'audit')).toEqual([]);
  });
});
