/** Runs the sample company's servers as a process of its own, which ends with this one. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { adminToken } from '../../datasources/systems/ghost/session.ts';
import { PROJECT_DIR } from '../config.ts';
import { madeOnce } from '../instanceSecret.ts';

export interface SampleCompany {
  /** What examples/acme/gateway.yml refers to. */
  env: Record<string, string>;
  /** Has its Ghost tell the gateway at this URL of changes, as an administrator would set it up. */
  tellChanges(gatewayUrl: string): Promise<void>;
  close(): Promise<void>;
}

const START_LIMIT_MS = 30_000;

/** Stand-ins for the addresses, so that everything else can be checked before a process is started. */
export const SAMPLE_COMPANY_NOT_STARTED: Readonly<Record<string, string>> = {
  ACME_TRYTON_URL: 'http://127.0.0.1:1/',
  ACME_RT_URL: 'http://127.0.0.1:1/',
  ACME_VENDURE_URL: 'http://127.0.0.1:1/',
  ACME_GHOST_URL: 'http://127.0.0.1:1/',
  ACME_GHOST_KEY: `${'0'.repeat(24)}:${'0'.repeat(64)}`,
  ACME_GHOST_WEBHOOK_SECRET: '0'.repeat(64),
};

/** Where the process that has started it leaves what others need to ask it. */
const RUNNING = 'acme-running.json';

/** What gateway.yml refers to, of the sample company that `npm start` with this data folder runs; undefined where none does. */
export function runningSampleCompany(dataDir: string): Readonly<Record<string, string>> | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, RUNNING), 'utf8')) as Record<string, string>;
  } catch {
    return undefined;
  }
}

/** How many people and organisations `ACME_PEOPLE` asks for; undefined: as many as the company has by itself. */
export function samplePeople(env: NodeJS.ProcessEnv): number | undefined {
  const text = env.ACME_PEOPLE;
  if (!text) return undefined;
  if (!/^\d{1,6}$/.test(text)) throw new Error('ACME_PEOPLE must be a whole number of people, e.g. 300.');
  return Number(text);
}

/**
 * Starts it; the day that its history leads up to is kept in the data folder, so that a later start shows the same.
 * `people`: how many people and organisations it has, the same for every start with a data folder.
 */
export async function startSampleCompany(dataDir: string, people?: number): Promise<SampleCompany> {
  const now = madeOnce(dataDir, 'acme-day', () => new Date(new Date().setUTCHours(0, 0, 0, 0)).toISOString()).trim();
  const isBuilt = import.meta.url.endsWith('.js');
  const script = fileURLToPath(new URL(`../../examples/acme/main.${isBuilt ? 'js' : 'ts'}`, import.meta.url));
  const child = spawn(process.execPath, [...(isBuilt ? [] : ['--import', 'tsx']), script, '--now', now, ...(people === undefined ? [] : ['--people', String(people)])], {
    cwd: PROJECT_DIR,
    stdio: ['pipe', 'pipe', 'inherit'],
    // Its own process group would survive a Ctrl-C that kills this one; the pipe on its input ends it in every case.
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const first = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The sample company did not start in time.')), START_LIMIT_MS);
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve(line);
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('The sample company ended while starting.'));
    });
  });
  const { urls, adminKey } = JSON.parse(await first) as { urls: Record<'tryton' | 'rt' | 'vendure' | 'ghost', string>; adminKey: string };
  const env = {
    ACME_TRYTON_URL: urls.tryton,
    ACME_RT_URL: urls.rt,
    ACME_VENDURE_URL: urls.vendure,
    ACME_GHOST_URL: urls.ghost,
    ACME_GHOST_KEY: adminKey,
    ACME_GHOST_WEBHOOK_SECRET: randomBytes(32).toString('hex'),
  };
  writeFileSync(join(dataDir, RUNNING), JSON.stringify(env), { mode: 0o600 });
  return {
    env,
    tellChanges: (gatewayUrl) => registerWebhooks(env, new URL('/webhooks/ghost', gatewayUrl).href),
    async close() {
      rmSync(join(dataDir, RUNNING), { force: true });
      child.stdin.end();
      await exited;
    },
  };
}

/** As docs/webhooks.md tells: one webhook for each event, all with one secret. */
async function registerWebhooks({ ACME_GHOST_URL: url, ACME_GHOST_KEY: key, ACME_GHOST_WEBHOOK_SECRET: secret }: Record<string, string>, target: string): Promise<void> {
  for (const event of ['member.added', 'member.edited', 'member.deleted']) {
    const answer = await fetch(`${url}/ghost/api/admin/webhooks/`, {
      method: 'POST',
      headers: { authorization: `Ghost ${adminToken(key!, Date.now())}`, 'content-type': 'application/json', 'accept-version': 'v5.0' },
      body: JSON.stringify({ webhooks: [{ event, target_url: target, secret, name: 'Customer 360' }] }),
    });
    if (!answer.ok) throw new Error(`The sample company's Ghost took no webhook (HTTP ${answer.status}).`);
  }
}
