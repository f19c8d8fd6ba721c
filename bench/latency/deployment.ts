/** The sample company, a gateway over it with an embedded MongoDB, and Ghost's webhooks: what the freshness is measured on. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { acmeEnvironment } from '../../examples/acme/environment.ts';
import { startAcme, type Acme } from '../../examples/acme/index.ts';
import { connect, type Gateway } from '../../examples/clients/graphql.ts';
import { openSampleIssuer, signSampleToken } from '../../gateway/auth/sampleKeys.ts';
import { PROJECT_DIR, SAMPLE_CONFIG } from '../../gateway/config.ts';
import { startProcess, type BenchProcess } from '../processes.ts';
import { openSystems, type Systems } from './systems.ts';

/** As the claim has it. */
export const PULL_INTERVAL_MS = 3_000;
/** Ghost is pulled so seldom that what is seen of it within the run is seen by webhook. */
const GHOST_PULL_MS = 3_600_000;
const FIRST_INTAKE_MS = 300_000;
const CLOSE_MS = 15_000;
const WEBHOOK_SECRET = 'a secret of one measurement alone';

export interface Deployment {
  acme: Acme;
  systems: Systems;
  /** As an admin. */
  gateway: Gateway;
  /** Of its GraphQL endpoint, and of an admin. */
  url: string;
  token: string;
  close(): Promise<void>;
}

/** The sample company's configuration with the claim's pace; limits of one caller are out of the way, since one caller does it all. */
async function writeConfig(dir: string, limits: object): Promise<string> {
  const sample = parse(await readFile(SAMPLE_CONFIG, 'utf8')) as { sources: Record<string, object> } & Record<string, unknown>;
  const file = join(dir, 'gateway.yml');
  const own = {
    sources: { ...sample.sources, ghost: { ...sample.sources['ghost'], sync: { intervalMs: GHOST_PULL_MS } } },
    policy: join(PROJECT_DIR, 'policy.yml'), graphiql: false, limits, ingest: { intervalMs: PULL_INTERVAL_MS }, streams: { maxPerPrincipal: 900 },
    rateLimit: { requestsPerMinute: 1_000_000, costPerMinute: 1_000_000_000, lookUpsPerHour: 1_000_000 },
  };
  await writeFile(file, stringify({ ...sample, ...own }), { mode: 0o600 });
  return file;
}

/** Rejects after `limitMs`; the work itself is not ended by it. */
async function within<Result>(limitMs: number, what: string, work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${limitMs / 1_000} s.`)), limitMs);
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(timer);
  }
}

interface DeploymentOptions {
  people: number;
  seed: number;
  signal: AbortSignal;
  /** Of the configuration (`limits`). */
  limits?: object;
}

/** Resolves after the first intake, with Ghost's webhooks registered. What was started is ended again where that fails. */
export async function openDeployment({ people, seed, signal, limits = {} }: DeploymentOptions): Promise<Deployment> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer().catch((error: unknown) => console.error((error as Error).message));
  };
  try {
    const dir = await mkdtemp(join(tmpdir(), 'c360-latency-'));
    closers.push(() => rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
    const acme = await startAcme({ people, seed });
    closers.push(() => acme.close());
    signal.throwIfAborted();
    const child: BenchProcess<null> = await startProcess({ script: './latency/gateway.ts' });
    closers.push(() => child.end());
    closers.push(() => within(CLOSE_MS, 'Closing the gateway', child.ask('close')));
    const dataDir = join(dir, 'data');
    const { url } = await within(FIRST_INTAKE_MS, 'Starting the gateway', child.ask<{ url: string }>('start', {
      C360_CONFIG: await writeConfig(dir, limits), DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error',
      ...acmeEnvironment({ urls: acme.urls, adminKey: acme.credentials.ghost.adminKey }, WEBHOOK_SECRET),
    }), signal);
    await within(FIRST_INTAKE_MS, 'The first intake', child.ask('firstRound'), signal);
    const systems = openSystems(acme);
    // As docs/webhooks.md tells.
    for (const event of ['member.added', 'member.edited', 'member.deleted']) {
      await systems.ghost('POST', 'webhooks/', { webhooks: [{ event, target_url: new URL('/webhooks/ghost', url).href, secret: WEBHOOK_SECRET, name: 'Customer 360' }] });
    }
    const token = await signSampleToken(await openSampleIssuer(dataDir), { role: 'admin', subject: 'latency' });
    return { acme, systems, gateway: connect(url, token), url, token, close };
  } catch (error) {
    await close();
    throw error;
  }
}
