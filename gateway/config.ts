/**
 * The one place that reads the environment. Configuration is parsed whole, once, and refuses to start half-configured:
 * every wrong key is named in one message. `policy.yml` alone is read again while running (directives/policy.ts).
 */
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { DEFAULT_RULES } from '../domain/goldenRecord/rules.ts';
import type { SurvivorshipConfig } from '../domain/goldenRecord/types.ts';
import { interpolate, type ConfigProblem } from './config/interpolate.ts';
import { configSchema, type ConfigFile } from './config/schema.ts';
import { withEnvironment } from './config/telemetry.ts';

/** Root of the checkout, where policy.yml and the sample configuration are; this file runs from its own place and from dist/. */
export const PROJECT_DIR = folderWith('package.json', dirname(fileURLToPath(import.meta.url)));
/** The configuration that stands when C360_CONFIG names none. */
export const SAMPLE_CONFIG = resolve(PROJECT_DIR, 'examples/acme/gateway.yml');

const DEFAULT_DATA_DIR = '.data';
/** Beyond the deadline, for an answer to be written. */
const GRACE_MS = 2_000;

const port = z.coerce.number('must be a port number from 0 to 65535').int('must be a whole number').min(0).max(65_535, 'must be a port number from 0 to 65535');

const environmentSchema = z.object({
  PORT: port.default(4000),
  BIND: z.string().refine((value) => isIP(value) !== 0, 'must be an IP address such as 127.0.0.1 or 0.0.0.0').default('127.0.0.1'),
  GATEWAY_HOST: z.enum(['node', 'yoga', 'apollo'], 'must be node, yoga or apollo').default('node'),
  DATA_DIR: z.string().min(1).default(DEFAULT_DATA_DIR),
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://').optional(),
  REDIS_URL: z.string().regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://').optional(),
  METRICS_PORT: port.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be the http or https URL of a collector' }).optional(),
  C360_CONFIG: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'must be fatal, error, warn, info, debug or silent').default('warn'),
});

/** Everything that the gateway is started with. */
export interface GatewayConfig extends Omit<ConfigFile, 'eventRank' | 'survivorship' | 'contactPolicy' | 'shutdown'> {
  port: number;
  bind: string;
  host: 'node' | 'yoga' | 'apollo';
  dataDir: string;
  mongoUri: string | undefined;
  redisUrl: string | undefined;
  logLevel: string;
  /** True where the configuration is the sample company's. */
  sample: boolean;
  policyPath: string;
  shutdown: Required<ConfigFile['shutdown']>;
  eventRank: readonly string[];
  survivorship: Required<SurvivorshipConfig>;
  contactPolicy: ConfigFile['contactPolicy'] & { timeZones: Record<string, string> & { default: string } };
}

/** The configuration cannot be used. The message names every wrong key and how to mend it. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ key, message }) => `  ${key}: ${message}`);
    super(`The configuration cannot be used:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Whether an address is this machine only. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.test(address);
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('').replace(/^\./, '') || '(whole file)';
}

/** zod's issues as one problem per wrong key; values never appear in them. */
function problemsOf(error: z.core.$ZodError): ConfigProblem[] {
  return error.issues.flatMap((issue): ConfigProblem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ key: keyOf([...issue.path, key]), message: 'is not a known key' }));
    }
    if (issue.code === 'invalid_union') {
      const branches = issue.errors.map((issues) => problemsOf({ issues } as unknown as z.core.$ZodError));
      const nearest = branches.sort((a, b) => a.length - b.length)[0] ?? [];
      return nearest.map(({ key, message }) => ({ key: key === '(whole file)' ? keyOf(issue.path) : `${keyOf(issue.path)}.${key}`, message }));
    }
    return [{ key: keyOf(issue.path), message: issue.message }];
  });
}

/** What crossChecks compares. */
interface Compared {
  sources: Readonly<Record<string, unknown>>;
  eventRank?: readonly string[] | undefined;
  reconciliation: readonly { systems: readonly string[] }[];
  rowScopes: Readonly<Record<string, { sources?: readonly string[] | null | undefined }>>;
  survivorship: { priority: Readonly<Record<string, readonly string[] | undefined>> };
  auth: object;
}

/** The parts of a file that have the right shape, where others have not: wrong names in them are told as well. */
const comparedSchema = z.object({
  sources: z.record(z.string(), z.unknown()),
  eventRank: z.array(z.string()).optional().catch(undefined),
  reconciliation: z.array(z.object({ systems: z.array(z.string()) })).catch([]),
  rowScopes: z.record(z.string(), z.object({ sources: z.array(z.string()).nullish().catch(null) })).catch({}),
  survivorship: z.object({ priority: z.record(z.string(), z.array(z.string()).optional().catch(undefined)).catch({}) }).catch({ priority: {} }),
  auth: z.record(z.string(), z.unknown()).catch({}),
});

/** The file where all of it is right, and what of it can be compared. */
interface ReadFile {
  file?: ConfigFile;
  compared?: Compared | undefined;
}

