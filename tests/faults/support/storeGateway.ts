/** A gateway over a MongoDB that fares badly; its one source is away, so that what it says is about the store. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'yaml';
import { openSampleIssuer, signSampleToken } from '../../../gateway/auth/sampleKeys.ts';
import { loadConfig, PROJECT_DIR } from '../../../gateway/config.ts';
import { startGateway } from '../../../gateway/main.ts';

export const DEADLINE_MS = 1_500;
/** Of a machine with other things to do. */
export const SLACK_MS = 1_500;
const LOOK_MS = 50;
const LOOKS = 200;

export interface GatewayAnswer {
  status: number;
  codes: string[];
  data: unknown;
  ms: number;
}

export interface StoreGateway {
  /** As an admin. */
  ask(query: string, variables?: object): Promise<GatewayAnswer>;
  /** The status of /health/live or /health/ready. */
  health(name: 'live' | 'ready'): Promise<number>;
  /** Resolves when it is ready; fails after ten seconds. */
  readyAgain(): Promise<void>;
  /** Messages of its warnings, fields of its errors, and rejections that nobody caught. */
  warned: string[];
  defects: object[];
  stray: unknown[];
  close(): Promise<void>;
}

/** `uri` of its MongoDB, which need not be there; `database` of the test's own. */
export async function startStoreGateway({ uri, database }: { uri: string; database: string }): Promise<StoreGateway> {
  const warned: string[] = [];
  const defects: object[] = [];
  const stray: unknown[] = [];
  const onStray = (reason: unknown): void => void stray.push(reason);
  process.on('unhandledRejection', onStray);
  const folder = await mkdtemp(join(tmpdir(), 'c360-mongo-trouble-'));
  const file = join(folder, 'gateway.yml');
  await writeFile(file, stringify({
    auth: { sample: true }, policy: join(PROJECT_DIR, 'policy.yml'), database, deadlineMs: DEADLINE_MS, ingest: { enabled: false },
    sources: { rt: { adapter: 'rt', kind: 'callcenter', url: 'http://127.0.0.1:9', timeoutMs: 200, settings: { username: 'u', password: 'p' } } },
  }));
  const config = loadConfig({ C360_CONFIG: file, DATA_DIR: join(folder, 'data'), PORT: '0', MONGODB_URI: uri });
  const token = await signSampleToken(await openSampleIssuer(config.dataDir), { role: 'admin' });
  const gateway = await startGateway(config, { logger: { info: () => undefined, warn: (_fields, message) => warned.push(message), error: (fields) => defects.push(fields) } });

  const health = async (name: string): Promise<number> => (await fetch(new URL(`/health/${name}`, gateway.url))).status;
  return {
    warned, defects, stray, health,
    async ask(query, variables = {}) {
      const began = performance.now();
      const response = await fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }) });
      const body = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
      return { status: response.status, codes: (body.errors ?? []).map(({ extensions }) => extensions.code), data: body.data, ms: performance.now() - began };
    },
    async readyAgain() {
      for (let looks = 0; looks < LOOKS && (await health('ready')) !== 200; looks += 1) await wait(LOOK_MS);
      expect([await health('ready'), warned]).toEqual([200, expect.anything()]);
    },
    async close() {
      await gateway.close();
      process.off('unhandledRejection', onStray);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
