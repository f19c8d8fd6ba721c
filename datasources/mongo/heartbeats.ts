import type { MongoClient } from 'mongodb';

/** A heartbeat that is late by so many looks is lost: one look alone may come late itself. */
const LOOKS = 2;

/**
 * Connects anew when a heartbeat has no outcome for `silenceMs`. The driver (7.9) may write one into a socket that has
 * ended and that it has not been told of yet, and then waits for ever for the socket to drain: to all operations the server
 * stays away. Handles of databases and collections stay good. Gives the end of watching and of connecting.
 */
export function watchHeartbeats(client: MongoClient, silenceMs: number): () => Promise<void> {
  const underWay = new Map<string, number>();
  let late = 0;
  let isConnected = true;
  let connecting: Promise<unknown> | undefined;

  client.on('serverHeartbeatStarted', ({ connectionId }) => {
    if (!underWay.has(connectionId)) underWay.set(connectionId, performance.now());
  });
  const came = ({ connectionId }: { connectionId: string }) => void underWay.delete(connectionId);
  client.on('serverHeartbeatSucceeded', came).on('serverHeartbeatFailed', came);

  async function connectAnew(): Promise<void> {
    underWay.clear();
    isConnected = false;
    await client.close();
    await client.connect();
    isConnected = true;
  }

  const watch = setInterval(() => {
    const now = performance.now();
    late = [...underWay.values()].some((since) => now - since > silenceMs) ? late + 1 : 0;
    if (connecting || (isConnected && late < LOOKS)) return;
    late = 0;
    // A server that is away is asked again at the next look.
    connecting = connectAnew().catch(() => undefined).finally(() => (connecting = undefined));
  }, silenceMs / 4);
  watch.unref();
  return async () => {
    clearInterval(watch);
    await connecting;
  };
}

/** Warns when a server begins to leave heartbeats unanswered, and when it answers them again: not of each, they go on for as long. */
export function tellOfHeartbeats(client: Pick<MongoClient, 'on'>, logger: { warn(fields: object, message: string): void }): void {
  const silent = new Set<string>();
  client.on('serverHeartbeatFailed', ({ connectionId: server }) => {
    if (silent.has(server)) return;
    silent.add(server);
    logger.warn({ server }, 'The store does not answer heartbeats.');
  });
  client.on('serverHeartbeatSucceeded', ({ connectionId: server }) => {
    if (silent.delete(server)) logger.warn({ server }, 'The store answers heartbeats again.');
  });
}