function readConfigFile(path: string, env: NodeJS.ProcessEnv, problems: ConfigProblem[]): ReadFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    problems.push({ key: 'C360_CONFIG', message: 'the file cannot be read' });
    return {};
  }
  let parsed: unknown;
  try {
    parsed = parse(text, { uniqueKeys: true });
  } catch (error) {
    const position = (error as { linePos?: { line: number }[] }).linePos?.[0]?.line;
    problems.push({ key: 'C360_CONFIG', message: `is not valid YAML${position === undefined ? '' : ` (line ${position})`}` });
    return {};
  }
  const resolved = interpolate(parsed, { env, baseDir: dirname(path) }, problems);
  if (problems.some(({ key }) => key !== 'C360_CONFIG' && !/^[A-Z_]+$/.test(key))) {
    // Unresolved references would only show again as values of the wrong shape.
    const known = new Set(problems.map(({ key }) => key));
    const checked = configSchema.safeParse(resolved ?? {});
    if (!checked.success) problems.push(...problemsOf(checked.error).filter(({ key }) => !known.has(key)));
    return { compared: comparedSchema.safeParse(resolved).data };
  }
  const checked = configSchema.safeParse(resolved ?? {});
  if (checked.success) return { file: checked.data, compared: checked.data };
  problems.push(...problemsOf(checked.error));
  return { compared: comparedSchema.safeParse(resolved).data };
}

function crossChecks(file: Compared, bind: string, problems: ConfigProblem[]): void {
  const systems = new Set(Object.keys(file.sources));
  const mustBeSystem = (name: string, key: string) => {
    if (!systems.has(name)) problems.push({ key, message: `names ${name}, which is not one of sources` });
  };
  if (systems.has('gateway')) problems.push({ key: 'sources.gateway', message: 'is the name of the gateway itself' });
  file.eventRank?.forEach((name, index) => mustBeSystem(name, `eventRank[${index}]`));
  file.reconciliation.forEach((rule, index) => rule.systems.forEach((name, place) => mustBeSystem(name, `reconciliation[${index}].systems[${place}]`)));
  for (const [name, { sources }] of Object.entries(file.rowScopes)) {
    sources?.forEach((system, index) => mustBeSystem(system, `rowScopes.${name}.sources[${index}]`));
  }
  for (const [field, order] of Object.entries(file.survivorship.priority)) {
    order?.forEach((name, index) => mustBeSystem(name, `survivorship.priority.${field}[${index}]`));
  }
  if ('sample' in file.auth && !isLoopback(bind)) {
    problems.push({ key: 'auth.sample', message: `the sample issuer is refused on ${bind}: bind to 127.0.0.1, or configure auth.issuers` });
  }
}

/** Reads environment and YAML. Throws ConfigError with every problem found; reads nothing else and starts nothing. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): GatewayConfig {
  const problems: ConfigProblem[] = [];
  const environment = environmentSchema.safeParse(withoutEmpty(env));
  if (!environment.success) problems.push(...problemsOf(environment.error));
  const configPath = env.C360_CONFIG ? resolve(env.C360_CONFIG) : SAMPLE_CONFIG;
  const { file, compared } = readConfigFile(configPath, env, problems);
  if (compared) crossChecks(compared, isIP(env.BIND ?? '') === 0 ? '127.0.0.1' : env.BIND!, problems);
  if (!environment.success || !file || problems.length > 0) throw new ConfigError(problems);

  const order = Object.keys(file.sources);
  return {
    ...file,
    port: environment.data.PORT,
    bind: environment.data.BIND,
    host: environment.data.GATEWAY_HOST,
    dataDir: resolve(environment.data.DATA_DIR),
    mongoUri: environment.data.MONGODB_URI,
    redisUrl: environment.data.REDIS_URL,
    logLevel: environment.data.LOG_LEVEL,
    ...withEnvironment(file, environment.data),
    sample: 'sample' in file.auth,
    policyPath: file.policy === undefined ? resolve(PROJECT_DIR, 'policy.yml') : resolve(dirname(configPath), file.policy),
    documentsPath: file.documentsPath === undefined ? undefined : resolve(dirname(configPath), file.documentsPath),
    retention: file.retention && { ...file.retention, archivePath: resolve(dirname(configPath), file.retention.archivePath) },
    shutdown: { delayMs: file.shutdown.delayMs, graceMs: file.shutdown.graceMs ?? file.deadlineMs + GRACE_MS },
    eventRank: file.eventRank ?? order,
    survivorship: { priority: { default: order, ...file.survivorship.priority }, rules: { ...DEFAULT_RULES, ...file.survivorship.rules } },
    contactPolicy: { ...file.contactPolicy, timeZones: { default: 'UTC', ...file.contactPolicy.timeZones } },
  };
}

/** Where a process with this environment keeps its data. */
export function dataDirOf(env: NodeJS.ProcessEnv): string {
  return resolve(env.DATA_DIR || DEFAULT_DATA_DIR);
}

function folderWith(name: string, folder: string): string {
  return existsSync(join(folder, name)) ? folder : folderWith(name, dirname(folder));
}

/** An empty variable is an unset one: that is how shells and compose files leave a variable out. */
function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
}
