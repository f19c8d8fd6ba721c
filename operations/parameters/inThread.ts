/** Learning and dry runs in threads of their own, so that callers are answered meanwhile. Records are copied there page by page. */
import { Worker } from 'node:worker_threads';
import type { BatchPartition } from '../../domain/identity/batch.ts';
import type { MatchingModel } from '../../domain/matching/model.ts';
import type { PartyRecord } from '../../domain/records.ts';
import type { Reckon } from './dryRun.ts';
import type { Learn } from './learn.ts';
import type { Task } from './taskWorker.ts';

/** A page is sent when the one before has been taken: what waits between the threads stays bounded. Rejects where the thread fails. */
async function inThread<Result>(task: Task, pages: AsyncIterable<readonly PartyRecord[]>): Promise<Result> {
  // As built: loaders of TypeScript do not reach threads.
  const worker = new Worker(new URL('./taskWorker.js', import.meta.url), { workerData: task, execArgv: [] });
  let failure: Error | undefined;
  let answered: { resolve(answer: unknown): void; reject(error: Error): void } | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    answered?.reject(failure);
  };
  worker.on('message', (answer: unknown) => answered?.resolve(answer));
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`The thread of ${task.kind} ended with code ${code} and no result.`)));
  const ask = (message: readonly PartyRecord[] | null): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      answered = { resolve, reject };
      worker.postMessage(message);
    });
  try {
    for await (const page of pages) await ask(page);
    return (await ask(null)) as Result;
  } finally {
    await worker.terminate();
  }
}

export const reckonInThread: Reckon = (pages, input) => inThread<BatchPartition>({ kind: 'reckon', input }, pages);
export const learnInThread: Learn = (pages, input) => inThread<MatchingModel>({ kind: 'learn', input }, pages);
