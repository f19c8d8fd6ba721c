import { tokenState } from '../../../../domain/issuedToken.ts';
import type { TokenDocument } from '../../../../datasources/mongo/documents.ts';
import type { Tokens } from '../../../../datasources/mongo/store.ts';

/** Issued tokens in memory, with the semantics of datasources/mongo/tokens.ts. */
export function memoryTokens(): Tokens {
  const documents = new Map<string, TokenDocument>();
  const isAfter = (one: TokenDocument, [atMs, id]: readonly (string | number)[]): boolean =>
    one.createdAt.getTime() < Number(atMs) || (one.createdAt.getTime() === Number(atMs) && one._id < String(id));
  return {
    async byIds(ids) {
      return new Map(ids.flatMap((id): [string, TokenDocument][] => (documents.has(id) ? [[id, { ...documents.get(id)! }]] : [])));
    },
    async list({ filter: { role, state }, after, first, nowMs }) {
      const found = [...documents.values()]
        .filter((one) => (role === undefined || one.role === role) && (state === undefined || tokenState(one, nowMs) === state))
        .filter((one) => after === null || isAfter(one, after))
        .sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime() || (other._id < one._id ? -1 : 1));
      const rows = found.slice(0, first).map(({ hash: _hash, previous, ...row }) => ({ ...row, previous: previous && { until: previous.until } }));
      return { rows: rows.map((row) => ({ row, position: [row.createdAt.getTime(), row._id] })), hasMore: found.length > first };
    },
    async create(document) {
      if (documents.has(document._id)) throw new Error('There is a token of this id.');
      documents.set(document._id, { ...document });
    },
    async rotate(id, formerHash, change) {
      const known = documents.get(id);
      if (!known || known.hash !== formerHash || known.revokedAt !== null) return false;
      documents.set(id, { ...known, ...change });
      return true;
    },
    async revoke(id, at, by) {
      const known = documents.get(id);
      if (known && known.revokedAt === null) documents.set(id, { ...known, revokedAt: at, revokedBy: by });
      return documents.get(id) ?? null;
    },
  };
}
