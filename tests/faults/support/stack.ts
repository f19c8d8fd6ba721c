/**
 * The sample company behind fault servers, and gateways over it as `npm start` composes them: one that shows the last
 * known values where a source fails, one that reads live or not at all. Made once per file, for all faults described in it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acmeEnvironment } from '../../../examples/acme/environment.ts';
import { startAcme, type Acme } from '../../../examples/acme/index.ts';
import { openSampleIssuer, signSampleToken } from '../../../gateway/auth/sampleKeys.ts';
import { loadConfig, type GatewayConfig } from '../../../gateway/config.ts';
import { createLogger, type Logger } from '../../../gateway/logger.ts';
import { startGateway } from '../../../gateway/main.ts';
import type { EngineBody } from '../../../gateway/engine/types.ts';
import { fillOnce } from '../../security/support/takenIn.ts';
import { startFaultServer, type FaultServer } from '../../support/faults/faultServer.ts';
import { SYSTEMS, type System } from '../../support/faults/types.ts';

/** `live`: the source or nothing. `lastKnown`: what is known from before, where the source fails. */
export type Mode = 'live' | 'lastKnown';
export const MODES: readonly Mode[] = ['lastKnown', 'live'];

/** Of a request, and of one call to a source that faults are played to; the others have time enough on a busy machine. */
export const DEADLINE_MS = 3_000;
export const TIMEOUT_MS = 800;
const OTHERS_MS = 2_500;

export interface StackAnswer {
  status: number;
  body: EngineBody;
  text: string;
  tookMs: number;
}

export interface Stack {
  servers: Readonly<Record<System, FaultServer>>;
  ask(mode: Mode, query: string): Promise<StackAnswer>;
  /** What all gateways have logged, at level debug. */
  logged(): string;
  /** When the company had been taken in, ms since the epoch: what is known from before was read until then. */
  takenInAtMs: number;
  /** Moves the gateways' clock on. */
  skip(ms: number): void;
  close(): Promise<void>;
}

const DAY = '2026-06-01T00:00:00.000Z';
const PEOPLE = 12;

const startCompany = (): Promise<Acme> => startAcme({ people: PEOPLE, now: DAY, rtPasswordCheckMs: 5 });

function configOf(dataDir: string, urls: Readonly<Record<System, string>>, acme: Acme): GatewayConfig {
  return loadConfig({ ...acmeEnvironment({ urls, adminKey: acme.credentials.ghost.adminKey }), DATA_DIR: dataDir, PORT: '0' });
}

async function takeIn(dataDir: string): Promise<void> {
  const acme = await startCompany();
  try {
    const config = configOf(dataDir, acme.urls, acme);
    // The ERP first: whose record founds a customer must not hang on which system was the quickest.
    for (const sources of [{ tryton: config.sources['tryton']! }, config.sources]) {
      const gateway = await startGateway({ ...config, sources }, { logger: createLogger('silent') });
      await gateway.firstRound;
      await gateway.close();
    }
  } finally {
    await acme.close();
  }
}

/** Small times, nothing between a query and its sources, and no fault that hangs on what was played before it. */
function underTest(config: GatewayConfig, mode: Mode, faulty: ReadonlySet<System>): GatewayConfig {
  const sources = Object.fromEntries(
    Object.entries(config.sources).map(([system, source]) => {
      const timeoutMs = faulty.has(system as System) ? TIMEOUT_MS : OTHERS_MS;
      const read = mode === 'live' ? ('live' as const) : ('live-then-snapshot' as const);
      return [system, { ...source, read, cacheMs: 0, timeoutMs, answerMs: timeoutMs, maxResponseBytes: 262_144, retry: { ...source.retry, baseMs: 10 }, breaker: { ...source.breaker, failurePercent: 100 } }];
    }),
  );
  return { ...config, deadlineMs: DEADLINE_MS, sources, ingest: { ...config.ingest, enabled: false } };
}

/** Starts all of it; nothing is asked of a source before the first query. `faulty`: the sources that faults are played to, by default any. */
export async function startStack(faulty: ReadonlySet<System> = new Set(SYSTEMS)): Promise<Stack> {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    let lines = '';
    let skippedMs = 0;
    const realNow = Date.now;
    Date.now = () => realNow() + skippedMs;
    closers.push(() => void (Date.now = realNow));
    const logger: Logger = createLogger('debug', { write: (text) => void (lines += text) });
    const dataDir = await mkdtemp(join(tmpdir(), 'c360-faults-'));
    closers.push(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
    const acme = await startCompany();
    closers.push(() => acme.close());
    await fillOnce(`faults-${PEOPLE}`, dataDir, takeIn);
    const takenInAtMs = Date.now();
    const servers = Object.fromEntries(await Promise.all(SYSTEMS.map(async (system) => [system, await startFaultServer(system, acme.urls[system])]))) as Record<System, FaultServer>;
    closers.push(() => Promise.all(Object.values(servers).map((server) => server.close())));
    const urls = Object.fromEntries(SYSTEMS.map((system) => [system, servers[system].url])) as Record<System, string>;
    const config = configOf(dataDir, urls, acme);
    const gateways = {} as Record<Mode, string>;
    for (const mode of MODES) {
      const gateway = await startGateway(underTest(config, mode, faulty), { logger });
      closers.push(() => gateway.close());
      gateways[mode] = gateway.url;
    }
    const token = await signSampleToken(await openSampleIssuer(dataDir), { role: 'admin' });
    return {
      servers,
      takenInAtMs,
      logged: () => lines,
      skip: (ms) => void (skippedMs += ms),
      close,
      async ask(mode, query) {
        const began = performance.now();
        const response = await fetch(gateways[mode], {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ query }),
        });
        const text = await response.text();
        return { status: response.status, text, body: JSON.parse(text) as EngineBody, tookMs: performance.now() - began };
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
