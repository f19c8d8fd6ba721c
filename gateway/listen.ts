import type { Server } from 'node:http';

export interface ListenOptions {
  port: number;
  bind: string;
  /** Connections that may wait to be taken; by default Node's own. */
  backlog?: number;
  /** The setting that names another port. */
  setting: string;
}

const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there: end it, or set another',
  EACCES: 'this user may not listen there: set another',
  EADDRNOTAVAIL: 'this machine has no such address: see the address, or set another',
};

/** Listens; resolves to the port, which is another than 0. Rejects with a message that names the address and the remedy. */
export async function listenOn(server: Server, { port, bind, backlog, setting }: ListenOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      const remedy = REMEDIES[error.code ?? ''];
      reject(remedy ? new Error(`${bind}:${port} cannot be listened on (${error.code!}), ${remedy} ${setting}.`, { cause: error }) : error);
    };
    server.once('error', failed);
    server.listen({ port, host: bind, ...(backlog !== undefined && { backlog }) }, () => {
      server.removeListener('error', failed);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}
