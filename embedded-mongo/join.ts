import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { decodeDoc } from './bson/decode.ts';
import { encodeDoc } from './bson/encode.ts';
import { toDoc } from './bson/values.ts';
import {
  defaultTransport,
  logFile,
  openFolder,
  readAddress,
  type Address,
  type Folder,
  type Transport,
} from './folder.ts';
import { MessageReader } from './wire/message.ts';
import { userName } from './wire/scram.ts';

export interface JoinOptions {
  readonly dataDir: string;
  /** How the server is to be reached; a Unix socket where there is one. All clients of a folder have to agree. */
  readonly transport?: Transport;
}

/** A client's hold on the embedded server: it runs at least until `close`. */
export interface EmbeddedMongo {
  /** For `new MongoClient(uri)`; stays the same over restarts. */
  readonly uri: string;
  /** Starts the server again, at the same address, when it has died. */
  ensure(): Promise<void>;
  /** Lets go of it. Where this client started the server and is its last one, it has ended by then. */
  close(): Promise<void>;
}

/** How long a server may take to answer, start included. */
const startLimitMs = 20_000;
const helloLimitMs = 5_000;
const retryMs = 15;
/** Longer than a server stays after its last client, so that one that still runs then has others. */
const endLimitMs = 1_500;
/** main.ts exits with it when another process serves the folder. */
const takenStatus = 3;

/**
 * Joins the server of a data directory, starting it when there is none. The server ends shortly after its last client.
 * @throws when it cannot be started; its log is in the data directory.
 */
export async function joinEmbeddedMongo(options: JoinOptions): Promise<EmbeddedMongo> {
  // The server process has another working directory.
  const dataDir = resolve(options.dataDir);
  const folder = openFolder(dataDir);
  const transport = options.transport ?? defaultTransport();
  let lifeline = await reach(dataDir, folder, transport);
  const uri = uriOf(lifeline.address);
  let ensuring: Promise<void> | undefined;

  async function restore(): Promise<void> {
    if (!lifeline.socket.destroyed && (await answers(lifeline.socket, folder))) return;
    lifeline.socket.destroy();
    lifeline = await reach(dataDir, folder, transport);
    if (uriOf(lifeline.address) !== uri)
      throw new Error('the embedded MongoDB had to move to another port: join it again');
  }

  return {
    uri,
    ensure: () => (ensuring ??= restore().finally(() => (ensuring = undefined))),
    close: async () => {
      await ensuring?.catch(() => undefined);
      lifeline.socket.destroy();
      if (lifeline.child) await ended(lifeline.child);
    },
  };
}

interface Lifeline {
  readonly socket: Socket;
  readonly address: Address;
  /** The server's process where this client started it. */
  readonly child: ChildProcess | undefined;
}

/** Waits for the end of a process for as long as its end may take. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, endLimitMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Connects to the server of the folder, starting one as often as needed until one answers. */
async function reach(dataDir: string, folder: Folder, transport: Transport): Promise<Lifeline> {
  const deadline = performance.now() + startLimitMs;
  let child: ChildProcess | undefined;
  for (;;) {
    const address = readAddress(folder);
    const socket = address && (await connectTo(address, folder));
    if (address && socket) {
      if (address.transport !== transport) {
        socket.destroy();
        throw new Error(
          `the embedded MongoDB of this folder is running with transport ${address.transport}, not ${transport}`,
        );
      }
      child?.unref();
      return { socket, address, child };
    }
    if (child !== undefined && child.exitCode !== null && child.exitCode !== takenStatus && child.exitCode !== 0)
      throw new Error(startFailure(folder));
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      child = startProcess(dataDir, folder, transport);
    if (performance.now() > deadline) throw new Error(startFailure(folder));
    await delay(retryMs);
  }
}

function startProcess(dataDir: string, folder: Folder, transport: Transport): ChildProcess {
  // From the TypeScript sources the process needs tsx, from the built JavaScript nothing.
  const isBuilt = import.meta.url.endsWith('.js');
  const main = join(dirname(fileURLToPath(import.meta.url)), isBuilt ? 'main.js' : 'main.ts');
  const log = openSync(logFile(folder), 'a', 0o600);
  try {
    // Detached: it outlives this client as long as others need it, and a Ctrl-C in this terminal does not reach it.
    // What a command reads is dropped when it has been answered: a small young space would copy much of it into the old one.
    const child = spawn(process.execPath, ['--max-semi-space-size=64', ...(isBuilt ? [] : ['--import', 'tsx']), main, dataDir, transport], {
      cwd: dirname(dirname(main)),
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
    });
    // A process that could not even be made never answers: `reach` gives up at its deadline.
    child.on('error', () => undefined);
    return child;
  } finally {
    closeSync(log);
  }
}

function startFailure(folder: Folder): string {
  const tail = readFileSync(logFile(folder), 'utf8').trim().split('\n').slice(-5).join('\n');
  return `the embedded MongoDB did not start; the end of ${logFile(folder)}:\n${tail}`;
}

/** A socket to the server at this address, if it is alive and serves this folder. */
async function connectTo(address: Address, folder: Folder): Promise<Socket | undefined> {
  const socket =
    address.socketPath === undefined
      ? connect({ host: '127.0.0.1', port: address.port ?? 0 })
      : connect({ path: address.socketPath });
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.on('error', () => socket.destroy());
  if (connected && (await answers(socket, folder))) {
    // The hold on the server must not hold its client.
    socket.unref();
    return socket;
  }
  socket.destroy();
  return undefined;
}

/** Sends a hello and looks who answers. */
async function answers(socket: Socket, folder: Folder): Promise<boolean> {
  const body = encodeDoc(toDoc({ hello: 1, $db: 'admin' }));
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(2013, 12);
  const reader = new MessageReader();
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(false), helloLimitMs);
    const done = (alive: boolean): void => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('close', onClose);
      resolve(alive);
    };
    const onClose = (): void => done(false);
    const onData = (chunk: Buffer): void => {
      try {
        for (const bytes of reader.push(chunk)) done(decodeDoc(bytes, 21).get('embeddedFolder') === folder.id);
      } catch {
        done(false);
      }
    };
    socket.on('data', onData);
    socket.once('close', onClose);
    socket.write(Buffer.concat([head, body]));
  });
}

function uriOf(address: Address): string {
  if (address.socketPath !== undefined)
    return `mongodb://${encodeURIComponent(address.socketPath)}/?directConnection=true`;
  const password = encodeURIComponent(address.password ?? '');
  return `mongodb://${userName}:${password}@127.0.0.1:${address.port ?? 0}/?authMechanism=SCRAM-SHA-256&authSource=admin&directConnection=true`;
}
