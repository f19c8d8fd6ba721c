/** A relay on loopback that hands every answer on after a delay; so a server behind it answers, but slowly. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface SlowRelay {
  port: number;
  /** From now on, for what comes back; ms. */
  delay(ms: number): void;
  close(): Promise<void>;
}

export async function startSlowRelay(target: { port: number; host?: string } | { path: string }): Promise<SlowRelay> {
  const sockets = new Set<Socket>();
  let delayMs = 0;
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => (sockets.delete(socket), client.destroy(), upstream.destroy()));
    }
    client.pipe(upstream);
    // Chunks of one connection have equal delays for as long as it is not changed, so they keep their order.
    upstream.on('data', (chunk) => (delayMs === 0 ? client.write(chunk) : setTimeout(() => client.write(chunk), delayMs)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    port: (server.address() as AddressInfo).port,
    delay: (ms) => void (delayMs = ms),
    close: () => new Promise((resolve) => (server.close(() => resolve()), sockets.forEach((socket) => socket.destroy()))),
  };
}
