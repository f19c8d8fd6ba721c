import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchiveError, openArchive } from '../../../datasources/archive.ts';

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
