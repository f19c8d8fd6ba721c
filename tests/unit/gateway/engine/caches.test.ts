/** What is kept of documents is bounded in bytes, whatever the documents are. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildCostTable } from '../../../../directives/cost.ts';
import { buildInputNeeds } from '../../../../directives/reads.ts';
import { createDocuments, isRefused } from '../../../../gateway/engine/documents.ts';
import { createExecutables } from '../../../../gateway/engine/executable.ts';
import { DEFAULT_LIMITS } from '../../../../gateway/engine/limits.ts';
import { createPreparedOperations } from '../../../../gateway/engine/operations.ts';
import { createHarness } from '../../../authz/engine.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is really held: one collection leaves what finalizers and the compiler still had. */
function heapBytes(): number {
  let held = Infinity;
  for (let round = 0; round < 8; round += 1) {
    collect();
    const { heapUsed } = process.memoryUsage();
    if (heapUsed > held * 0.998) return heapUsed;
    held = heapUsed;
  }
  return held;
}

const { schema } = createHarness();
const MEGABYTE = 1024 * 1024;
/** Uses before the heap is measured: what is made once. */
const WARM = 20;
/** Some 1,250 characters, 96 selections. */
const dense = (index: number): string => `{ c${index}: customer(id: "1") { ${Array.from({ length: 95 }, (_, field) => `a${field}: account`).join(' ')} } }`;
const refused = (index: number): string => `{ c${index} # ${'x'.repeat(1_000)}\n }`;

/** How much the heap holds more for `times` different documents. */
function growth(times: number, use: (index: number) => void): number {
  for (let index = 0; index < WARM; index += 1) use(10_000 + index);
  const before = heapBytes();
  for (let index = 0; index < times; index += 1) use(index);
  return heapBytes() - before;
}

describe('a cache', () => {
  it('of documents holds no more than its bytes', () => {
    const small = createDocuments(schema, DEFAULT_LIMITS, MEGABYTE);
    const roomy = createDocuments(schema, DEFAULT_LIMITS, 100 * MEGABYTE);
    const held = growth(300, (index) => void roomy.get(dense(index)));
    expect(held).toBeGreaterThan(5 * MEGABYTE);
    expect(growth(300, (index) => void small.get(dense(index)))).toBeLessThan(2 * MEGABYTE);
    expect(isRefused(roomy.get(dense(0)))).toBe(false);
  });

  it('of refused documents holds no more than its part, and drives no good one out', () => {
    const documents = createDocuments(schema, DEFAULT_LIMITS, MEGABYTE);
    const good = documents.get('{ me { role } }');
    expect(growth(2_000, (index) => void documents.get(refused(index)))).toBeLessThan(MEGABYTE);
    expect(documents.get('{ me { role } }')).toBe(good);
    expect(isRefused(documents.get(refused(0)))).toBe(true);
  });

  it('of operations holds no more than its bytes', () => {
    const documents = createDocuments(schema, DEFAULT_LIMITS, 100 * MEGABYTE);
    const operations = createPreparedOperations(schema, buildCostTable(schema), buildInputNeeds(schema), MEGABYTE);
    const document = (index: number) => {
      const found = documents.get(dense(index));
      if (isRefused(found)) throw new Error('The document of the test is refused.');
      return found;
    };
    for (let index = 0; index < 200; index += 1) document(index);
    for (let index = 0; index < WARM; index += 1) document(10_000 + index);
    expect(growth(200, (index) => void operations.get(document(index), document(index).operations[0]!, {}))).toBeLessThan(2 * MEGABYTE);
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
