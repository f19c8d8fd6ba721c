import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The text of a file that is made once per data folder, readable by its owner alone. Of several processes that come at
 * once the first one's content stands: it appears whole, by a link to a finished temporary file.
 */
export function madeOnce(dataDir: string, name: string, make: () => string): string {
  const path = join(dataDir, name);
  const existing = readIfThere(path);
  if (existing !== undefined) return existing;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, make(), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return readFileSync(path, 'utf8');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * 32 bytes or more under which public ids, cursors and keyed hashes are made: the configured secret, else one made in
 * the data folder. Instances that share a store must share it.
 */
export function instanceSecret(configured: string | undefined, dataDir: string): Buffer {
  if (configured !== undefined) return Buffer.from(configured, 'utf8');
  return Buffer.from(madeOnce(dataDir, 'secret', () => randomBytes(32).toString('hex')).trim(), 'hex');
}
