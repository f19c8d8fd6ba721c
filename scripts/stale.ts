import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A generated file: its path in the project and what it should hold. */
export interface Generated {
  path: string;
  content: string;
}

/** The generated files whose content on disk differs or is missing. */
export async function findStale(files: readonly Generated[], directory: string): Promise<string[]> {
  const checked = await Promise.all(
    files.map(async ({ path, content }) => {
      const found = await readFile(join(directory, path), 'utf8').catch(() => null);
      return found === content ? [] : [path];
    }),
  );
  return checked.flat();
}

/** Writes the files that differ; gives their paths. */
export async function writeStale(files: readonly Generated[], directory: string): Promise<string[]> {
  const stale = await findStale(files, directory);
  await Promise.all(files.filter(({ path }) => stale.includes(path)).map(({ path, content }) => writeFile(join(directory, path), content)));
  return stale;
}
