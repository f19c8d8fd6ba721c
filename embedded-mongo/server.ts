import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Cursors } from './commands/cursors.ts';
import type { Server } from './commands/command.ts';
import type { Reply } from './commands/reply.ts';
import { EvalContext } from './expr/context.ts';
import {
  openFolder,
  readAddress,
  socketPathOf,
  writeAddress,
  type Address,
  type Folder,
  type Transport,
} from './folder.ts';
import { removeExpired } from './storage/expiry.ts';
import { GroupCommit } from './storage/groupCommit.ts';
import { processStart } from './storage/owner.ts';
import { LostOwnershipError, Store } from './storage/store.ts';
import { serveConnection } from './wire/connection.ts';
import { Credentials } from './wire/scram.ts';

export interface ServerOptions {
  readonly dataDir: string;
  readonly transport: Transport;
  /** How long to wait for the first client. */
  readonly firstClientMs?: number;
  /** How long to stay when the last client has left. */
  readonly graceMs?: number;
  readonly expirySweepMs?: number;
  readonly now?: () => Date;
  readonly log?: (message: string) => void;
}

export interface RunningServer {
  readonly address: Address;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves a data directory until its last client has left.
 * @returns undefined when another process serves it.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer | undefined> {
  const {
    firstClientMs = 10_000,
    graceMs = 300,
    expirySweepMs = 10_000,
    now = () => new Date(),
    log = () => undefined,
  } = options;
  const folder = openFolder(options.dataDir);
  const owner = { pid: process.pid, startedAt: processStart(process.pid), nonce: randomBytes(16).toString('hex') };
  const store = Store.open(join(folder.path, 'data'), owner);
  if (store === undefined) return undefined;
  const cursors = new Cursors();
  const server: Server = { store, cursors, now };
  const commits = new GroupCommit<Reply>(store);
  const sockets = new Set<Socket>();
  let finish: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (finish = resolve));
  let closing: Promise<void> | undefined;
  let idle: NodeJS.Timeout | undefined;

  const wanted = addressFor(folder, options.transport);
  const host = {
    server,
    credentials: wanted.password === undefined ? undefined : new Credentials(wanted.password),
    folderId: folder.id,
    log,
    write: async (action: () => Reply) => {
      try {
        return await commits.run(action);
      } catch (error) {
        if (error instanceof LostOwnershipError) void close();
        throw error;
      }
    },
  };
  const net = createServer((socket) => {
    clearTimeout(idle);
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) idle = setTimeout(() => void close(), graceMs);
    });
    serveConnection(socket, host);
  });
  const sweep = setInterval(() => sweepExpired(), expirySweepMs);
  idle = setTimeout(() => void close(), firstClientMs);

  function sweepExpired(): void {
    try {
      if (store && hasExpiry(store)) store.write(() => removeExpired(store, new EvalContext(now())));
    } catch (error) {
      if (error instanceof LostOwnershipError) void close();
      else log(`expiry: ${(error as Error).message}`);
    }
  }

  function close(): Promise<void> {
    closing ??= shutDown();
    return closing;
  }

  async function shutDown(): Promise<void> {
    clearTimeout(idle);
    clearInterval(sweep);
    const closed = new Promise<void>((resolve) => net.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
    await store?.close();
    finish();
  }

  try {
    const address = await listen(net, wanted);
    writeAddress(folder, address);
    return { address, ended, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function hasExpiry(store: Store): boolean {
  for (const { indexes } of store.all())
    if (indexes.some(({ expireAfterSeconds }) => expireAfterSeconds !== undefined)) return true;
  return false;
}

/** The last address again where there is one: clients that lost the server come back to it. */
function addressFor(folder: Folder, transport: Transport): Address {
  if (transport === 'unix') return { transport, socketPath: socketPathOf(folder) };
  const last = readAddress(folder);
  const password = last?.password ?? randomBytes(32).toString('base64url');
  return { transport, password, ...(last?.port === undefined ? {} : { port: last.port }) };
}

async function listen(net: NetServer, address: Address): Promise<Address> {
  if (address.socketPath !== undefined) {
    // We own the folder, so a socket file that is still there is a dead server's.
    rmSync(address.socketPath, { force: true });
    const mask = process.umask(0o177);
    try {
      const listening = start(net, { path: address.socketPath });
      process.umask(mask);
      await listening;
    } finally {
      process.umask(mask);
    }
    return address;
  }
  try {
    await start(net, { host: '127.0.0.1', port: address.port ?? 0 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await start(net, { host: '127.0.0.1', port: 0 });
  }
  const bound = net.address();
  return { ...address, port: typeof bound === 'object' && bound !== null ? bound.port : 0 };
}

const start = (net: NetServer, where: { path: string } | { host: string; port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    net.once('error', reject);
    net.listen(where, () => {
      net.off('error', reject);
      resolve();
    });
  });
