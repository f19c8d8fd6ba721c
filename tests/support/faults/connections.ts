/** A port that takes no connections: whoever connects hears nothing at all, as behind a firewall that drops packets. */
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/**
 * A listener whose loop stands still: the system fills its short queue, and drops what comes then. It has to be a thread,
 * since Node takes connections as fast as they come.
 */
const STANDS_STILL = `
const { createServer } = require('node:net');
const { parentPort, workerData } = require('node:worker_threads');
const server = createServer((socket) => socket.destroy());
server.listen({ port: workerData.port, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage('listens');
  Atomics.wait(new Int32Array(workerData.ended), 0, 0);
  server.close();
});
`;

const QUEUED = 8;

/** Resolves when connections to the port are not taken any more; its answer ends that, after which the port is free. */
export async function refuseToTake(port: number): Promise<() => Promise<void>> {
  const ended = new SharedArrayBuffer(4);
  const worker = new Worker(STANDS_STILL, { eval: true, workerData: { port, ended } });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => void worker.once('message', () => resolve()).once('error', reject));
  const queued: Socket[] = [];
  let taken = 0;
  for (let number = 0; number < QUEUED; number += 1) {
    queued.push(connect(port, '127.0.0.1').on('error', () => undefined).on('connect', () => (taken += 1)));
  }
  // Those that fit into the queue are taken within a turn or two of the loop, the others never.
  for (let last = -1; last !== taken || taken === 0; ) {
    last = taken;
    await wait(20);
  }
  return async () => {
    for (const socket of queued) socket.destroy();
    const state = new Int32Array(ended);
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
    await exited;
  };
}
