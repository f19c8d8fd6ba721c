/**
 * The heads of audit chains, outside the store: one file per chain, `DATA_DIR/audit/<chain>.heads`, with one line
 * `<seq> <hash>` per batch that has become durable. Who can change the store alone cannot change these with it.
 */
import { mkdir, open, readFile, readdir, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChainHead } from '../../domain/auditChain.ts';

const SUFFIX = '.heads';
/** A head tells of everything before it, so an older one can go: a file that is longer is made anew with its last line. */
const MAX_FILE_BYTES = 8_388_608;
/** A write is done when it is on the disk: one call instead of two. */
const SYNCED = 'as';

export interface HeadFile {
  /** Resolves when the head has reached the disk. */
  append(seq: number, hash: string): Promise<void>;
  close(): Promise<void>;
}

const lineOf = (seq: number, hash: string): string => `${seq} ${hash}\n`;

/** Makes the (empty) file of a new chain. Rejects where there is one already or the folder cannot be written. */
export async function createHeadFile(folder: string, chain: string, maxBytes = MAX_FILE_BYTES): Promise<HeadFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${chain}${SUFFIX}`);
  await writeFile(path, '', { flag: 'ax', mode: 0o600 });
  let file: FileHandle = await open(path, SYNCED);
  let bytes = 0;
  return {
    async append(seq, hash) {
      const line = lineOf(seq, hash);
      if (bytes + line.length > maxBytes) {
        const draft = `${path}.new`;
        await writeFile(draft, line, { mode: 0o600, flush: true });
        await rename(draft, path);
        await file.close();
        file = await open(path, SYNCED);
        bytes = line.length;
        return;
      }
      await file.write(line);
      bytes += line.length;
    },
    close: () => file.close(),
  };
}

/** The chains that have a file in this folder, oldest first (their ids are time-ordered); none where there is no folder. */
export async function chainsWithHeads(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The heads of a chain, in the order written; null where it has no file. A last line cut off by a crash does not count. */
export async function readHeads(folder: string, chain: string): Promise<ChainHead[] | null> {
  let text: string;
  try {
    text = await readFile(join(folder, `${chain}${SUFFIX}`), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return text.split('\n').slice(0, -1).map((line) => {
    const [seq, hash] = line.split(' ');
    return { chain, seq: Number(seq), hash: hash ?? '' };
  });
}

/** The last head of the newest chain that has one, other than `except`: what a new chain follows. Null if there is none. */
export async function newestHead(folder: string, except: string): Promise<ChainHead | null> {
  for (const chain of (await chainsWithHeads(folder)).reverse()) {
    if (chain === except) continue;
    const head = (await readHeads(folder, chain))?.at(-1);
    if (head) return head;
  }
  return null;
}
