import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instanceSecret, madeOnce } from '../../../gateway/instanceSecret.ts';
import { uuidV7 } from '../../../gateway/uuid.ts';

describe('files made once per data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'c360-secret-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are readable by their owner alone and leave no draft behind', () => {
    madeOnce(folder, 'secret', () => 'first');
    expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['secret']);
  });

  it('keep the first content when a second process comes while it is being made', () => {
    const first = madeOnce(folder, 'secret', () => {
      expect(madeOnce(folder, 'secret', () => 'other process')).toBe('other process');
      return 'late';
    });
    expect(first).toBe('other process');
    expect(madeOnce(folder, 'secret', () => 'never')).toBe('other process');
  });

  it('give the same secret each time, in a folder that did not exist, unless one is configured', () => {
    const dataDir = join(folder, 'new', 'data');
    const secret = instanceSecret(undefined, dataDir);
    expect(secret).toHaveLength(32);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(instanceSecret(undefined, dataDir)).toEqual(secret);
    expect(instanceSecret('x'.repeat(40), dataDir).toString()).toBe('x'.repeat(40));
  });
});

describe('uuidV7', () => {
  it('is ordered by time and has version and variant of RFC 9562', () => {
    const ids = [1, 2, 1_700_000_000_000].map((now) => uuidV7(now));
    expect([...ids].sort()).toEqual(ids);
    expect(uuidV7(0x0123456789ab, (bytes) => bytes.fill(0xff))).toBe('01234567-89ab-7fff-bfff-ffffffffffff');
  });
});
