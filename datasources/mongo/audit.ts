/**
 * The read audit's entries and shapes: only ever added to. An entry's `_id` is its place in its chain and is written by
 * one process alone, so one that is there already can only be the writer's own, from an attempt whose answer was lost.
 */
import type { Collection, Db, Filter } from 'mongodb';
import { auditId, parseAuditId, type AuditEntry, type AuditShape } from '../../domain/auditChain.ts';
import { GatewayError } from '../../domain/errors.ts';
import { allOf } from './allOf.ts';
import { DUPLICATE_KEY, guarded } from './failures.ts';
import type { ListPage, ListPosition } from './pages.ts';

export interface AuditQuery {
  /** `about`: entries that name one of these. `from` included, `until` not. */
  filter: { about?: readonly string[]; subject?: string; from?: Date; until?: Date };
  after: ListPosition | null;
  first: number;
}

export interface AuditStore {
  /** Resolves when all of them are durable (journalled by a majority). Entries of one chain, in order; may be repeated. */
  append(entries: readonly AuditEntry[], timeoutMs: number): Promise<void>;
  /** Durable when it resolves; one that is there stays. */
  putShape(shape: AuditShape, timeoutMs: number): Promise<void>;
  /** Newest first. */
  list(query: AuditQuery): Promise<ListPage<AuditEntry>>;
  shapes(ids: readonly string[]): Promise<Map<string, AuditShape>>;
  byId(id: string): Promise<AuditEntry | null>;
  /** Whether there is something under an `_id` that is no text, which no gateway writes and `chains` does not meet. */
  hasStranger(): Promise<boolean>;
  /** Every chain that has an entry, in order of their ids. */
  chains(): AsyncIterable<string>;
  /** The entries of a chain in their order. */
  entries(chain: string): AsyncIterable<AuditEntry>;
}

const ENTRIES = 'audit';
const BY_ID = '_id_';
const DURABLE = { w: 'majority', j: true } as const;
/** The sign after `:` in every character set that a chain's id can be written in: an upper bound of its entries' ids. */
const PAST_COLON = ';';

export function openAudit(database: Db): AuditStore {
  const kept: Collection<AuditEntry> = database.collection(ENTRIES);
  const shapes: Collection<AuditShape> = database.collection('auditShapes');

  return {
    async append(entries, timeoutMs) {
      if (await insert(database, entries, timeoutMs)) return;
      // Ordered inserts stop at the first one that is there: whatever the lost attempt did not write is written now.
      const ids = entries.map(({ _id }) => _id);
      const found = await allOf(() => kept.find({ _id: { $in: ids } }, { projection: { _id: 1 }, timeoutMS: timeoutMs }));
      const there = new Set(found.map(({ _id }) => _id));
      const missing = entries.filter(({ _id }) => !there.has(_id));
      if (missing.length > 0 && !(await insert(database, missing, timeoutMs))) throw notNow();
    },

    async putShape(shape, timeoutMs) {
      try {
        await guarded(() => shapes.insertOne(shape, { writeConcern: DURABLE, timeoutMS: timeoutMs }));
      } catch (error) {
        if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
      }
    },

    async list({ filter: { about, subject, from, until }, after, first }) {
      const conditions: Filter<AuditEntry>[] = [];
      if (about) conditions.push({ about: { $in: [...about] } });
      if (subject !== undefined) conditions.push({ subject });
      if (from) conditions.push({ at: { $gte: from } });
      if (until) conditions.push({ at: { $lt: until } });
      if (after) {
        const at = new Date(Number(after[0]));
        // The first bound is implied by the second; it is what an index can use.
        conditions.push({ at: { $lte: at } }, { $or: [{ at: { $lt: at } }, { at, _id: { $lt: String(after[1]) } }] });
      }
      const hint = about ? 'about_at' : subject === undefined ? 'at' : 'subject_at';
      const options = { sort: { at: -1, _id: -1 } as const, limit: first + 1, hint };
      const found = await allOf(() => kept.find(conditions.length > 0 ? { $and: conditions } : {}, options));
      const rows = found.slice(0, first);
      return { rows: rows.map((row) => ({ row, position: [row.at.getTime(), row._id] })), hasMore: found.length > first };
    },

    async shapes(ids) {
      if (ids.length === 0) return new Map();
      const found = await allOf(() => shapes.find({ _id: { $in: [...ids] } }));
      return new Map(found.map((shape) => [shape._id, shape]));
    },

    byId: (id) => guarded(() => kept.findOne({ _id: id })),

    async hasStranger() {
      const found = await allOf(() => kept.find({ _id: { $not: { $type: 'string' } } }, { projection: { _id: 1 }, hint: BY_ID, limit: 1 }));
      return found.length > 0;
    },

    async *chains() {
      let past = '';
      for (;;) {
        const [next] = await allOf(() => kept.find({ _id: { $gte: past } }, { projection: { _id: 1 }, sort: { _id: 1 }, hint: BY_ID, limit: 1 }));
        if (!next) return;
        const chain = parseAuditId(next._id)?.chain;
        // Something that the gateway never wrote is told by its whole id, and gone past.
        yield chain ?? next._id;
        past = chain === undefined ? `${next._id}\u0000` : `${chain}${PAST_COLON}`;
      }
    },

    async *entries(chain) {
      const cursor = kept.find({ _id: { $gte: auditId(chain, 0), $lt: `${chain}${PAST_COLON}` } }, { sort: { _id: 1 }, hint: BY_ID });
      for (;;) {
        const entry = await guarded(() => cursor.next());
        if (!entry) return;
        yield entry;
      }
    },
  };
}

const notNow = (): GatewayError => new GatewayError('STORE_UNAVAILABLE', 'The store does not answer.', { retryAfterSeconds: 1 });

/**
 * One ordered insert; false where the first entry that it did not write is there already. By the command itself: the
 * driver's `insertMany` goes over every document a second time to reckon its size, which costs as much as to send it.
 */
async function insert(database: Db, entries: readonly AuditEntry[], timeoutMs: number): Promise<boolean> {
  const command = { insert: ENTRIES, documents: entries, ordered: true, writeConcern: DURABLE };
  const { writeErrors, writeConcernError } = (await guarded(() => database.command(command, { timeoutMS: timeoutMs }))) as InsertReply;
  if (writeErrors?.some(({ code }) => code === DUPLICATE_KEY)) return false;
  if (writeErrors?.length) throw new Error(`The store refused an entry of the audit (code ${writeErrors[0]!.code}).`);
  if (writeConcernError) throw notNow();
  return true;
}

interface InsertReply {
  writeErrors?: { code: number }[];
  writeConcernError?: object;
}
