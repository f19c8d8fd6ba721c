/**
 * Whole gateways, one per kind of host, as `npm start` composes them: the sample company behind wires that write down what
 * is sent, one embedded MongoDB, tokens of the sample issuer. For attacks that resolvers, store or sources must stop.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acmeEnvironment } from '../../../examples/acme/environment.ts';
import { startAcme, systems, type Acme, type System } from '../../../examples/acme/index.ts';
import { openSampleIssuer, signSampleToken, type SampleIssuer, type SampleTokenClaims } from '../../../gateway/auth/sampleKeys.ts';
import { loadConfig, type GatewayConfig } from '../../../gateway/config.ts';
import type { HostKind } from '../../../gateway/hosts/createHost.ts';
import { createLogger, type Logger } from '../../../gateway/logger.ts';
import { startGateway, type RunningGateway } from '../../../gateway/main.ts';
import { HOSTS } from './probe.ts';
import { seen, type Seen } from './seen.ts';
import { fillOnce } from './takenIn.ts';
import { startWire, type Wire } from './wire.ts';

export interface CompanyAsk {
  as: SampleTokenClaims;
  variables?: Record<string, unknown>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Company {
  acme: Acme;
  wires: Readonly<Record<System, Wire>>;
  issuer: SampleIssuer;
  /** Where all instances keep what is outside the store. */
  dataDir: string;
  /** Everything that the gateways have logged, at level debug. */
  logged(): string;
  gateway(kind: HostKind): RunningGateway;
  origin(kind: HostKind): string;
  token(claims: SampleTokenClaims): Promise<string>;
  ask(kind: HostKind, query: string, how: CompanyAsk): Promise<Seen>;
  /** Calls that reached any source since the last `forget`. */
  sent(): number;
  forget(): void;
}

export interface CompanyOptions {
  people?: number;
  /** Takes the company in anew, so that `logged` has what was logged meanwhile too; else a copy made once in a run serves. */
  logsIntake?: boolean;
  /** Beside those of `HOSTS`: another instance of these. */
  alsoOn?: readonly HostKind[];
  /** Changes to the sample company's configuration. */
  adjust?(config: GatewayConfig): GatewayConfig;
}

const START_MS = 60_000;
/** The sample company's first day, so that runs are alike. */
const DAY = '2026-06-01T00:00:00.000Z';

const startCompany = (people: number): Promise<Acme> => startAcme({ people, now: DAY, rtPasswordCheckMs: 5 });

const urlsOf = (wires: Company['wires']): Record<System, string> => ({ tryton: wires.tryton.url, rt: wires.rt.url, vendure: wires.vendure.url, ghost: wires.ghost.url });

function configOf(dataDir: string, urls: Readonly<Record<System, string>>, acme: Acme, kind: HostKind): GatewayConfig {
  return loadConfig({
    ...acmeEnvironment({ urls, adminKey: acme.credentials.ghost.adminKey }), DATA_DIR: dataDir, PORT: '0', GATEWAY_HOST: kind,
  });
}

async function takeIn(dataDir: string, people: number, logger: Logger): Promise<void> {
  const acme = await startCompany(people);
  try {
    const gateway = await startGateway(configOf(dataDir, acme.urls, acme, 'node'), { logger });
    await gateway.firstRound;
    await gateway.close();
  } finally {
    await acme.close();
  }
}

/** Starts the company and a gateway per host before a suite's tests; ends all of it after them. */
export function useCompany({ people = 12, logsIntake = false, alsoOn = [], adjust = (config) => config }: CompanyOptions = {}): Company {
  const closers: (() => unknown)[] = [];
  const gateways = new Map<HostKind, RunningGateway>();
  const tokens = new Map<string, string>();
  let lines = '';
  const parts = {} as { acme: Acme; wires: Record<System, Wire>; issuer: SampleIssuer; dataDir: string };

  const company: Company = {
    get acme() { return parts.acme; },
    get wires() { return parts.wires; },
    get issuer() { return parts.issuer; },
    get dataDir() { return parts.dataDir; },
    logged: () => lines,
    gateway(kind) {
      const found = gateways.get(kind);
      if (!found) throw new Error('The gateway has not been started yet.');
      return found;
    },
    origin: (kind) => new URL(company.gateway(kind).url).origin,
    async token(claims) {
      const key = JSON.stringify(claims);
      const known = tokens.get(key) ?? (await signSampleToken(parts.issuer, claims));
      tokens.set(key, known);
      return known;
    },
    async ask(kind, query, { as, variables, headers, signal }) {
      return seen(
        fetch(company.gateway(kind).url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', authorization: `Bearer ${await company.token(as)}`, ...headers },
          body: JSON.stringify({ query, ...(variables ? { variables } : {}) }),
          ...(signal ? { signal } : {}),
        }),
      );
    },
    sent: () => Object.values(parts.wires).reduce((sum, wire) => sum + wire.sent.length, 0),
    forget: () => Object.values(parts.wires).forEach((wire) => wire.forget()),
  };

  beforeAll(async () => {
    const logger = createLogger('debug', { write: (text) => void (lines += text) });
    parts.dataDir = await mkdtemp(join(tmpdir(), 'c360-security-'));
    closers.push(() => rm(parts.dataDir, { recursive: true, force: true, maxRetries: 5 }));
    parts.acme = await startCompany(people);
    // The records are taken in by an instance of its own, so that the sources hear of nothing but the attacks afterwards.
    if (logsIntake) await takeIn(parts.dataDir, people, logger);
    else await fillOnce(`company-${people}`, parts.dataDir, (dataDir) => takeIn(dataDir, people, createLogger('silent')));
    closers.push(() => parts.acme.close());
    parts.wires = Object.fromEntries(await Promise.all(systems.map(async (system) => [system, await startWire(parts.acme.urls[system])]))) as Record<System, Wire>;
    closers.push(() => Promise.all(Object.values(parts.wires).map((wire) => wire.close())));
    parts.issuer = await openSampleIssuer(parts.dataDir);
    for (const kind of new Set([...HOSTS, ...alsoOn])) {
      const config = configOf(parts.dataDir, urlsOf(parts.wires), parts.acme, kind);
      const gateway = await startGateway(adjust({ ...config, ingest: { ...config.ingest, enabled: false } }), { logger });
      closers.push(() => gateway.close());
      gateways.set(kind, gateway);
      for (let round = 0; round < 3; round += 1) await company.ask(kind, `query Warm${round} { me { role } }`, { as: { role: 'admin' } });
    }
  }, START_MS);
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  }, START_MS);
  return company;
}
