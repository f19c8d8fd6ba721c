/** Data folders into which the sample company has been taken in, made once in a run of jest and copied for each suite. */
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Fills `dataDir` as `takeIn` does, which is called for the first suite only that asks for this key. What it leaves must
 * not depend on anything but the key, and nothing may be running in its folder when it resolves.
 */
export async function fillOnce(key: string, dataDir: string, takeIn: (dataDir: string) => Promise<void>): Promise<void> {
  const runFolder = process.env['C360_TEST_RUN_FOLDER'];
  if (!runFolder) throw new Error('C360_TEST_RUN_FOLDER is not set: tests/support/runFolder.mjs has to be the globalSetup of jest.');
  const made = join(runFolder, key);
  if (!existsSync(made)) {
    const draft = await mkdtemp(join(runFolder, 'draft-'));
    await takeIn(draft);
    // Two workers may have made it at once: either will do.
    await rename(draft, made).catch(() => rm(draft, { recursive: true, force: true }));
  }
  await cp(made, dataDir, { recursive: true, preserveTimestamps: true });
}
