import type { AuditStore } from '../../../../datasources/mongo/audit.ts';
import { parseAuditId, type AuditEntry, type AuditShape } from '../../../../domain/auditChain.ts';

/** The audit in memory; what it holds can be changed from outside, as by somebody who has the store in his hands. */
export function memoryAudit(entries = new Map<string, AuditEntry>(), shapes = new Map<string, AuditShape>()): AuditStore {
  const sorted = (): AuditEntry[] => [...entries.values()].sort((a, b) => (a._id < b._id ? -1 : 1));
  const isBefore = (entry: AuditEntry, [atMs, id]: readonly (string | number)[]): boolean =>
    entry.at.getTime() < Number(atMs) || (entry.at.getTime() === Number(atMs) && entry._id < String(id));
  return {
    async append(added) {
      for (const entry of added) if (!entries.has(entry._id)) entries.set(entry._id, structuredClone(entry));
    },
    async putShape(shape) {
      if (!shapes.has(shape._id)) shapes.set(shape._id, structuredClone(shape));
    },
    async list({ filter: { about, subject, from, until }, after, first }) {
      const found = sorted()
        .filter((entry) => !about || entry.about.some((each) => about.includes(each)))
        .filter((entry) => (subject === undefined || entry.subject === subject) && (!from || entry.at >= from) && (!until || entry.at < until))
        .filter((entry) => !after || isBefore(entry, after))
        .sort((a, b) => b.at.getTime() - a.at.getTime() || (a._id < b._id ? 1 : -1));
      const rows = found.slice(0, first).map((row) => ({ row, position: [row.at.getTime(), row._id] }));
      return { rows, hasMore: found.length > first };
    },
    async shapes(ids) {
      return new Map(ids.flatMap((id) => (shapes.has(id) ? [[id, shapes.get(id)!] as const] : [])));
    },
    byId: async (id) => entries.get(id) ?? null,
    hasStranger: async () => false,
    async *chains() {
      yield* new Set(sorted().map(({ _id }) => parseAuditId(_id)?.chain ?? _id));
    },
    async *entries(chain) {
      yield* sorted().filter(({ _id }) => _id.startsWith(`${chain}:`));
    },
  };
}
