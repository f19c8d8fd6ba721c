/**
 * `npm run sync -- SOURCE [--sweep] [--confirm-missing]`: pulls a source now. Where a gateway or worker runs on the same
 * store it is the one that does, and its progress is shown; else this process takes the source in by itself. Exit code 1
 * where something is left undone.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Store } from '../../datasources/mongo/store.ts';
import { syncSource, type SyncSourceInput } from '../../operations/syncSource.ts';
import { syncStatus } from '../../operations/syncStatus.ts';
import { createClosers, type Closers } from '../closers.ts';
import { ConfigError, dataDirOf, loadConfig } from '../config.ts';
import { createKeyedHash } from '../context.ts';
import { instanceSecret } from '../instanceSecret.ts';
import { openIntake } from '../intake.ts';
import { createLogger, type Logger } from '../logger.ts';
import { openStoreOf } from '../openStore.ts';
import { openShared } from '../shared.ts';
import { createProgressDisplay, type ProgressDisplay } from './progress.ts';
import { SAMPLE_COMPANY_NOT_STARTED, startSampleCompany } from './sampleCompany.ts';
import { followSync, isTaken, outcomeOf, type FollowOptions } from './sync/follow.ts';

const USAGE = 'usage: npm run sync -- SOURCE [--sweep] [--confirm-missing]';

/** What the arguments ask for, or what is wrong with them. `systems`: the configured ones. */
export function parseSyncArguments(args: readonly string[], systems: readonly string[]): SyncSourceInput | { problem: string } {
  const configured = `sources of the configuration: ${systems.join(' ')}`;
  try {
    const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options: { sweep: { type: 'boolean' }, 'confirm-missing': { type: 'boolean' } } });
    const [system, ...rest] = positionals;
    if (system === undefined || rest.length > 0) return { problem: `name one source\n${USAGE}\n${configured}` };
    if (!systems.includes(system)) return { problem: `there is no source ${system}\n${configured}` };
    return { system, sweep: values.sweep ?? false, confirmMissing: values['confirm-missing'] ?? false };
  } catch (error) {
    return { problem: `${(error as Error).message}\n${USAGE}\n${configured}` };
  }
}

/** Takes the source in with this process: its sample company is started where the configuration is the sample's. */
async function takeIn(system: string, display: ProgressDisplay, store: Store, logger: Logger, closers: Closers): Promise<void> {
  const { env } = process;
  const company = env.C360_CONFIG ? undefined : await startSampleCompany(dataDirOf(env));
  closers.add(() => company?.close());
  const config = loadConfig({ ...env, ...company?.env });
  const secret = instanceSecret(config.secret, config.dataDir);
  const shared = openShared({ redisUrl: config.redisUrl, allowance: config.rateLimit, keyedHash: createKeyedHash(secret), logger });
  closers.add(() => shared.close());
  const { ingest } = openIntake(config, { store, shared, secret, now: Date.now, logger }, closers, {
    // The gateway's own part is finding out who is who.
    onProgress: (progress) => display.update(progress.system === 'gateway' ? { ...progress, system: 'matching', type: '' } : progress),
  });
  await ingest.runOnce(undefined, { only: system });
}

async function main(): Promise<void> {
  const { env } = process;
  const config = loadConfig(env.C360_CONFIG ? env : { ...env, ...SAMPLE_COMPANY_NOT_STARTED });
  const wanted = parseSyncArguments(process.argv.slice(2), Object.keys(config.sources));
  if ('problem' in wanted) {
    console.error(wanted.problem);
    process.exitCode = 1;
    return;
  }
  const logger = createLogger(config.logLevel);
  const closers = createClosers(logger);
  try {
    const store = await openStoreOf(config, logger, closers);
    const display = createProgressDisplay(process.stdout);
    const options: FollowOptions = { store, display, now: Date.now, wait };
    await syncSource(wanted, options, Object.keys(config.sources));
    console.log(`Asking for ${wanted.system} ...`);
    const isFollowed = await isTaken(options, wanted.system);
    if (!isFollowed) await takeIn(wanted.system, display, store, logger, closers);
    const status = isFollowed ? await followSync(options, wanted.system) : (await syncStatus(options, [wanted.system]))[0]!;
    display.end();
    const { lines, isWell } = outcomeOf(status);
    console.log(lines.join('\n'));
    if (!isWell) process.exitCode = 1;
  } finally {
    await closers.closeAll();
  }
}

if (/sync\.[jt]s$/.test(process.argv[1] ?? '')) {
  main().catch((error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : `The source cannot be pulled: ${(error as Error).message}`);
    process.exitCode = 1;
  });
}
