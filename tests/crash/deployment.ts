/** A gateway, workers and a store of their own over a sample company: real processes of the built product. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { MongoClient, type Db } from 'mongodb';
import { parse, stringify } from 'yaml';
import { watchHeartbeats } from '../../datasources/mongo/heartbeats.ts';
import { acmeEnvironment } from '../../examples/acme/environment.ts';
import type { Acme } from '../../examples/acme/index.ts';
import { openSampleIssuer, signSampleToken } from '../../gateway/auth/sampleKeys.ts';
import type { EmbeddedMongo, joinEmbeddedMongo } from '../../embedded-mongo/join.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const PROJECT = resolve(HERE, '../..');
const DIST = join(PROJECT, 'dist');
const REVIVE_TRIES = 5;
/** Equal for deployments that are compared: refs of what events state are made with it. */
const SECRET = 'a secret of deployments that are compared';

export interface DeploymentOptions {
  acme: Acme;
  /** A folder of its own. */
  dir: string;
  /** `embedded`, or the URI of a server, in which `database` is used. */
  store: string;
  database: string;
  intervalMs: number;
  leaseMs: number;
  /** The harness: its processes end with it. */
  control: string;
  /** Whether they ask it after each write. */
  asks: boolean;
  log(message: string): void;
}

export interface Deployment {
  /** The store as any client sees it. */
  database: Db;
  /** Starts a process and starts it again whenever it ends, until `stop`. Resolves when it is at work. */
  start(role: string): Promise<void>;
  /** Ends every process, those that are being started again included. */
  stop(): Promise<void>;
  /** For processes that are started from now on. */
  pullEvery(intervalMs: number): void;
  /** Kills the embedded server; its clients start it again. False where there is none. */
  killServer(): boolean;
  /** Starts the embedded server where it was killed and no process of the deployment is there to do so. */
  revive(): Promise<void>;
  /** GraphQL of the gateway by whichever port it has now, again until it answers. */
  ask(query: string, variables: object): Promise<Record<string, unknown>>;
  /** How often each role was started. */
  starts: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** The independent server compares each document that it finds with each of the ids asked for: 500 at once take it a second. See `noHints.mjs` too. */
const OTHERS_BATCH = 40;

/** The sample company's configuration with our pace, in a file that its processes read when they start. */
function writeConfig({ dir, store, database, leaseMs }: DeploymentOptions, intervalMs: number): string {
  const sample = parse(readFileSync(join(PROJECT, 'examples/acme/gateway.yml'), 'utf8')) as Record<string, unknown>;
  const file = join(dir, 'gateway.yml');
  const own = { policy: join(PROJECT, 'policy.yml'), database, secret: SECRET, graphiql: false, deadlineMs: 20_000, ingest: { intervalMs, leaseMs, ...(store !== 'embedded' && { batchSize: OTHERS_BATCH }) } };
  writeFileSync(file, stringify({ ...sample, ...own }), { mode: 0o600 });
  return file;
}

/** The process that serves this folder. */
function serverOf(dataDir: string): number | undefined {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      if (args.includes(dataDir) && args.some((arg) => /embedded-mongo\/main\.[jt]s$/.test(arg))) return Number(name);
    } catch {
      // It ended meanwhile.
    }
  }
  return undefined;
}

/** The program of a role: the gateway itself, or a worker alone. */
function programOf(role: string): string {
  if (role.startsWith('gateway')) return join(DIST, 'gateway/cli/start.js');
  const worker = join(DIST, 'gateway/cli/worker.js');
  return existsSync(worker) ? worker : join(HERE, 'worker.mjs');
}

