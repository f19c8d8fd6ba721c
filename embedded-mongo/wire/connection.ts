import type { Socket } from 'node:net';
import { Int32, toDoc } from '../bson/values.ts';
import type { Encodable } from '../bson/encode.ts';
import { Request, type Server } from '../commands/command.ts';
import type { Reply } from '../commands/reply.ts';
import { commandNamed } from '../commands/registry.ts';
import { MongoError } from '../errors.ts';
import { encodeReply, MessageReader, parseMessage, type Message } from './message.ts';
import { ScramConversation, type Credentials } from './scram.ts';

/** What a connection needs of the server around it. */
export interface ConnectionHost {
  readonly server: Server;
  /** Undefined where the socket's file mode is the protection. */
  readonly credentials: Credentials | undefined;
  /** Which folder is served, for clients that look whether they have found the right server. */
  readonly folderId: string;
  /** Runs a write in the next group transaction; resolves when it is on disk. */
  write(action: () => Reply): Promise<Reply>;
  log(message: string): void;
}

const beforeLogin = ['hello', 'isMaster', 'ismaster', 'ping', 'buildInfo', 'buildinfo', 'endSessions'];

/** Serves one client: its commands are answered one after the other, in the order in which they came. */
export function serveConnection(socket: Socket, host: ConnectionHost): void {
  const reader = new MessageReader();
  const scram = host.credentials && new ScramConversation(host.credentials);
  let last: Promise<void> = Promise.resolve();
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    try {
      for (const bytes of reader.push(chunk)) {
        // The bytes may be a view of a buffer that the next read reuses only after this turn: parse now.
        const message = parseMessage(bytes);
        last = last.then(() => handle(message));
      }
    } catch (error) {
      host.log(`connection closed: ${(error as Error).message}`);
      socket.destroy();
    }
  });

  async function handle(message: Message): Promise<void> {
    const reply = await answer(message);
    if (message.silent || socket.destroyed) return;
    try {
      socket.write(encodeReply(message, reply));
    } catch (error) {
      host.log(`reply lost: ${(error as Error).message}`);
      socket.destroy();
    }
  }

  async function answer({ body, legacy }: Message): Promise<Reply> {
    try {
      const name = body.keys().next().value ?? '';
      const isHello = beforeLogin.slice(0, 3).includes(name);
      if (legacy && !isHello) throw new MongoError(352, 'OP_QUERY is for handshakes only');
      if (name === 'saslStart' || name === 'saslContinue') return succeeded(login(name, body));
      if (scram && !scram.authenticated && !beforeLogin.includes(name))
        throw new MongoError(13, `command ${name} requires authentication`);
      const command = commandNamed(name);
      const request = new Request(host.server, name, body);
      const reply = command.writes ? await host.write(() => command.run(request)) : command.run(request);
      if (isHello) reply.set('embeddedFolder', host.folderId);
      return succeeded(reply);
    } catch (error) {
      return failed(error);
    }
  }

  function login(name: string, body: Parameters<ScramConversation['start']>[0]): Reply {
    if (scram === undefined) throw new MongoError(18, 'this server takes no passwords: its socket is private');
    return name === 'saslStart' ? scram.start(body) : scram.proceed(body);
  }

  function failed(error: unknown): Reply {
    let known: MongoError;
    if (error instanceof MongoError) known = error;
    else {
      host.log(`internal error: ${(error as Error).stack ?? String(error)}`);
      known = new MongoError(1, 'internal error of the embedded server, see its log');
    }
    return new Map<string, Encodable>([
      ['ok', 0],
      ...toDoc({ errmsg: known.message, code: new Int32(known.code), codeName: known.codeName }),
      ...(Object.entries(known.extra) as [string, Encodable][]),
    ]);
  }
}

function succeeded(reply: Reply): Reply {
  reply.set('ok', 1);
  return reply;
}
