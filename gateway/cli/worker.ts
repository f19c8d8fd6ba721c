/**
 * `npm run worker [-- --pull]`: takes in what is in the inbox of the store that the environment's configuration names,
 * beside its gateways, and listens to nobody. With `--pull` it also asks the sources what changed. Several share the load.
 * Ends with exit code 0 on Ctrl-C or SIGTERM, after the batch in hand; 1 where it cannot start.
 */
import { parseArgs } from 'node:util';
import { ConfigError, dataDirOf, loadConfig, type GatewayConfig } from '../config.ts';
import { spanLastNet } from '../lastNet.ts';
import { createLogger } from '../logger.ts';
import { startWorker, type RunningWorker } from '../worker.ts';
import { endOnSignals } from './endOnSignals.ts';
import { runningSampleCompany } from './sampleCompany.ts';

const USAGE = 'usage: npm run worker [-- --pull]';
/** After a defect that nobody caught: what has not been closed by then is left to the next one. */
const END_LIMIT_MS = 15_000;

/** What the arguments ask for, or what is wrong with them. */
export function parseWorkerArguments(args: readonly string[]): { pulls: boolean } | { problem: string } {
  try {
    return { pulls: parseArgs({ args: [...args], options: { pull: { type: 'boolean', default: false } } }).values.pull };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** The one line that it says. */
export function workerText({ sources, mongoUri, dataDir }: Pick<GatewayConfig, 'sources' | 'mongoUri' | 'dataDir'>, pulls: boolean): string {
  const store = mongoUri === undefined ? `the embedded store in ${dataDir}` : 'the store of MONGODB_URI';
  return `Worker ${process.pid} takes in what waits in ${store} from ${Object.keys(sources).join(', ')}${pulls ? ', and asks them what changed' : ''}. Ctrl-C ends it after the batch in hand.`;
}

async function main(): Promise<void> {
  const parsed = parseWorkerArguments(process.argv.slice(2));
  if ('problem' in parsed) {
    console.error(`${parsed.problem}\n${USAGE}`);
    process.exitCode = 1;
    return;
  }
  const { env } = process;
  const company = env.C360_CONFIG ? {} : runningSampleCompany(dataDirOf(env));
  if (!company) throw new Error('the sample company does not run. Start it with `npm start`, or name your own configuration in C360_CONFIG.');
  const config = loadConfig({ ...env, ...company });
  const logger = createLogger(config.logLevel);
  let worker: RunningWorker | undefined;
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => (ending ??= worker?.close() ?? Promise.resolve());
  spanLastNet(process, logger, () => {
    setTimeout(() => process.exit(1), END_LIMIT_MS).unref();
    const exit = (): void => process.exit(1);
    end().then(exit, exit);
  });
  endOnSignals(process, { end, exit: (code) => process.exit(code) });
  worker = await startWorker(config, { logger, pulls: parsed.pulls });
  console.log(workerText(config, parsed.pulls));
}

if (/worker\.[jt]s$/.test(process.argv[1] ?? '')) {
  main().catch((error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : `The worker cannot start: ${(error as Error).message}`);
    process.exit(1);
  });
}
