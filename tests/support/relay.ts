import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A relay to a server that can be cut and mended. */
export function relay(path: string) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server: Server = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = connect(path);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => (sockets.delete(socket), client.destroy(), upstream.destroy()));
    }
    client.pipe(upstream).pipe(client);
  });
  return {
    listen: () => new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))),
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    /** Connections stay, and nothing goes through any more. */
    hold() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    mend: () => void (isCut = false),
    close: () => new Promise<void>((resolve) => (server.close(() => resolve()), sockets.forEach((socket) => socket.destroy()))),
  };
}