/** Connects to the store, which is there from then on; nothing is started yet. */
export async function openDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { acme, dir, store, database, control, asks, log } = options;
  mkdirSync(dir, { recursive: true });
  const config = writeConfig(options, options.intervalMs);
  const dataDir = join(dir, 'data');
  // The built server, as the built processes start it.
  const built = (await import(join(DIST, 'embedded-mongo/join.js'))) as { joinEmbeddedMongo: typeof joinEmbeddedMongo };
  const embedded: EmbeddedMongo | undefined = store === 'embedded' ? await built.joinEmbeddedMongo({ dataDir }) : undefined;
  const client = new MongoClient(embedded?.uri ?? store, { serverSelectionTimeoutMS: 20_000 });
  const unwatch = watchHeartbeats(client, 15_000);
  const env = {
    ...process.env, C360_CONFIG: config, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error', MONGODB_URI: embedded ? '' : store, REDIS_URL: '',
    ...acmeEnvironment({ urls: acme.urls, adminKey: acme.credentials.ghost.adminKey }),
  };
  const children = new Map<string, ChildProcess>();
  const urls = new Map<string, string>();
  const starts = new Map<string, number>();
  let stopping = false;
  let token = '';

  function run(role: string): Promise<void> {
    starts.set(role, (starts.get(role) ?? 0) + 1);
    const child = spawn(process.execPath, [...(embedded ? [] : ['--import', join(HERE, 'noHints.mjs')]), '--import', join(HERE, 'points.mjs'), programOf(role), ...(role.startsWith('gateway') ? [] : ['--pull'])], {
      cwd: PROJECT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, C360_CRASH_CONTROL: control, C360_CRASH_ROLE: asks ? role : '' },
    });
    children.set(role, child);
    child.stderr.on('data', (chunk: Buffer) => log(`${role}: ${chunk.toString().trim()}`));
    return new Promise<void>((ready) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const url = /http:\/\/\S+\/graphql/.exec(line)?.[0];
        if (url) urls.set(role, url);
        if (/^(Work|Ready)/.test(line)) ready();
      });
      child.once('exit', (code, signal) => {
        urls.delete(role);
        if (stopping) return;
        if (signal !== 'SIGKILL') log(`${role} ended by itself with ${code ?? signal}`);
        void run(role).then(ready);
      });
    });
  }

  const deployment: Deployment = {
    database: client.db(database),
    starts,
    start: run,
    pullEvery: (intervalMs) => void writeConfig(options, intervalMs),
    async stop() {
      stopping = true;
      await Promise.all(
        [...children.values()].map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const ended = new Promise((done) => child.once('exit', done));
          child.kill('SIGTERM');
          const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
          await ended;
          clearTimeout(timer);
        }),
      );
      children.clear();
      stopping = false;
    },
    killServer() {
      const pid = embedded ? serverOf(dataDir) : undefined;
      if (pid === undefined) return false;
      process.kill(pid, 'SIGKILL');
      return true;
    },
    async revive() {
      await embedded?.ensure();
      // The first connections may be those to the server before.
      for (let tries = 0; ; tries += 1) {
        const answer = await deployment.database.command({ ping: 1 }).catch((error: unknown) => error);
        if (!(answer instanceof Error)) return;
        if (tries === REVIVE_TRIES) throw answer;
      }
    },
    async ask(query, variables) {
      token ||= await signSampleToken(await openSampleIssuer(dataDir), { role: 'admin', subject: 'stream' });
      for (;;) {
        try {
          const [url] = urls.values();
          if (url === undefined) throw new Error('no gateway listens');
          const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }), signal: AbortSignal.timeout(20_000) });
          const { data, errors } = (await response.json()) as { data?: Record<string, unknown>; errors?: { extensions: { code: string } }[] };
          if (data && !errors) return data;
          // Who is told that the store does not answer repeats; anything else is a fault.
          if (!errors?.every(({ extensions }) => /UNAVAILABLE|DEADLINE/.test(extensions.code))) throw new TypeError(JSON.stringify(errors));
        } catch (error) {
          if (error instanceof TypeError && error.message.startsWith('[')) throw error;
        }
        await new Promise((done) => setTimeout(done, 100));
      }
    },
    async close() {
      await deployment.stop();
      await unwatch();
      await client.close();
      await embedded?.close();
    },
  };
  return deployment;
}
