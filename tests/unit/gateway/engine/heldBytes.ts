/**
 * How much the heap of a process grows by what each cache keeps, as JSON on standard output: in a process of its own, since
 * a test worker's heap holds, and lets go of, much else. Run with --expose-gc.
 */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { buildCostTable } from '../../../../directives/cost.ts';
import { buildInputNeeds } from '../../../../directives/reads.ts';
import { createDocuments, isRefused } from '../../../../gateway/engine/documents.ts';
import { DEFAULT_LIMITS } from '../../../../gateway/engine/limits.ts';
import { createPreparedOperations } from '../../../../gateway/engine/operations.ts';
import { loadTypeDefs } from '../../../../schema/load.ts';
import { dense, MEGABYTE, refused } from './cachedDocuments.ts';

/** Bytes that the heap holds more after each growth. */
export interface HeldBytes {
  roomyDocuments: number;
  smallDocuments: number;
  refusedDocuments: number;
  operations: number;
}

const schema = makeExecutableSchema({ typeDefs: loadTypeDefs() });
/** Uses before the heap is measured: what is made once. */
const WARM = 20;

function heapBytes(): number {
  if (!globalThis.gc) throw new Error('Run this with --expose-gc.');
  void globalThis.gc();
  void globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** How much the heap holds more for `times` different documents. */
function growth(times: number, use: (index: number) => void): number {
  for (let index = 0; index < WARM; index += 1) use(10_000 + index);
  const before = heapBytes();
  for (let index = 0; index < times; index += 1) use(index);
  return heapBytes() - before;
}

const small = createDocuments(schema, DEFAULT_LIMITS, MEGABYTE);
const roomy = createDocuments(schema, DEFAULT_LIMITS, 100 * MEGABYTE);
const operations = createPreparedOperations(schema, buildCostTable(schema), buildInputNeeds(schema), MEGABYTE);
const prepared = (index: number) => {
  const document = roomy.get(dense(index));
  if (isRefused(document)) throw new Error('The document of the measurement is refused.');
  return document;
};

const held: HeldBytes = {
  roomyDocuments: growth(300, (index) => void prepared(index)),
  smallDocuments: growth(300, (index) => void small.get(dense(index))),
  refusedDocuments: growth(2_000, (index) => void small.get(refused(index))),
  operations: growth(200, (index) => void operations.get(prepared(index), prepared(index).operations[0]!, {})),
};
process.stdout.write(JSON.stringify(held));
