import { Worker } from 'node:worker_threads';
import type { BatchPartition } from '../../domain/identity/batch.ts';
import type { Reckon } from './dryRun.ts';

/** In a thread of its own, so that callers are answered meanwhile. Records and rules are copied to it, the result back. */
export const reckonInThread: Reckon = (input) =>
  new Promise((resolve, reject) => {
    // As built: loaders of TypeScript do not reach threads.
    const worker = new Worker(new URL('./reckonWorker.js', import.meta.url), { workerData: input, execArgv: [] });
    worker.once('message', (partition: BatchPartition) => resolve(partition));
    worker.once('error', reject);
    // Without effect where the partition has come.
    worker.once('exit', (code) => reject(new Error(`The thread of the dry run ended with code ${code} and no result.`)));
  });
