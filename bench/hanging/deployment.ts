/** The sample company, a gateway over it in a process of its own, and the relay that has one source hang. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { acmeEnvironment } from '../../examples/acme/environment.ts';
import type { Acme } from '../../examples/acme/index.ts';
import { openSampleIssuer, signSampleToken } from '../../gateway/auth/sampleKeys.ts';
import { PROJECT_DIR, SAMPLE_CONFIG } from '../../gateway/config.ts';
import { startProcess, type BenchProcess } from '../processes.ts';
import { startRelay, type HangingRelay } from './relay.ts';

/** The desk: the one that was seen to hang (reference: a query goes on after a hang-up). */
export const HANGING = 'rt';
/** Of a request, as configured. */
export const DEADLINE_MS = 3_000;

export interface HangingDeployment {
  url: string;
  token: string;
  relay: HangingRelay;
  close(): Promise<void>;
}

async function writeConfig(dir: string): Promise<string> {
  const sample = parse(await readFile(SAMPLE_CONFIG, 'utf8')) as { sources: Record<string, object> } & Record<string, unknown>;
  const file = join(dir, 'gateway.yml');
  const own = {
    // Every query asks its sources: a cache would hide what is measured.
    sources: Object.fromEntries(Object.entries(sample.sources).map(([system, source]) => [system, { ...source, cacheMs: 0 }])),
    policy: join(PROJECT_DIR, 'policy.yml'), graphiql: false, deadlineMs: DEADLINE_MS, ingest: { intervalMs: 3_600_000 },
    rateLimit: { requestsPerMinute: 1_000_000, costPerMinute: 1_000_000_000, lookUpsPerHour: 1_000_000 },
  };
  await writeFile(file, stringify({ ...sample, ...own }), { mode: 0o600 });
  return file;
}

/** Resolves after the first intake. What was started is ended again where that fails. */
export async function openHangingDeployment(people: number): Promise<HangingDeployment> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer().catch((error: unknown) => console.error((error as Error).message));
  };
  try {
    const dir = await mkdtemp(join(tmpdir(), 'c360-hanging-'));
    closers.push(() => rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
    const company: BenchProcess<{ urls: Acme['urls']; adminKey: string }> = await startProcess({ script: './hanging/company.ts', args: [String(people)] });
    closers.push(() => company.end());
    const { urls, adminKey } = company.ready;
    const relay = await startRelay(urls[HANGING]);
    closers.push(() => relay.close());
    const gateway: BenchProcess<null> = await startProcess({ script: './latency/gateway.ts' });
    closers.push(() => gateway.end());
    closers.push(() => gateway.ask('close'));
    const dataDir = join(dir, 'data');
    const { url } = await gateway.ask<{ url: string }>('start', {
      C360_CONFIG: await writeConfig(dir), DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error', ...acmeEnvironment({ urls: { ...urls, [HANGING]: relay.url }, adminKey }),
    });
    await gateway.ask('firstRound');
    return { url, relay, close, token: await signSampleToken(await openSampleIssuer(dataDir), { role: 'admin', subject: 'hanging' }) };
  } catch (error) {
    await close();
    throw error;
  }
}
