/** A gateway whose MongoDB is not there yet, dies, or hangs: what its callers are told, in what time, and that it goes on by itself. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'yaml';
import { openSampleIssuer, signSampleToken } from '../../../gateway/auth/sampleKeys.ts';
import { loadConfig, PROJECT_DIR } from '../../../gateway/config.ts';
import { startGateway, type RunningGateway } from '../../../gateway/main.ts';
import { isWhole } from '../../support/depth.ts';
import { mongoServers } from '../../support/mongoServers.ts';
import { relay } from '../../support/relay.ts';

jest.setTimeout(60_000);

const DEADLINE_MS = 1_500;
/** Of a machine with other things to do. */
const SLACK_MS = 700;
const QUERY = '{ customerBy(key: { email: "nobody@example.com" }) { id } }';

// Seconds of waiting for a driver that finds its server again: whole runs only.
(isWhole ? describe : describe.skip).each(mongoServers())('a gateway whose MongoDB ($name) is in trouble', (server) => {
  let folder: string;
  let between: ReturnType<typeof relay>;
  let gateway: RunningGateway;
  let token: string;
  const warned: string[] = [];
  const defects: object[] = [];
  const stray: unknown[] = [];
  const onStray = (reason: unknown): void => void stray.push(reason);

  beforeAll(async () => {
    process.on('unhandledRejection', onStray);
    folder = await mkdtemp(join(tmpdir(), 'c360-mongo-trouble-'));
    const uri = new URL(await server.uri());
    const path = decodeURIComponent(uri.host);
    between = relay(path.startsWith('/') ? path : ({ host: uri.hostname, port: Number(uri.port || 27017) }));
    const port = await between.listen();
    between.cut();
    const file = join(folder, 'gateway.yml');
    await writeFile(file, stringify({
      auth: { sample: true }, policy: join(PROJECT_DIR, 'policy.yml'), database: `trouble_${process.pid}`, deadlineMs: DEADLINE_MS, ingest: { enabled: false },
      // Nobody is there: this is about the store.
      sources: { rt: { adapter: 'rt', kind: 'callcenter', url: 'http://127.0.0.1:9', timeoutMs: 200, settings: { username: 'u', password: 'p' } } },
    }));
    const user = uri.username ? `${uri.username}:${uri.password}@` : '';
    const config = loadConfig({ C360_CONFIG: file, DATA_DIR: join(folder, 'data'), PORT: '0', MONGODB_URI: `mongodb://${user}127.0.0.1:${port}/${uri.search || '?directConnection=true'}` });
    token = await signSampleToken(await openSampleIssuer(config.dataDir), { role: 'admin' });
    gateway = await startGateway(config, { logger: { info: () => undefined, warn: (_fields, message) => warned.push(message), error: (fields) => defects.push(fields) } });
  });
  afterAll(async () => {
    await gateway?.close();
    await between?.close();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    process.off('unhandledRejection', onStray);
  });

  const ask = async (): Promise<{ status: number; codes: string[]; data: unknown; ms: number }> => {
    const began = performance.now();
    const response = await fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query: QUERY }) });
    const body = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
    return { status: response.status, codes: (body.errors ?? []).map(({ extensions }) => extensions.code), data: body.data, ms: performance.now() - began };
  };
  const health = async (name: string): Promise<number> => (await fetch(new URL(`/health/${name}`, gateway.url))).status;
  const readyAgain = async (): Promise<void> => {
    for (let looks = 0; looks < 100 && (await health('ready')) !== 200; looks += 1) await wait(50);
    expect([await health('ready'), warned]).toEqual([200, expect.anything()]);
  };
  /** Every source is away, so nobody can be said to be unknown; but the store was asked. */
  const isAnswered = async (): Promise<void> => {
    const { status, codes } = await ask();
    expect(status).toBe(200);
    expect(codes.filter((code) => code !== 'SOURCE_UNAVAILABLE')).toEqual([]);
  };

  it('starts without it, lives, is not ready, and refuses every query at once with STORE_UNAVAILABLE', async () => {
    expect([await health('live'), await health('ready')]).toEqual([200, 503]);
    const { ms, ...answer } = await ask();
    expect(answer).toEqual({ status: 503, codes: ['STORE_UNAVAILABLE'], data: undefined });
    expect(ms).toBeLessThan(SLACK_MS);
    expect(warned).toContain('The store does not answer: it is asked again until it does.');
  });

  it('is ready by itself when it comes', async () => {
    between.mend();
    await readyAgain();
    await isAnswered();
    expect(warned).toContain('The store answers.');
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
    expect([await health('live'), await health('ready')]).toEqual([200, 503]);
    between.mend();
    await readyAgain();
    await isAnswered();
  });

  it('tells so within the deadline when it hangs, and goes on by itself when it does no longer', async () => {
    between.hold();
    for (const { ms, codes } of await Promise.all(Array.from({ length: 20 }, () => ask()))) {
      expect(ms).toBeLessThan(DEADLINE_MS + SLACK_MS);
      expect(codes.length).toBeGreaterThan(0);
      for (const code of codes) expect(['STORE_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'AUDIT_UNAVAILABLE', 'SOURCE_UNAVAILABLE', 'OVERLOADED']).toContain(code);
    }
    expect([await health('live'), await health('ready')]).toEqual([200, 503]);
    between.resume();
    await readyAgain();
    await isAnswered();
  });

  it('leaves no rejection that nobody catches, and no defect but that of the audit, which is tried again', () => {
    expect(stray).toEqual([]);
    expect(defects.filter((fields) => (fields as { failure?: string }).failure !== 'audit')).toEqual([]);
  });
});
