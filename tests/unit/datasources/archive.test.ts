import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchiveError, openArchive } from '../../../datasources/archive.ts';
import type { AreErased } from '../../../datasources/archivePurge.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'c360-archive-'));
});
afterEach(() => rm(folder, { recursive: true }));

const NOW = Date.UTC(2026, 5, 1, 12, 30, 5);
const open = (path = join(folder, 'past')) => openArchive(path, () => NOW);
const contents = async () => Promise.all((await readdir(join(folder, 'past'))).map((name) => readFile(join(folder, 'past', name), 'utf8')));

describe('the archive', () => {
  it('rejects where its folder cannot be made, naming the key and not what was to be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const refused = await open(join(folder, 'file')).append(['{"values":"secret"}']).catch((error: unknown) => error as ArchiveError);
    expect(refused).toBeInstanceOf(ArchiveError);
    expect((refused as Error).message).toMatch(/\(EEXIST\).*retention\.archivePath/);
    expect((refused as Error).message).not.toContain('secret');
  });

  it('makes neither file nor folder for nothing', async () => {
    const archive = open();
    await archive.append([]);
    await archive.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('has every line where it says so, in a file of its own that nobody else may read', async () => {
    const archive = open();
    await archive.append(['{"ref":1}', '{"ref":2}']);
    expect(await contents()).toEqual(['{"ref":1}\n{"ref":2}\n']);
    await archive.append(['{"ref":3}']);
    expect(await contents()).toEqual(['{"ref":1}\n{"ref":2}\n{"ref":3}\n']);
    await archive.close();
    const [name] = await readdir(join(folder, 'past'));
    expect(name).toMatch(/^events-20260601T123005Z-[0-9a-f]{8}\.ndjson$/);
    expect((await stat(join(folder, 'past', name!))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'past'))).mode & 0o777).toBe(0o700);
  });

  it('begins another file after it was closed, and in another process', async () => {
    const [one, other] = [open(), open()];
    await one.append(['1']);
    await one.close();
    await one.append(['2']);
    await other.append(['3']);
    await Promise.all([one.close(), other.close()]);
    expect((await contents()).sort()).toEqual(['1\n', '2\n', '3\n']);
  });
});

describe('an archive that is purged', () => {
  const line = (ref: string, partyRef: string, more: object = {}) => JSON.stringify({ line: 'interaction', ref, partyRef, values: { note: ref }, ...more });
  const HOUR = 3_600;
  /** Files that were last written to so long ago. */
  const filled = async (files: Record<string, string>, ageSeconds = 2 * HOUR) => {
    const archive = open();
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, 'past', `events-${name}.ndjson`);
      await mkdir(join(folder, 'past'), { recursive: true });
      await writeFile(path, text, { mode: 0o600 });
      await utimes(path, NOW / 1_000 - ageSeconds, NOW / 1_000 - ageSeconds);
    }
    return archive;
  };
  const erasing = (...parties: string[]) => {
    const looks: number[] = [];
    const areErased: AreErased = async (events) => {
      looks.push(events.length);
      return new Set(events.flatMap(({ partyRef, attached }, place) => (parties.includes(partyRef) || parties.includes(attached?.from ?? '') ? [place] : [])));
    };
    return { looks, areErased };
  };
  const texts = async () => Object.fromEntries(await Promise.all((await readdir(join(folder, 'past'))).filter((name) => name.startsWith('events-')).map(async (name) => [name.slice(7, -7), await readFile(join(folder, 'past', name), 'utf8')] as const)));

  it('leaves files alone that somebody may still add to, and looks at them when they are finished', async () => {
    const archive = await filled({ new: `${line('a:call:1', 'a:party:1')}\n` }, 60);
    expect(await archive.purge(1, erasing('a:party:1').areErased)).toBe(0);
    await filled({ new: (await texts())['new']! });
    expect(await archive.purge(1, erasing('a:party:1').areErased)).toBe(1);
  });

  it('loses the lines of who was erased and what a killed process left half-written, and no other', async () => {
    const [ana, bob, anas] = [line('a:call:1', 'a:party:ana'), line('a:call:2', 'a:party:bob'), line('g:call:3', 'a:party:bob', { attached: { from: 'a:party:ana' } })];
    const archive = await filled({ both: `${ana}\n${bob}\n${anas}\n{"ref":"a:ca`, hers: `${ana}\n`, his: `${bob}\n` });
    expect(await archive.purge(1, erasing('a:party:ana').areErased)).toBe(4);
    expect(await texts()).toEqual({ both: `${bob}\n`, his: `${bob}\n` });
    expect((await stat(join(folder, 'past', 'events-both.ndjson'))).mode & 0o777).toBe(0o600);
    expect((await readdir(join(folder, 'past'))).filter((name) => /lock|tmp/.test(name))).toEqual([]);
  });

  it('is looked through once for as many erasures', async () => {
    const archive = await filled({ his: `${line('a:call:2', 'a:party:bob')}\n`.repeat(1_200) });
    const { looks, areErased } = erasing();
    for (const erasures of [1, 1, 2]) await archive.purge(erasures, areErased);
    expect(looks).toEqual([500, 500, 200, 500, 500, 200]);
  });

  it('is purged by one process at a time, and by another when that one has died', async () => {
    const archive = await filled({ hers: `${line('a:call:1', 'a:party:ana')}\n` });
    const lock = join(folder, 'past', 'purge.lock');
    await writeFile(lock, '');
    await utimes(lock, NOW / 1_000 - 60, NOW / 1_000 - 60);
    expect(await archive.purge(1, erasing('a:party:ana').areErased)).toBe(0);
    await utimes(lock, NOW / 1_000 - 2 * HOUR, NOW / 1_000 - 2 * HOUR);
    expect(await archive.purge(1, erasing('a:party:ana').areErased)).toBe(1);
  });

  it('rejects where it cannot be written, naming the key', async () => {
    await writeFile(join(folder, 'past'), '');
    await expect(open().purge(1, erasing().areErased)).rejects.toThrow(/\(ENOTDIR\).*retention\.archivePath/);
  });

  it('keeps its files where the store cannot say who was erased', async () => {
    const text = `${line('a:call:1', 'a:party:ana')}\n`;
    const archive = await filled({ hers: text });
    await expect(archive.purge(1, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect([await texts(), await archive.purge(1, erasing('a:party:ana').areErased)]).toEqual([{ hers: text }, 1]);
  });
});
