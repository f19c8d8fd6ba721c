/** What is dear to make and the same for several suites, made once in a run of jest. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** What `make` gives, which must be plain data (maps and sets included) that depends on nothing but the key. */
export function madeOnce<Made>(key: string, make: () => Made): Made {
  const runFolder = process.env['C360_TEST_RUN_FOLDER'];
  if (!runFolder) throw new Error('C360_TEST_RUN_FOLDER is not set: tests/support/runFolder.mjs has to be the globalSetup of jest.');
  const path = join(runFolder, `${key}.v8`);
  if (existsSync(path)) return deserialize(readFileSync(path)) as Made;
  const made = make();
  // Two workers may make it at once: either will do, but none may read half of one.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, serialize(made));
  renameSync(draft, path);
  return made;
}
