import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { listenOn } from '../listen.ts';
import { createApolloHandler } from './apolloHandler.ts';
import { createAddressSet } from './clientAddress.ts';
import { guardConnections } from './connections.ts';
import { createDraining } from './draining.ts';
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
/** What has reached this machine when the end begins is read and answered as well. */
const LINGER_MS = 25;
/** For those that are given up to tell so. */
const CUT_MS = 500;

/** Makes a host over an engine. Whatever its kind, the same requests get the same answers. */
export function createHost(kind: HostKind, options: HostOptions): Host {
  const closing = new AbortController();
  const givingUp = new AbortController();
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
    givingUp: givingUp.signal,
  });
  const limits: TransportLimits = { ...TRANSPORT_LIMITS, ...options.limits };
  const server = createServer(
    { headersTimeout: limits.headersTimeoutMs, requestTimeout: limits.requestTimeoutMs, connectionsCheckingInterval: limits.timeoutCheckMs },
    front,
  );
  const releaseConnections = guardConnections(server, limits, createAddressSet(options.trustedProxies));
  const drain = createDraining(server);
  server.setTimeout(IDLE_SOCKET_MS);
  let closed: Promise<void> | undefined;

  async function close(graceMs: number): Promise<void> {
    drain();
    closing.abort();
    const timers = [setTimeout(() => givingUp.abort(), graceMs), setTimeout(() => server.closeAllConnections(), graceMs + CUT_MS)];
    await wait(LINGER_MS);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    timers.forEach(clearTimeout);
    releaseConnections();
    await apollo?.stop();
  }

  return {
    async listen({ port, bind }) {
      await apollo?.start();
      // Node's own queue of 511 overflows in a rush of connections: those beyond it try again after seconds, or are reset.
      return { port: await listenOn(server, { port, bind, backlog: limits.maxConnections, setting: 'PORT' }) };
    },
    drain,
    close: (graceMs = DEFAULT_GRACE_MS) => (closed ??= close(graceMs)),
  };
}
