import { createServer } from 'node:http';
import { createApolloHandler } from './apolloHandler.ts';
import { createAddressSet } from './clientAddress.ts';
import { guardConnections } from './connections.ts';
import { createFront, type Carrier } from './front.ts';
import { carryByNode } from './nodeHandler.ts';
import type { Host, HostKind, HostOptions, TransportLimits } from './types.ts';
import { createYogaHandler } from './yogaHandler.ts';

export type { Host, HostKind, HostOptions, TransportLimits } from './types.ts';

/**
 * Node's own are 60 s, 300 s, looked after every 30 s, and no cap (reference/security.md M18): long enough to hold a
 * server with few sockets. With these a half-sent request is gone within 20 s.
 */
export const TRANSPORT_LIMITS: TransportLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  timeoutCheckMs: 1_000,
  writeTimeoutMs: 30_000,
  maxConnections: 2_000,
  maxConnectionsPerAddress: 250,
  maxRequestsPerConnection: 10_000,
};
/** Yoga pings event streams every 12 s, so a socket silent for longer is not read. */
const IDLE_SOCKET_MS = 60_000;
const DEFAULT_GRACE_MS = 5_000;

/** Makes a host over an engine. Whatever its kind, the same requests get the same answers. */
export function createHost(kind: HostKind, options: HostOptions): Host {
  const closing = new AbortController();
  const yoga = createYogaHandler(options);
  const apollo = kind === 'apollo' ? createApolloHandler(options) : null;
  const carriers: Record<HostKind, Carrier> = {
    node: carryByNode(options.engine),
    yoga: yoga.carry,
    apollo: apollo?.carry ?? yoga.carry,
  };
  const front = createFront({
    ...options,
    carry: carriers[kind],
    carryStream: yoga.carryStream,
    graphiqlPage: yoga.graphiqlPage,
    closing: closing.signal,
  });
  const limits: TransportLimits = { ...TRANSPORT_LIMITS, ...options.limits };
  const server = createServer(
    { headersTimeout: limits.headersTimeoutMs, requestTimeout: limits.requestTimeoutMs, connectionsCheckingInterval: limits.timeoutCheckMs },
    front,
  );
  const releaseConnections = guardConnections(server, limits, createAddressSet(options.trustedProxies));
  server.setTimeout(IDLE_SOCKET_MS);

  return {
    async listen({ port, bind }) {
      await apollo?.start();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, bind, () => {
          server.removeListener('error', reject);
          resolve();
        });
      });
      const address = server.address();
      return { port: typeof address === 'object' && address ? address.port : port };
    },
    async close(graceMs = DEFAULT_GRACE_MS) {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
      releaseConnections();
      await apollo?.stop();
    },
  };
}
