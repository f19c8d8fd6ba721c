import type { Collection, Db, Filter } from 'mongodb';
import { allOf } from './allOf.ts';
import type { TokenDocument } from './documents.ts';
import { guarded } from './failures.ts';
import { readInRounds } from './readInRounds.ts';
import type { ListedToken, TokenListQuery, Tokens } from './store.ts';

type TokenFilter = Filter<TokenDocument>;

/** The secret's hashes are for who checks a token, and for nobody else. */
const LISTED = { hash: 0, 'previous.hash': 0 };
/** A revocation that a new primary does not know would bring the token back. */
const DURABLE = { writeConcern: { w: 'majority' as const }, timeoutMS: 10_000 };

function inState(state: TokenListQuery['filter']['state'], now: Date): TokenFilter[] {
  if (state === undefined) return [];
  if (state === 'REVOKED') return [{ revokedAt: { $gt: new Date(0) } }];
  return [{ revokedAt: null }, { expiresAt: state === 'ACTIVE' ? { $gt: now } : { $lte: now } }];
}

function beyond(after: TokenListQuery['after']): TokenFilter[] {
  if (after === null) return [];
  const [atMs, id] = after;
  const at = new Date(Number(atMs));
  return [{ $or: [{ createdAt: { $lt: at } }, { createdAt: at, _id: { $lt: String(id) } }] }];
}

/** A request waits for its token before its own deadline has begun. */
const READ_MS = 3_000;

/**
 * A look-up costs as much as a fifth of a small request, so those of a busy moment share one. They then go on together,
 * and share the calls to the sources as well.
 */
const PACE_MS = 4;

/** Issued tokens. */
export function openTokens(database: Db): Tokens {
  const tokens: Collection<TokenDocument> = database.collection('tokens', { readPreference: 'primary' });
  const read = readInRounds(async (ids: string[]) => {
    const found = await allOf(() => tokens.find({ _id: { $in: ids } }, { timeoutMS: READ_MS }));
    return new Map(found.map((token) => [token._id, token]));
  }, { paceMs: PACE_MS });
  return {
    byIds: read,
    async list({ filter, after, first, nowMs }) {
      const conditions = [...(filter.role === undefined ? [] : [{ role: filter.role }]), ...inState(filter.state, new Date(nowMs)), ...beyond(after)];
      const found = await guarded(() =>
        tokens
          .find(conditions.length === 0 ? {} : { $and: conditions }, { projection: LISTED, sort: { createdAt: -1, _id: -1 }, limit: first + 1, hint: 'newest' })
          .toArray(),
      );
      const rows: ListedToken[] = found.slice(0, first);
      return { rows: rows.map((row) => ({ row, position: [row.createdAt.getTime(), row._id] })), hasMore: found.length > first };
    },
    async create(document) {
      await guarded(() => tokens.insertOne(document, DURABLE));
    },
    async rotate(id, formerHash, change) {
      const result = await guarded(() => tokens.updateOne({ _id: id, hash: formerHash, revokedAt: null }, { $set: change }, { ...DURABLE, hint: '_id_' }));
      return result.matchedCount === 1;
    },
    async revoke(id, at, by) {
      await guarded(() => tokens.updateOne({ _id: id, revokedAt: null }, { $set: { revokedAt: at, revokedBy: by } }, { ...DURABLE, hint: '_id_' }));
      return (await read([id])).get(id) ?? null;
    },
  };
}
