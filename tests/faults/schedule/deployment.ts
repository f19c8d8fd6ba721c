/** What the schedule runs over: the sample company as a process, fault servers before it, and a gateway as `npm start` composes it. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse, stringify } from 'yaml';
import { openSystems, type Systems } from '../../../bench/latency/systems.ts';
import { acmeEnvironment } from '../../../examples/acme/environment.ts';
import { acmeCredentials, type Acme, type System } from '../../../examples/acme/index.ts';
import { generateCompany } from '../../../examples/acme/people/generate.ts';
import type { Company } from '../../../examples/acme/people/model.ts';
import { openSampleIssuer, type SampleIssuer } from '../../../gateway/auth/sampleKeys.ts';
import { loadConfig, PROJECT_DIR, SAMPLE_CONFIG } from '../../../gateway/config.ts';
import { createLogger } from '../../../gateway/logger.ts';
import { startGateway } from '../../../gateway/main.ts';
import { startFaultServer, type FaultServer } from '../../support/faults/faultServer.ts';
import { SYSTEMS } from '../../support/faults/types.ts';

/** Of a request. */
export const DEADLINE_MS = 3_000;
const TIMEOUT_MS = 700;
const PULL_EVERY_MS = 2_000;
const DAY = '2026-06-01T00:00:00.000Z';

export interface ScheduleDeployment {
  url: string;
  issuer: SampleIssuer;
  company: Company;
  /** The systems themselves, past the faults. */
  systems: Systems;
  servers: Readonly<Record<System, FaultServer>>;
  /** `onClosing` is told what is next. */
  close(onClosing?: (what: string) => void): Promise<void>;
}

/** The sample company in a process of its own: its memory is not what is measured. Ends with the pipe on its input. */
async function startCompany(people: number, seed: number): Promise<{ urls: Acme['urls']; adminKey: string; close(): Promise<void> }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(PROJECT_DIR, 'examples/acme/main.ts'), '--people', String(people), '--seed', String(seed), '--now', DAY], { cwd: PROJECT_DIR, stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error('The sample company ended while starting.')));
  });
  return {
    ...(JSON.parse(line) as { urls: Acme['urls']; adminKey: string }),
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}

/** Of these the live values alone are shown, so that answers are partial too. */
const LIVE: readonly string[] = ['rt', 'ghost'];

async function writeConfig(dir: string): Promise<string> {
  const sample = parse(await readFile(SAMPLE_CONFIG, 'utf8')) as { sources: Record<string, object> } & Record<string, unknown>;
  const file = join(dir, 'gateway.yml');
  const own = {
    sources: Object.fromEntries(Object.entries(sample.sources).map(([system, source]) => [system, { ...source, timeoutMs: TIMEOUT_MS, maxResponseBytes: 4 * 1_048_576, ...(LIVE.includes(system) && { read: 'live' }) }])),
    policy: join(PROJECT_DIR, 'policy.yml'), graphiql: false, deadlineMs: DEADLINE_MS, ingest: { intervalMs: PULL_EVERY_MS },
    rateLimit: { requestsPerMinute: 1_000_000, costPerMinute: 1_000_000_000, lookUpsPerHour: 1_000_000, chatbotLookUpsPerHour: 1_000_000 },
  };
  await writeFile(file, stringify({ ...sample, ...own }), { mode: 0o600 });
  return file;
}

/** Resolves after the first intake, with all sources well. `redisUrl`: left out, the caches and notices are in process. */
export async function openScheduleDeployment({ people, seed, redisUrl }: { people: number; seed: number; redisUrl?: string | undefined }): Promise<ScheduleDeployment> {
  const closers: [what: string, close: () => Promise<unknown>][] = [];
  const close: ScheduleDeployment['close'] = async (onClosing) => {
    for (const [what, closer] of closers.splice(0).reverse()) {
      onClosing?.(what);
      await closer();
    }
  };
  try {
    const dir = await mkdtemp(join(tmpdir(), 'c360-schedule-'));
    closers.push(['the folder', () => rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })]);
    const acme = await startCompany(people, seed);
    closers.push(['the sample company', () => acme.close()]);
    const servers = Object.fromEntries(await Promise.all(SYSTEMS.map(async (system) => [system, await startFaultServer(system, acme.urls[system])]))) as Record<System, FaultServer>;
    closers.push(['the fault servers', () => Promise.all(Object.values(servers).map((server) => server.close()))]);
    const urls = Object.fromEntries(SYSTEMS.map((system) => [system, servers[system].url])) as Record<System, string>;
    const config = loadConfig({
      C360_CONFIG: await writeConfig(dir), DATA_DIR: join(dir, 'data'), PORT: '0', LOG_LEVEL: 'silent', ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
      ...acmeEnvironment({ urls, adminKey: acme.adminKey }),
    });
    const gateway = await startGateway(config, { logger: createLogger('silent') });
    closers.push(['the gateway', () => gateway.close()]);
    await gateway.firstRound;
    const company = generateCompany({ seed, nowMs: Date.parse(DAY), people });
    const systems = openSystems({ urls: acme.urls, credentials: acmeCredentials(seed) } as Acme);
    return { url: gateway.url, issuer: await openSampleIssuer(config.dataDir), company, systems, servers, close };
  } catch (error) {
    await close();
    throw error;
  }
}
