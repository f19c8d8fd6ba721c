/**
 * Takes lines out of an archive again: of people who were erased after their events had left the store. A file is written anew
 * beside the old one and takes its place; who dies on the way leaves the old one. Files that somebody may still add to are
 * left for later: their writer would go on adding to what has been replaced.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { syncFolder } from './syncFolder.ts';

const AT_ONCE = 500;
const NOTE = 'purged.json';
const FILE = /^events-.*\.ndjson$/;
/** A writer adds to its file for minutes at most: one that was left alone for so long is finished. A lock as old is of a process that died. */
const IDLE_MS = 3_600_000;

/** What an archive line says of whose it is. */
export interface ArchivedEvent {
  ref: string;
  partyRef: string;
  attached?: { from: string } | null;
}

/** Which of these events are to go, by their place. */
export type AreErased = (events: readonly ArchivedEvent[]) => Promise<ReadonlySet<number>>;

export interface PurgeOptions {
  folder: string;
  nowMs: number;
  /** How many erasures there are. They stay for ever, so that as many are the same ones. */
  erasures: number;
  areErased: AreErased;
}

/**
 * Resolves to how many lines went; 0 at once where the folder has been purged of as many erasures. Lines that no writer
 * finished go as well: their events are in the store.
 */
export async function purgeFolder({ folder, nowMs, erasures, areErased }: PurgeOptions): Promise<number> {
  if ((await purgedOf(folder)) === erasures) return 0;
  const unlock = await lock(folder, nowMs);
  if (!unlock) return 0;
  let removed = 0;
  let isWhole = true;
  try {
    for (const name of (await readdir(folder)).filter((each) => FILE.test(each)).sort()) {
      const path = join(folder, name);
      if (nowMs - (await stat(path)).mtimeMs < IDLE_MS) isWhole = false;
      else removed += await purgeFile(folder, path, areErased);
    }
    if (isWhole) await writeFile(join(folder, NOTE), `${JSON.stringify({ erasures })}\n`, { mode: 0o600 });
  } finally {
    await unlock();
  }
  return removed;
}

async function purgeFile(folder: string, path: string, areErased: AreErased): Promise<number> {
  const out = new Set<number>();
  let lines = 0;
  let part: { at: number; event: ArchivedEvent }[] = [];
  const look = async (): Promise<void> => {
    for (const place of await areErased(part.map(({ event }) => event))) out.add(part[place]!.at);
    part = [];
  };
  for await (const line of linesOf(path)) {
    const event = eventOf(line);
    if (event) part.push({ at: lines, event });
    else out.add(lines);
    lines += 1;
    if (part.length === AT_ONCE) await look();
  }
  await look();
  if (out.size === 0) return 0;
  if (out.size === lines) await rm(path);
  else await rewrite(path, out);
  await syncFolder(folder);
  return out.size;
}

async function rewrite(path: string, out: ReadonlySet<number>): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`;
  const file = await open(beside, 'wx', 0o600);
  try {
    let at = 0;
    for await (const line of linesOf(path)) if (!out.has(at++)) await file.writeFile(`${line}\n`);
    await file.sync();
    await file.close();
    await rename(beside, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(beside, { force: true });
    throw error;
  }
}

const linesOf = (path: string): AsyncIterable<string> => createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });

function eventOf(line: string): ArchivedEvent | null {
  try {
    return JSON.parse(line) as ArchivedEvent;
  } catch {
    return null;
  }
}

/** Gives its end; null where another process has it. */
async function lock(folder: string, nowMs: number): Promise<(() => Promise<void>) | null> {
  const path = join(folder, 'purge.lock');
  const take = async (): Promise<boolean> => {
    try {
      await (await open(path, 'wx', 0o600)).close();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  };
  if (!(await take())) {
    const held = await stat(path).catch(() => null);
    if (held && nowMs - held.mtimeMs < IDLE_MS) return null;
    await rm(path, { force: true });
    if (!(await take())) return null;
  }
  return () => rm(path, { force: true });
}

/** How many erasures the folder has been purged of, as last noted; -1 where it never was. */
async function purgedOf(folder: string): Promise<number> {
  try {
    return (JSON.parse(await readFile(join(folder, NOTE), 'utf8')) as { erasures: number }).erasures;
  } catch {
    return -1;
  }
}
