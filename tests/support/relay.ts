import { connect, createServer, type AddressInfo, type NetConnectOpts, type Server, type Socket } from 'node:net';

/** A relay to a server that can be cut and mended. */
export function relay(path: string | NetConnectOpts) {
  const sockets = new Set<Socket>();
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;
  let isHeld = false;
  const server: Server = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = connect(path as NetConnectOpts);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => (sockets.delete(socket), client.destroy(), upstream.destroy()));
    }
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.on('close', () => pairs.delete(pair));
    if (!isHeld) client.pipe(upstream).pipe(client);
  });
  return {
    listen: () => new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))),
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    /** Connections stay, and nothing goes through any more. */
    hold() {
      isHeld = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    /** Ends `hold`: what has been held back goes through, and more with it. */
    resume() {
      isHeld = false;
      for (const [client, upstream] of pairs) client.pipe(upstream).pipe(client);
    },
    mend() {
      isCut = false;
      isHeld = false;
    },
    close: () => new Promise<void>((resolve) => (server.close(() => resolve()), sockets.forEach((socket) => socket.destroy()))),
  };
}
