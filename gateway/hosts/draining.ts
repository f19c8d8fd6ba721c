/** Has a server's connections end by themselves: each answer is its connection's last. */
import type { Server, ServerResponse } from 'node:http';

/** Watches a server from its beginning. Gives what begins to let its clients go: from then on every answer says `connection: close`, also to requests that are in hand. */
export function createDraining(server: Server): () => void {
  const open = new Set<ServerResponse>();
  let isDraining = false;
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (isDraining) {
      response.shouldKeepAlive = false;
      return;
    }
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  return () => {
    isDraining = true;
    for (const response of open) {
      response.shouldKeepAlive = false;
      const { socket } = response;
      // What an event stream's head has said stands: its connection is ended for it.
      if (response.headersSent) response.once('close', () => socket?.end());
    }
  };
}
