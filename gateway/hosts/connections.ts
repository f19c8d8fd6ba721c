/** What a server allows of one address and of one connection; Node itself has no cap and waits for slow readers for ever. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';

export interface ConnectionLimits {
  /** In all; a further one is closed at once. */
  maxConnections: number;
  /** Of one client address (IPv6: of one /64); trusted proxies carry many clients and have no cap. */
  maxConnectionsPerAddress: number;
  /** What has been written must be taken by the client within this time, or the connection is cut. */
  writeTimeoutMs: number;
  /** A connection is closed after so many. */
  maxRequestsPerConnection: number;
}

/** Connections are looked at this often, or four times in the write time-out where that is shorter. */
const CHECK_INTERVAL_MS = 1_000;
const HOST_BITS = 64;

/** Addresses that one client can have as it likes are one. */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return parsed.toByteArray().slice(0, HOST_BITS / 8).join('.');
}

/** Something that has been written and not yet taken. */
interface Pending {
  /** Of `bytesWritten`: once so much has been taken, the data of `sinceMs` is gone. */
  untilBytes: number;
  sinceMs: number;
}

/** Holds a server's connections to the limits. Returns the end of it. */
export function guardConnections(server: Server, limits: ConnectionLimits, isTrusted: (address: string) => boolean): () => void {
  const open = new Map<Socket, Pending | null>();
  const perAddress = new Map<string, number>();
  server.maxConnections = limits.maxConnections;

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const key = isTrusted(address) ? null : addressKey(address);
    const count = key === null ? 0 : (perAddress.get(key) ?? 0);
    if (count >= limits.maxConnectionsPerAddress) {
      socket.destroy();
      return;
    }
    open.set(socket, null);
    if (key !== null) perAddress.set(key, count + 1);
    socket.once('close', () => {
      open.delete(socket);
      if (key === null) return;
      const left = (perAddress.get(key) ?? 1) - 1;
      if (left > 0) perAddress.set(key, left);
      else perAddress.delete(key);
    });
  });

  // Node's maxRequestsPerSocket only says that it will close, and leaves it to the client.
  const requests = new WeakMap<Socket, number>();
  server.prependListener('request', ({ socket }, response) => {
    const count = (requests.get(socket) ?? 0) + 1;
    requests.set(socket, count);
    if (count >= limits.maxRequestsPerConnection) response.shouldKeepAlive = false;
  });

  const check = (): void => {
    const nowMs = performance.now();
    for (const [socket, pending] of open) {
      // bytesWritten counts what still waits in the stream.
      const taken = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0) {
        if (pending) open.set(socket, null);
      } else if (!pending || taken >= pending.untilBytes) open.set(socket, { untilBytes: socket.bytesWritten, sinceMs: nowMs });
      // Reset, so that the kernel does not keep offering what nobody reads.
      else if (nowMs - pending.sinceMs >= limits.writeTimeoutMs) socket.resetAndDestroy();
    }
  };
  const timer = setInterval(check, Math.min(CHECK_INTERVAL_MS, limits.writeTimeoutMs / 4));
  timer.unref();
  return () => clearInterval(timer);
}
