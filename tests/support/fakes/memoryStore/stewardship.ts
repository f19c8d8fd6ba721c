import type { DecisionDocument, LineageDocument } from '../../../../datasources/mongo/documents.ts';
import type { Decisions } from '../../../../datasources/mongo/decisions.ts';
import type { LinkRule } from '../../../../domain/identity/rules.ts';
import type { Lineage } from '../../../../datasources/mongo/lineage.ts';

/** Decisions in memory, with the semantics of datasources/mongo/decisions.ts. */
export function memoryDecisions(): Decisions {
  const documents = new Map<string, DecisionDocument>();
  return {
    ofRefs: async (refs) => [...documents.values()].filter((decision) => decision.refs.some((ref) => refs.includes(ref))),
    byIds: async (ids) => new Map(ids.flatMap((id) => (documents.has(id) ? [[id, documents.get(id)!] as const] : []))),
    async putIfAbsent(decision) {
      if (!documents.has(decision._id)) documents.set(decision._id, decision);
      return documents.get(decision._id)!;
    },
    async finish(id) {
      documents.set(id, { ...documents.get(id)!, state: 'DONE' });
    },
    pending: async (limit) => [...documents.values()].filter(({ state }) => state === 'PENDING').slice(0, limit),
    all: async (after, limit) => [...documents.values()].filter(({ _id }) => after === null || _id > after).sort((a, b) => (a._id < b._id ? -1 : 1)).slice(0, limit),
  };
}

/** The lineage in memory, with the semantics of datasources/mongo/lineage.ts; an entry gets its place at once. */
export function memoryLineage(): Lineage {
  const documents = new Map<string, LineageDocument>();
  return {
    async log(entries) {
      for (const entry of entries) {
        if (documents.has(entry._id)) continue;
        documents.set(entry._id, { ...entry, numbered: true, number: documents.size + 1 });
      }
    },
    number: async () => undefined,
    unnumbered: async () => [],
    async merges(from, until) {
      const counts = new Map<LinkRule | null, number>();
      for (const { kind, at, rule } of documents.values()) if (kind === 'MERGED' && at >= from && at < until) counts.set(rule, (counts.get(rule) ?? 0) + 1);
      return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count || ((a.rule ?? '') < (b.rule ?? '') ? -1 : 1));
    },
    ofDecisions: async (ids) => [...documents.values()].filter(({ decisionId }) => decisionId !== null && ids.includes(decisionId)),
    about: async (ids, first) => [...documents.values()].filter(({ about }) => about.some((id) => ids.includes(id))).reverse().slice(0, first),
    async feed(after, first) {
      const rows = [...documents.values()].filter(({ number }) => number! > after).map((entry) => ({ number: entry.number!, entry }));
      return { rows: rows.slice(0, first), hasMore: rows.length > first };
    },
  };
}
