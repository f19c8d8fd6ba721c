import type { EdgeDocument, ParametersDocument } from '../../../../datasources/mongo/documents.ts';
import type { Edges } from '../../../../datasources/mongo/edges.ts';
import type { ParametersStore } from '../../../../datasources/mongo/parameters.ts';

/** Pairs in memory, with the semantics of datasources/mongo/edges.ts. */
export function memoryEdges(): Edges {
  const edges = new Map<string, EdgeDocument>();
  const waiting = () => [...edges.values()].filter(({ state }) => state === 'REVIEW').sort((a, b) => b.weight - a.weight || (a._id < b._id ? -1 : 1));
  return {
    ofRefs: async (refs) => [...edges.values()].filter((edge) => edge.refs.some((ref) => refs.includes(ref))),
    byIds: async (ids) => new Map(ids.flatMap((id) => (edges.has(id) ? [[id, edges.get(id)!] as const] : []))),
    async put(weighed) {
      for (const edge of weighed) {
        const { state, since } = edges.get(edge._id) ?? { state: 'NEW' as const, since: edge.at };
        edges.set(edge._id, { ...edge, state, since });
      }
    },
    async setStates(changes) {
      for (const { id, state, since, parameters } of changes) if (edges.has(id) && (parameters ?? edges.get(id)!.parameters) === edges.get(id)!.parameters) edges.set(id, { ...edges.get(id)!, state, since });
    },
    async remove(read) {
      for (const { _id, weight, at } of read) {
        const known = edges.get(_id);
        if (known?.weight === weight && known.at.getTime() === at.getTime()) edges.delete(_id);
      }
    },
    async reviews(first, after) {
      const rows = waiting().filter(({ weight, _id }) => after === null || weight < Number(after[0]) || (weight === Number(after[0]) && _id > String(after[1])));
      return { rows: rows.slice(0, first).map((row) => ({ row, position: [row.weight, row._id] })), hasMore: rows.length > first };
    },
    async waiting() {
      const all = waiting();
      return { count: all.length, oldest: all.map(({ since }) => since).sort((a, b) => a.getTime() - b.getTime())[0] ?? null };
    },
  };
}

/** Versions of parameters in memory. */
export function memoryParameters(): ParametersStore {
  const versions = new Map<number, ParametersDocument>();
  const patch = (version: number, change: Partial<ParametersDocument>): void => {
    const known = versions.get(version);
    if (known) versions.set(version, { ...known, ...change });
  };
  return {
    byVersion: async (version) => versions.get(version) ?? null,
    newest: async (limit) => [...versions.values()].sort((a, b) => b._id - a._id).slice(0, limit),
    async add(document) {
      if (versions.has(document._id)) return false;
      versions.set(document._id, document);
      return true;
    },
    setDryRun: async (version, dryRun) => patch(version, { dryRun }),
    setActivated: async (version, activatedAt, activatedBy, reason) => patch(version, { activatedAt, activatedBy, reason }),
  };
}
