import { Binary, Decimal128, Int32, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { MongoError } from '../errors.ts';
import { nameAt, nameEnd } from './names.ts';
import { RegexValue, type Doc, type Value } from './values.ts';

const invalid = (why: string): never => {
  throw new MongoError(22, `invalid BSON: ${why}`);
};

/** The deepest nesting that the real server stores. */
const maxDepth = 180;

/**
 * Decodes one document at `start` of `bytes`.
 * @throws code 22 on malformed bytes, 2 on a type that this server does not keep (it could not compare it).
 */
export function decodeDoc(bytes: Buffer, start = 0): Doc {
  const reader = new Reader(bytes, start);
  return reader.document(0);
}

class Reader {
  private readonly bytes: Buffer;
  private at: number;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  document(depth: number): Doc {
    const end = this.open(depth);
    const doc: Doc = new Map();
    for (;;) {
      const type = this.bytes[this.at++];
      if (type === 0) break;
      const key = this.name();
      if (doc.has(key))
        throw new MongoError(2, 'a document with two fields of one name is not supported by this server');
      doc.set(key, this.value(type as number, depth));
    }
    if (this.at !== end) invalid('wrong document length');
    return doc;
  }

  private array(depth: number): Value[] {
    const end = this.open(depth);
    const values: Value[] = [];
    for (;;) {
      const type = this.bytes[this.at++];
      if (type === 0) break;
      // Array keys are their positions; skipping them is what every reader does.
      this.at = this.bytes.indexOf(0, this.at) + 1;
      values.push(this.value(type as number, depth));
    }
    if (this.at !== end) invalid('wrong array length');
    return values;
  }

  private open(depth: number): number {
    if (depth > maxDepth) throw new MongoError(15, `document nested deeper than ${maxDepth} levels`);
    if (this.at + 5 > this.bytes.length) invalid('truncated document');
    const end = this.at + this.bytes.readInt32LE(this.at);
    if (end > this.bytes.length || end < this.at + 5 || this.bytes[end - 1] !== 0) invalid('wrong document length');
    this.at += 4;
    return end;
  }

  private name(): string {
    const name = nameAt(this.bytes, this.at);
    const end = nameEnd(this.bytes, this.at + name.length);
    if (end === this.bytes.length) invalid('unterminated name');
    this.at = end + 1;
    return name;
  }

  private cstring(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) invalid('unterminated name');
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  private value(type: number, depth: number): Value {
    const { bytes, at } = this;
    switch (type) {
      case 1:
        this.at += 8;
        return bytes.readDoubleLE(at);
      case 2: {
        const length = bytes.readInt32LE(at);
        if (length < 1 || at + 4 + length > bytes.length || bytes[at + 3 + length] !== 0)
          invalid('wrong string length');
        this.at += 4 + length;
        return bytes.toString('utf8', at + 4, at + 3 + length);
      }
      case 3:
        return this.document(depth + 1);
      case 4:
        return this.array(depth + 1);
      case 5: {
        const length = bytes.readInt32LE(at);
        if (length < 0 || at + 5 + length > bytes.length) invalid('wrong binary length');
        this.at += 5 + length;
        return new Binary(Buffer.from(bytes.subarray(at + 5, at + 5 + length)), bytes[at + 4]);
      }
      case 7:
        this.at += 12;
        return new ObjectId(Uint8Array.prototype.slice.call(bytes, at, at + 12));
      case 8:
        this.at += 1;
        return bytes[at] === 1;
      case 9: {
        this.at += 8;
        const date = new Date(Number(bytes.readBigInt64LE(at)));
        if (Number.isNaN(date.getTime()))
          throw new MongoError(2, "a date outside JavaScript's range is not supported by this server");
        return date;
      }
      case 10:
        return null;
      case 11: {
        const pattern = this.cstring();
        return new RegexValue(pattern, this.cstring());
      }
      case 16:
        this.at += 4;
        return new Int32(bytes.readInt32LE(at));
      case 17:
        this.at += 8;
        return new Timestamp(bytes.readBigUInt64LE(at));
      case 18:
        this.at += 8;
        return bytes.readBigInt64LE(at);
      case 19:
        this.at += 16;
        return new Decimal128(Uint8Array.prototype.slice.call(bytes, at, at + 16));
      case 255:
        return new MinKey();
      case 127:
        return new MaxKey();
      default:
        throw new MongoError(2, `BSON type ${type} is not supported by this server`);
    }
  }
}
