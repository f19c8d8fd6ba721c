/** What is kept of documents is bounded in bytes, whatever the documents are. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createDocuments, isRefused } from '../../../../gateway/engine/documents.ts';
import { createExecutables } from '../../../../gateway/engine/executable.ts';
import { DEFAULT_LIMITS } from '../../../../gateway/engine/limits.ts';
import { createHarness } from '../../../authz/engine.ts';
import { dense, MEGABYTE, refused } from './cachedDocuments.ts';
import type { HeldBytes } from './heldBytes.ts';

const { schema } = createHarness();
let held: HeldBytes;
beforeAll(() => {
  const script = join(__dirname, 'heldBytes.ts');
  held = JSON.parse(execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', script], { cwd: join(__dirname, '../../../..'), encoding: 'utf8' })) as HeldBytes;
});

describe('a cache', () => {
  it('of documents holds no more than its bytes', () => {
    expect(held.roomyDocuments).toBeGreaterThan(5 * MEGABYTE);
    expect(held.smallDocuments).toBeLessThan(2 * MEGABYTE);
  });

  it('of refused documents holds no more than its part, and drives no good one out', () => {
    expect(held.refusedDocuments).toBeLessThan(MEGABYTE);
    const documents = createDocuments(schema, DEFAULT_LIMITS, MEGABYTE);
    const good = documents.get('{ me { role } }');
    for (let index = 0; index < 2_000; index += 1) documents.get(refused(index));
    expect(documents.get('{ me { role } }')).toBe(good);
    expect(isRefused(documents.get(refused(0)))).toBe(true);
  });

  it('of operations holds no more than its bytes', () => {
    expect(held.operations).toBeLessThan(2 * MEGABYTE);
  });

  it('of compiled documents lets go of those that are more than its bytes', () => {
    // Not by the heap: V8 keeps the code that it has compiled for a while of its own.
    const documents = createDocuments(schema, DEFAULT_LIMITS);
    const executables = createExecutables(schema, MEGABYTE);
    const use = (index: number) => {
      const found = documents.get(dense(index));
      if (isRefused(found)) throw new Error('The document of the test is refused.');
      return executables.get(dense(index), { kind: 'Document' as never, definitions: [...found.operations] }, true);
    };
    const first = use(0);
    expect(use(0)).toBe(first);
    for (let index = 1; index <= 5; index += 1) use(index);
    expect(use(0)).not.toBe(first);
  });
});
