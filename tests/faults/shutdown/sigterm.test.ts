/** SIGTERM to a real process with requests in hand at a slow source: every one of them is answered, then it exits with 0. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { parse, stringify } from 'yaml';
import { acmeEnvironment } from '../../../examples/acme/environment.ts';
import { startAcme, type Acme } from '../../../examples/acme/index.ts';
import { joinEmbeddedMongo } from '../../../embedded-mongo/join.ts';
import { openSampleIssuer, signSampleToken } from '../../../gateway/auth/sampleKeys.ts';
import { PROJECT_DIR, SAMPLE_CONFIG } from '../../../gateway/config.ts';
import { startSlowRelay, type SlowRelay } from '../../support/slowRelay.ts';

jest.setTimeout(180_000);

const IN_HAND = 50;
const SLOW_MS = 2_000;
const DELAY_MS = 2_000;

// A process of its own for each host, with an intake: whole runs only.
describe.each(['node', 'yoga', 'apollo'])('SIGTERM to a gateway on %s', (host) => {
  let folder: string;
  let acme: Acme;
  let slow: SlowRelay;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'c360-sigterm-'));
    acme = await startAcme({ people: 60 });
    slow = await startSlowRelay({ port: Number(new URL(acme.urls.tryton).port) });
  });
  afterAll(async () => {
    await slow?.close();
    await acme?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('answers the requests in hand with their data, is not ready meanwhile, writes its audit and exits with 0', async () => {
    const sample = parse(await readFile(SAMPLE_CONFIG, 'utf8')) as { sources: Record<string, object> };
    const sources = Object.fromEntries(Object.entries(sample.sources).map(([name, source]) => [name, { ...source, read: 'live', cacheMs: 0, timeoutMs: 8_000 }]));
    const file = join(folder, 'gateway.yml');
    await writeFile(file, stringify({ ...sample, sources, policy: join(PROJECT_DIR, 'policy.yml'), graphiql: false, deadlineMs: 10_000, ingest: { intervalMs: 600_000 }, shutdown: { delayMs: DELAY_MS } }));
    const tryton = new URL(acme.urls.tryton);
    tryton.port = String(slow.port);
    const dataDir = join(folder, 'data');
    const child = spawn(process.execPath, ['--import', 'tsx', 'gateway/cli/start.ts'], {
      cwd: PROJECT_DIR, stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env, NODE_ENV: undefined, GATEWAY_HOST: host, PORT: '0', DATA_DIR: dataDir, C360_CONFIG: file, LOG_LEVEL: 'error',
        ...acmeEnvironment({ urls: { ...acme.urls, tryton: tryton.href }, adminKey: acme.credentials.ghost.adminKey }),
      },
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    try {
      let url = '';
      await new Promise<void>((resolve, reject) => {
        void exited.then((code) => reject(new Error(`It ended with ${code}.`)));
        createInterface({ input: child.stdout }).on('line', (line) => {
          url ||= /http:\/\/\S+\/graphql/.exec(line)?.[0] ?? '';
          if (line.startsWith('Ready')) resolve();
        });
      });
      const token = await signSampleToken(await openSampleIssuer(dataDir), { role: 'admin', subject: 'in-hand' });
      const ask = (): Promise<Response> => fetch(url, {
        method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ customerBy(key: { email: "ada@example.com" }) { id taxIds { value } } }' }),
      });
      expect((await ask()).status).toBe(200);
      slow.delay(SLOW_MS);
      const inHand = Array.from({ length: IN_HAND }, () => ask());
      await wait(SLOW_MS / 2);
      child.kill('SIGTERM');
      await wait(100);
      expect((await fetch(new URL('/health/ready', url))).status).toBe(503);
      expect((await fetch(new URL('/health/live', url))).status).toBe(200);
      for (const response of await Promise.all(inHand)) {
        expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
        const { data, errors } = (await response.json()) as { data: { customerBy: { taxIds: { value: string }[] } }; errors?: unknown };
        expect(errors).toBeUndefined();
        expect(data.customerBy.taxIds.map(({ value }) => value)).toContain('GB123456782');
      }
      expect(await exited).toBe(0);
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
    const store = await joinEmbeddedMongo({ dataDir });
    const client = new MongoClient(store.uri);
    expect(await client.db('customer360').collection('audit').countDocuments({ subject: 'in-hand' })).toBe(IN_HAND + 1);
    await client.close();
    await store.close();
  });
});
