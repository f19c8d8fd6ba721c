/** Runs the sample company's servers as a process of its own, which ends with this one. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PROJECT_DIR } from '../config.ts';
import { madeOnce } from '../instanceSecret.ts';

export interface SampleCompany {
  /** What examples/acme/gateway.yml refers to. */
  env: Record<string, string>;
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
};

/** Starts it; the day that its history leads up to is kept in the data folder, so that a later start shows the same. */
export async function startSampleCompany(dataDir: string): Promise<SampleCompany> {
  const now = madeOnce(dataDir, 'acme-day', () => new Date(new Date().setUTCHours(0, 0, 0, 0)).toISOString()).trim();
  const isBuilt = import.meta.url.endsWith('.js');
  const script = fileURLToPath(new URL(`../../examples/acme/main.${isBuilt ? 'js' : 'ts'}`, import.meta.url));
  const child = spawn(process.execPath, [...(isBuilt ? [] : ['--import', 'tsx']), script, '--now', now], {
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
  return {
    env: {
      ACME_TRYTON_URL: urls.tryton,
      ACME_RT_URL: urls.rt,
      ACME_VENDURE_URL: urls.vendure,
      ACME_GHOST_URL: urls.ghost,
      ACME_GHOST_KEY: adminKey,
    },
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}
