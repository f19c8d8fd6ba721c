import type { Discrepancies } from '../../../../datasources/mongo/discrepancies.ts';
import type { InteractionDocument } from '../../../../datasources/mongo/documents.ts';
import type { EventView, EventViews } from '../../../../datasources/mongo/eventViews.ts';
import type { Discrepancy } from '../../../../domain/reconciliation/discrepancy.ts';
import type { SourceRef } from '../../../../domain/sourceRef.ts';
import { pageOf } from './view.ts';

const viewOf = ({ _id, system, kind, state, partyRef, at, status, numbers, sharedKeys, twinOf, twins, likelyTwinOf = null, likelyTwins = [], missingDue = null, record }: InteractionDocument): EventView => ({
  _id, system, kind, state, partyRef, at, status, numbers, sharedKeys, twinOf, twins, likelyTwinOf, likelyTwins, missingDue, total: record?.type === 'order' ? record.total : null,
});

/** Views in memory, with the semantics of datasources/mongo/eventViews.ts. */
export function memoryEventViews(documents: Map<SourceRef, InteractionDocument>): EventViews {
  const patch = (ref: SourceRef, change: Partial<InteractionDocument>): void => {
    const known = documents.get(ref);
    if (known) documents.set(ref, { ...known, ...change });
  };
  const all = (): InteractionDocument[] => [...documents.values()];
  return {
    byRefs: async (refs) => new Map(refs.flatMap((ref) => (documents.has(ref) ? [[ref, viewOf(documents.get(ref)!)] as const] : []))),
    inWindows: async (windows, kind) =>
      all().filter((event) => event.kind === kind && event.state === 'LIVE' && windows.some(({ parties, from, until }) => parties.includes(event.partyRef) && event.at >= from && event.at <= until)).map(viewOf),
    async *ofParties(parties, kind, limit) {
      const refs = all().filter((event) => event.kind === kind && parties.includes(event.partyRef)).map(({ _id }) => _id);
      for (let from = 0; from < refs.length; from += limit) yield refs.slice(from, from + limit);
    },
    async setLikelyTwins(changes) {
      for (const { ref, ...pointers } of changes) patch(ref, pointers);
    },
    async unsettle(kind) {
      for (const event of all()) if (event.kind === kind) patch(event._id, { settled: false });
    },
    async setMissingDue(changes) {
      for (const { ref, due } of changes) patch(ref, { missingDue: due, awaited: due !== null });
    },
    missingDue: async (until, limit) => all().filter(({ awaited, missingDue }) => awaited && missingDue && missingDue <= until).map(({ _id }) => _id).slice(0, limit),
  };
}

/** Discrepancies in memory, with the semantics of datasources/mongo/discrepancies.ts. */
export function memoryDiscrepancies(): Discrepancies {
  const documents = new Map<string, Discrepancy>();
  const compare = (a: Discrepancy, b: Discrepancy) => b.firstSeen.getTime() - a.firstSeen.getTime() || (a._id < b._id ? 1 : a._id > b._id ? -1 : 0);
  return {
    ofRefs: async (refs) => [...documents.values()].filter((each) => each.refs.some((ref) => refs.includes(ref))),
    byIds: async (ids) => new Map(ids.flatMap((id) => (documents.has(id) ? [[id, documents.get(id)!] as const] : []))),
    async put(changed) {
      const lost: string[] = [];
      for (const each of changed) {
        if ((documents.get(each._id)?.revision ?? 0) === each.revision - 1) documents.set(each._id, each);
        else lost.push(each._id);
      }
      return lost;
    },
    async seen(ids, at) {
      for (const id of ids) documents.set(id, { ...documents.get(id)!, lastSeen: at });
    },
    async list({ filter: { kind, states, between, parties }, after, first }) {
      const rows = [...documents.values()]
        .filter((each) => (!kind || each.kind === kind) && (!states || states.includes(each.state)) && (!between || each.between === between) && (!parties || each.parties.some((ref) => parties.includes(ref))))
        .sort(compare);
      const isBeyond = (row: Discrepancy, [atMs, id]: readonly (string | number)[]) => row.firstSeen.getTime() < Number(atMs) || (row.firstSeen.getTime() === Number(atMs) && row._id < String(id));
      return pageOf(rows, ({ firstSeen, _id }) => [firstSeen.getTime(), _id], isBeyond, after, first);
    },
    async counts() {
      const groups = new Map<string, Discrepancy[]>();
      for (const each of documents.values()) {
        const key = `${each.between} ${each.kind} ${each.state}`;
        groups.set(key, [...(groups.get(key) ?? []), each]);
      }
      return [...groups.values()].map((rows) => {
        const [{ between, kind, state }] = rows as [Discrepancy];
        return { between, kind, state, count: rows.length, oldest: new Date(Math.min(...rows.map(({ since }) => since.getTime()))) };
      });
    },
  };
}
