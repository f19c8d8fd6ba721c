/** Stands before a source and can have it hang: what is sent to it is taken, and nothing ever comes back. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface HangingRelay {
  url: string;
  hang(isHanging: boolean): void;
  close(): Promise<void>;
}

/** A relay to the system at `targetUrl`, on a port of its own. */
export async function startRelay(targetUrl: string): Promise<HangingRelay> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let hangs = false;
  const server = createServer((client) => {
    const system = connect(Number(target.port), target.hostname);
    for (const socket of [client, system]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => {
        sockets.delete(socket);
        client.destroy();
        system.destroy();
      });
    }
    client.on('data', (chunk) => void (hangs || system.write(chunk)));
    system.on('data', (chunk) => void (hangs || client.write(chunk)));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname === '/' ? '' : target.pathname}`,
    hang(isHanging) {
      hangs = isHanging;
      // A connection of which half an answer was swallowed is no good any more.
      if (!hangs) for (const socket of sockets) socket.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
