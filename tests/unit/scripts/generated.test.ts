import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findStale, writeStale } from '../../../scripts/stale.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'c360-generated-'));
  await mkdir(join(directory, 'out'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('generated files', () => {
  const files = [
    { path: 'out/fresh.txt', content: 'same' },
    { path: 'out/old.txt', content: 'new' },
    { path: 'out/missing.txt', content: 'x' },
  ];

  it('are named where they differ or are missing, and written by the generator', async () => {
    await writeFile(join(directory, 'out/fresh.txt'), 'same');
    await writeFile(join(directory, 'out/old.txt'), 'old');
    expect(await findStale(files, directory)).toEqual(['out/old.txt', 'out/missing.txt']);
    expect(await writeStale(files, directory)).toEqual(['out/old.txt', 'out/missing.txt']);
    expect(await findStale(files, directory)).toEqual([]);
  });
});
