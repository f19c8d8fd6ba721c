/**
 * `npm run --silent export -- [--canonical] [--output FILE]`: writes what the store of the environment's configuration
 * knows as JSON lines (docs/export.md), to standard output or to a file that appears whole. Changes nothing in the store.
 */
import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { openExportStore, type ExportStore } from '../../datasources/mongo/connect.ts';
import { canonicalText } from '../../domain/contentHash.ts';
import { joinEmbeddedMongo } from '../../embedded-mongo/join.ts';
import { exportLines } from '../../operations/exportStore.ts';
import { loadConfig } from '../config.ts';
import { SAMPLE_COMPANY_NOT_STARTED } from './sampleCompany.ts';

const USAGE = 'usage: npm run --silent export -- [--canonical] [--output FILE]';
/** Lines are handed on together: a write for each would cost more than making them. */
const CHARACTERS_PER_WRITE = 64_000;

export interface ExportArguments {
  canonical: boolean;
  /** Null: standard output. */
  output: string | null;
}

/** What the arguments ask for, or what is wrong with them. */
export function parseExportArguments(args: readonly string[]): ExportArguments | { problem: string } {
  try {
    const { values } = parseArgs({ args: [...args], options: { canonical: { type: 'boolean' }, output: { type: 'string' } } });
    if (values.output === '') return { problem: '--output needs the name of a file' };
    return { canonical: values.canonical ?? false, output: values.output ?? null };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Writes every line of the store and waits for `out` whenever it is full. Gives the number of lines. */
export async function writeExport({ reads, customers }: Pick<ExportStore, 'reads' | 'customers'>, canonical: boolean, out: Writable): Promise<number> {
  let lines = 0;
  let text = '';
  const flush = async (): Promise<void> => {
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  };
  for await (const line of exportLines({ reads, customers, canonical })) {
    lines += 1;
    text += `${canonicalText(line)}\n`;
    if (text.length >= CHARACTERS_PER_WRITE) await flush();
  }
  await flush();
  return lines;
}

/** To a file beside the wanted one, readable by its owner alone, which takes its place when it is whole. */
async function writeFile(store: ExportStore, canonical: boolean, output: string): Promise<number> {
  const draft = `${output}.${process.pid}`;
  const file = createWriteStream(draft, { mode: 0o600 });
  try {
    const [lines] = await Promise.all([writeExport(store, canonical, file).then((count) => (file.end(), count)), finished(file)]);
    renameSync(draft, output);
    return lines;
  } catch (error) {
    file.destroy();
    rmSync(draft, { force: true });
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === 'open' || code === 'ENOSPC') throw new Error(`${output} cannot be written (${code}): name a file in a folder of yours that has room`, { cause: error });
    throw error;
  }
}

/** Where the command runs. */
export interface ExportSurroundings {
  env: NodeJS.ProcessEnv;
  out: Writable;
  tell(message: string): void;
}

/** Exports as asked. Rejects with an error whose message names the remedy. */
export async function runExport({ canonical, output }: ExportArguments, { env, out, tell }: ExportSurroundings): Promise<void> {
  const config = loadConfig(env.C360_CONFIG ? env : { ...env, ...SAMPLE_COMPANY_NOT_STARTED });
  const embedded = config.mongoUri === undefined ? await joinEmbeddedMongo({ dataDir: config.dataDir }) : undefined;
  let store: ExportStore | undefined;
  try {
    store = await openExportStore({ uri: config.mongoUri ?? embedded!.uri, database: config.database });
    const waiting = (await store.inbox.waiting()).reduce((sum, { count }) => sum + count, 0);
    if (waiting > 0) tell(`${waiting} changes wait to be taken in: this shows the store on its way. To compare two stores, export them when nothing waits.`);
    const lines = output === null ? await writeExport(store, canonical, out) : await writeFile(store, canonical, output);
    if (lines === 1) tell('There is nothing in this store: see that MONGODB_URI, DATA_DIR and `database` are those of the gateway.');
    else if (output !== null) tell(`${lines} lines in ${output}`);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'STORE_UNAVAILABLE') throw error;
    const remedy = 'see that MongoDB runs and that MONGODB_URI names it, or, without MONGODB_URI, that DATA_DIR is the folder of the store';
    throw new Error(`The store does not answer: ${remedy}.`, { cause: error });
  } finally {
    await store?.close();
    await embedded?.close();
  }
}

async function main(): Promise<void> {
  const parsed = parseExportArguments(process.argv.slice(2));
  if ('problem' in parsed) throw new Error(`${parsed.problem}\n${USAGE}`);
  // Whoever reads the lines has seen enough (`| head`).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  await runExport(parsed, { env: process.env, out: process.stdout, tell: (message) => console.error(message) });
}

if (/export\.[jt]s$/.test(process.argv[1] ?? '')) {
  main().catch((error: unknown) => {
    console.error((error as Error).message);
    process.exitCode = 1;
  });
}
