/**
 * `npm run audit -- verify [--heads FOLDER]...`: checks every chain of the read audit, of the store that the environment's
 * configuration names, against the heads in DATA_DIR/audit and in the folders given (those of other instances). Ends with
 * exit code 0 where everything fits, 1 where something does not or could not be checked.
 */
import { parseArgs } from 'node:util';
import { openStore } from '../../datasources/mongo/connect.ts';
import { joinEmbeddedMongo } from '../../embedded-mongo/join.ts';
import { headsFolder } from '../audit/audit.ts';
import { verifyAudit, type AuditFault, type AuditReport } from '../audit/verify.ts';
import { ConfigError, loadConfig } from '../config.ts';
import { SAMPLE_COMPANY_NOT_STARTED } from './sampleCompany.ts';

const USAGE = 'usage: npm run audit -- verify [--heads FOLDER]...';

const MEANINGS: Readonly<Record<AuditFault, string>> = {
  ENTRIES_REMOVED: 'entries are missing',
  ENTRY_CHANGED: 'the entry was changed or moved',
  TAIL_CUT: 'the newest entries are missing',
  CHAIN_REMOVED: 'all entries of the chain are missing',
  HEAD_DIFFERS: 'the entry is another one than its head outside the store was written for',
  HEADS_MISSING: 'the heads outside the store are missing: if another instance wrote the chain, name the folder DATA_DIR/audit of that one with --heads',
  ENTRIES_ADDED: 'the entry was added after the chain had ended',
  COORDINATES_CHANGED: 'the coordinate lists that the entry names are missing or changed',
  NOT_AN_ENTRY: 'something that no gateway wrote is among the entries',
};

/** The folders that the arguments name, or what is wrong with them. */
export function parseAuditArguments(args: readonly string[]): { folders: string[] } | { problem: string } {
  try {
    const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options: { heads: { type: 'string', multiple: true } } });
    if (positionals.length !== 1 || positionals[0] !== 'verify') return { problem: 'say what to do: verify' };
    const folders = values.heads ?? [];
    return folders.includes('') ? { problem: '--heads needs a folder' } : { folders };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** The report as it is printed: one line per problem, then what was seen. */
export function auditReportText({ chains, entries, open, unanchored, problems }: AuditReport): string {
  const lines = problems.map(({ fault, chain, seq }) => `${fault}  chain ${chain || '-'}${seq === null ? '' : `  entry ${seq}`}: ${MEANINGS[fault]}`);
  lines.push(
    `${entries} entries in ${chains} chains, of which ${open} have not ended (gateways that run, or were ended without closing).`,
    ...(unanchored > 0 ? [`${unanchored} entries came after the last head that was written outside the store: a crash, or a batch on its way.`] : []),
    problems.length === 0 ? 'Nothing is missing, changed or moved.' : `${problems.length} problems.`,
  );
  return lines.join('\n');
}

async function verify(folders: readonly string[]): Promise<AuditReport> {
  const { env } = process;
  const config = loadConfig(env.C360_CONFIG ? env : { ...env, ...SAMPLE_COMPANY_NOT_STARTED });
  const embedded = config.mongoUri === undefined ? await joinEmbeddedMongo({ dataDir: config.dataDir }) : undefined;
  try {
    const store = await openStore({ uri: config.mongoUri ?? embedded!.uri, database: config.database });
    try {
      return await verifyAudit(store.audit, [headsFolder(config.dataDir), ...folders]);
    } finally {
      await store.close();
    }
  } finally {
    await embedded?.close();
  }
}

async function main(): Promise<void> {
  const parsed = parseAuditArguments(process.argv.slice(2));
  if ('problem' in parsed) {
    console.error(`${parsed.problem}\n${USAGE}`);
    process.exitCode = 1;
    return;
  }
  const report = await verify(parsed.folders);
  console.log(auditReportText(report));
  if (report.problems.length > 0) process.exitCode = 1;
}

if (/audit\.[jt]s$/.test(process.argv[1] ?? '')) {
  main().catch((error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : `The audit cannot be checked: ${(error as Error).message}`);
    process.exitCode = 1;
  });
}
