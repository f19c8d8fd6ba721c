/**
 * Where events go that are past their retention: files of JSON lines in one folder, each begun by one process and only ever added
 * to, but for lines of who was erased (archivePurge.ts). A line that a killed process left half-written is the last one of its file; its event is still in the store.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { purgeFolder, type AreErased } from './archivePurge.ts';
import { syncFolder } from './syncFolder.ts';

export interface Archive {
  /** Resolves when the lines are on the disk, their file's name in its folder included. Rejects with ArchiveError where they may not be. */
  append(lines: readonly string[]): Promise<void>;
  /** Ends the file in hand; the next line begins another. */
  close(): Promise<void>;
  /**
   * Takes out what was erased, of files that nobody adds to; looks at none where it has been purged of as many erasures. Resolves
   * to how many lines went. Rejects with ArchiveError where it cannot be written, else as `areErased` does.
   */
  purge(erasures: number, areErased: AreErased): Promise<number>;
}

/** Its message names the remedy, and nothing of what was to be written. */
export class ArchiveError extends Error {
  constructor(cause: unknown) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    super(`The archive cannot be written (${code}): see that retention.archivePath names a folder of the gateway's own that has room.`, { cause });
    this.name = 'ArchiveError';
  }
}

/** Makes the folder where there is none. Nothing is written before the first line. */
export function openArchive(folder: string, now: () => number): Archive {
  let file: FileHandle | null = null;

  async function begin(): Promise<FileHandle> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = `events-${new Date(now()).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${randomUUID().slice(0, 8)}.ndjson`;
    const begun = await open(join(folder, name), 'ax', 0o600);
    file = begun;
    // A file whose name is not on the disk is lost with the power, whatever is in it.
    for (const each of new Set([folder, resolve(folder, '..')])) await syncFolder(each);
    return begun;
  }

  return {
    async append(lines) {
      if (lines.length === 0) return;
      try {
        const current = file ?? (await begin());
        await current.writeFile(lines.map((line) => `${line}\n`).join(''));
        await current.sync();
      } catch (error) {
        await this.close();
        throw new ArchiveError(error);
      }
    },
    async close() {
      const ended = file;
      file = null;
      await ended?.close().catch(() => undefined);
    },
    async purge(erasures, areErased) {
      if (!existsSync(folder)) return 0;
      return purgeFolder({ folder, nowMs: now(), erasures, areErased }).catch((error: unknown) => {
        throw (error as NodeJS.ErrnoException).syscall === undefined ? error : new ArchiveError(error);
      });
    },
  };
}
