/** The thread of inThread.ts: pages of records in, each acknowledged, then null; the result out. */
import { parentPort, workerData } from 'node:worker_threads';
import { partitionAll, type BatchInput } from '../../domain/identity/batch.ts';
import { createLearner, type LearnInput } from '../../domain/identity/learn.ts';
import type { PartyRecord } from '../../domain/records.ts';

export type Task = { kind: 'learn'; input: LearnInput } | { kind: 'reckon'; input: Omit<BatchInput, 'records'> };

interface Work {
  add(records: readonly PartyRecord[]): void;
  finish(): unknown;
}

function workOf(task: Task): Work {
  if (task.kind === 'learn') return createLearner(task.input);
  const records: PartyRecord[] = [];
  return { add: (page) => void records.push(...page), finish: () => partitionAll({ ...task.input, records }) };
}

if (parentPort) {
  const port = parentPort;
  const work = workOf(workerData as Task);
  port.on('message', (page: readonly PartyRecord[] | null) => {
    if (page) work.add(page);
    port.postMessage(page ? null : work.finish());
  });
}
