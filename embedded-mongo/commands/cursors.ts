import { randomBytes } from 'node:crypto';
import { RawDoc, encodeDoc, type Encodable } from '../bson/encode.ts';
import type { Doc } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import type { Reply } from './reply.ts';

/** Rows of a cursor, ready for the wire or still as documents. */
export type Row = RawDoc | Doc;

interface OpenCursor {
  readonly namespace: string;
  readonly rows: Iterator<Row>;
  /** A row that was read to learn whether there are more. */
  pending: Row | undefined;
  usedAtMs: number;
}

const firstBatchRows = 101;
/** Rows of one reply, in bytes: below the 16 MB that drivers allow for a document, with room for the rest. */
const maxBatchBytes = 15 * 1024 * 1024;
/** The real server's limit for a cursor that nobody reads. */
const idleLimitMs = 600_000;

/** The cursors that clients have open. */
export class Cursors {
  private readonly open = new Map<bigint, OpenCursor>();

  /** The first batch of a query, and a cursor for the rest unless `singleBatch`. */
  start(namespace: string, rows: Iterator<Row>, batchSize: number | undefined, singleBatch = false): Reply {
    this.closeIdle();
    const cursor: OpenCursor = { namespace, rows, pending: undefined, usedAtMs: performance.now() };
    const { batch, more } = take(cursor, batchSize ?? firstBatchRows);
    let id = 0n;
    if (more && !singleBatch) {
      id = randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn;
      this.open.set(id, cursor);
    }
    return new Map([['cursor', cursorReply(id, namespace, 'firstBatch', batch)]]);
  }

  /** @throws 43 CursorNotFound. */
  next(id: bigint, namespace: string, batchSize: number | undefined): Reply {
    const cursor = this.open.get(id);
    if (cursor === undefined) throw new MongoError(43, `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) throw new MongoError(13, 'the cursor belongs to another namespace');
    cursor.usedAtMs = performance.now();
    try {
      const { batch, more } = take(cursor, batchSize === undefined || batchSize === 0 ? Infinity : batchSize);
      if (!more) this.open.delete(id);
      return new Map([['cursor', cursorReply(more ? id : 0n, namespace, 'nextBatch', batch)]]);
    } catch (error) {
      this.open.delete(id);
      throw error;
    }
  }

  kill(id: bigint): boolean {
    return this.open.delete(id);
  }

  get size(): number {
    return this.open.size;
  }

  private closeIdle(): void {
    const before = performance.now() - idleLimitMs;
    for (const [id, { usedAtMs }] of this.open) if (usedAtMs < before) this.open.delete(id);
  }
}

function cursorReply(id: bigint, namespace: string, name: string, batch: Encodable[]): Map<string, Encodable> {
  return new Map<string, Encodable>([
    [name, batch],
    ['id', id],
    ['ns', namespace],
  ]);
}

function take(cursor: OpenCursor, rows: number): { batch: RawDoc[]; more: boolean } {
  const batch: RawDoc[] = [];
  let bytes = 0;
  while (batch.length < rows) {
    const row = cursor.pending ?? nextRow(cursor);
    cursor.pending = undefined;
    if (row === undefined) return { batch, more: false };
    const raw = row instanceof RawDoc ? row : new RawDoc(encodeDoc(row));
    if (batch.length > 0 && bytes + raw.bytes.length > maxBatchBytes) {
      cursor.pending = raw;
      return { batch, more: true };
    }
    batch.push(raw);
    bytes += raw.bytes.length;
  }
  cursor.pending = nextRow(cursor);
  return { batch, more: cursor.pending !== undefined };
}

function nextRow(cursor: OpenCursor): Row | undefined {
  const next = cursor.rows.next();
  return next.done === true ? undefined : next.value;
}
