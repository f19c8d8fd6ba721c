/** Where processes under test ask what becomes of them after each write: a socket of this process, private to its folder. */
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A write that has just been acknowledged to a process. */
export interface Written {
  /** The process: `gateway`, `worker` ... */
  role: string;
  pid: number;
  /** Which part of it wrote. */
  part: 'puller' | 'listener' | 'worker';
  /** File and method of the store. */
  write: string;
}

/** `die`: by SIGKILL, before anything else is done. `lost`: the process is told that the connection broke instead. */
export type Decision = 'go' | 'die' | 'lost';

export interface Control {
  path: string;
  close(): Promise<void>;
}

/** Writes are decided one after the other for all processes. */
export async function startControl(path: string, decide: (written: Written) => Promise<Decision>): Promise<Control> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    const lines = createInterface({ input: socket });
    // A process that was killed leaves its socket torn.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      const { id, ...written } = JSON.parse(line) as Written & { id: number };
      void decide(written).then((decision) => socket.destroyed || socket.write(`${JSON.stringify({ id, decision })}\n`));
    });
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  return {
    path,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
