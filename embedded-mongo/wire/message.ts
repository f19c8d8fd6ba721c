import { decodeDoc } from '../bson/decode.ts';
import { encodeDoc, type Encodable } from '../bson/encode.ts';
import type { Doc, Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';

const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;

/** The largest message that the server takes, as `hello` says. */
const maxMessageBytes = 48_000_000;

/** A command as it came in. */
export interface Message {
  readonly requestId: number;
  readonly body: Doc;
  /** Handshakes of old form are answered in old form. */
  readonly legacy: boolean;
  /** The client wants no answer (`w: 0`). */
  readonly silent: boolean;
}

/** Cuts a stream of bytes into messages. */
export class MessageReader {
  private chunks: Buffer[] = [];
  private size = 0;

  /** @throws MongoError 17 on a length that no message has. */
  *push(chunk: Buffer): Generator<Buffer> {
    this.chunks.push(chunk);
    this.size += chunk.length;
    while (this.size >= 16) {
      const first = this.chunks[0] as Buffer;
      const head = first.length >= 4 ? first : this.join();
      const length = head.readInt32LE(0);
      if (length < 16 || length > maxMessageBytes) throw new MongoError(17, 'message length out of range');
      if (this.size < length) return;
      const all = this.join();
      this.size -= length;
      this.chunks = this.size === 0 ? [] : [all.subarray(length)];
      yield all.subarray(0, length);
    }
  }

  private join(): Buffer {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0] as Buffer;
  }
}

/** @throws MongoError when the bytes are no command: the connection cannot go on. */
export function parseMessage(bytes: Buffer): Message {
  const requestId = bytes.readInt32LE(4);
  const opCode = bytes.readInt32LE(12);
  if (opCode === opMsg) return parseOpMsg(bytes, requestId);
  if (opCode === opQuery) return parseOpQuery(bytes, requestId);
  throw new MongoError(17, `unsupported opcode ${opCode}`);
}

function parseOpMsg(bytes: Buffer, requestId: number): Message {
  const flags = bytes.readUInt32LE(16);
  const [checksumPresent, moreToCome] = [1, 2];
  // Bits 0 to 15 are required: an unknown one changes the meaning. Exhaust (bit 16) is only an offer.
  if ((flags & 0xffff & ~(checksumPresent | moreToCome)) !== 0) throw new MongoError(17, 'unknown OP_MSG flag');
  const end = bytes.length - ((flags & checksumPresent) !== 0 ? 4 : 0);
  let body: Doc | undefined;
  const sequences: [string, Value[]][] = [];
  let at = 20;
  while (at < end) {
    const kind = bytes[at++];
    if (kind === 0) {
      if (body) throw new MongoError(17, 'OP_MSG with two bodies');
      body = decodeDoc(bytes, at);
      at += bytes.readInt32LE(at);
    } else if (kind === 1) {
      const sectionEnd = at + bytes.readInt32LE(at);
      const nameEnd = bytes.indexOf(0, at + 4);
      if (sectionEnd > end || nameEnd < 0 || nameEnd >= sectionEnd)
        throw new MongoError(17, 'malformed document sequence');
      const name = bytes.toString('utf8', at + 4, nameEnd);
      const docs: Value[] = [];
      for (at = nameEnd + 1; at < sectionEnd; at += bytes.readInt32LE(at)) docs.push(decodeDoc(bytes, at));
      sequences.push([name, docs]);
    } else throw new MongoError(17, `unknown OP_MSG section kind ${kind}`);
  }
  if (body === undefined) throw new MongoError(17, 'OP_MSG without a body');
  for (const [name, docs] of sequences) {
    if (body.has(name)) throw new MongoError(17, 'OP_MSG gives a field twice');
    body.set(name, docs);
  }
  return { requestId, body, legacy: false, silent: (flags & moreToCome) !== 0 };
}

function parseOpQuery(bytes: Buffer, requestId: number): Message {
  const nameEnd = bytes.indexOf(0, 20);
  const name = bytes.toString('utf8', 20, nameEnd);
  if (!name.endsWith('.$cmd')) throw new MongoError(17, 'OP_QUERY is for handshakes only');
  const body = decodeDoc(bytes, nameEnd + 9);
  body.set('$db', name.slice(0, -'.$cmd'.length));
  return { requestId, body, legacy: true, silent: false };
}

let lastReplyId = 0;

/** The bytes of the answer to a message. */
export function encodeReply(message: Message, reply: Map<string, Encodable>): Buffer {
  const doc = encodeDoc(reply);
  const head = Buffer.alloc(message.legacy ? 36 : 21);
  head.writeInt32LE(head.length + doc.length, 0);
  lastReplyId = (lastReplyId + 1) & 0x7fffffff;
  head.writeInt32LE(lastReplyId, 4);
  head.writeInt32LE(message.requestId, 8);
  head.writeInt32LE(message.legacy ? opReply : opMsg, 12);
  if (message.legacy) {
    head.writeInt32LE(8, 16); // AwaitCapable, as every server since 2.0 says
    head.writeInt32LE(1, 32); // one document
  }
  return Buffer.concat([head, doc]);
}
