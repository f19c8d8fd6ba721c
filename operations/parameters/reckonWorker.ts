/** The thread of `reckonInThread`: its input in, the partition out. */
import { parentPort, workerData } from 'node:worker_threads';
import { partitionAll, type BatchInput } from '../../domain/identity/batch.ts';

parentPort?.postMessage(partitionAll(workerData as BatchInput));
