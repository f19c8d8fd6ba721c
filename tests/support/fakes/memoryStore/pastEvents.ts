import type { InteractionDocument } from '../../../../datasources/mongo/documents.ts';
import type { PastEvents } from '../../../../datasources/mongo/pastEvents.ts';
import type { SourceRef } from '../../../../domain/sourceRef.ts';

/** With the semantics of datasources/mongo/pastEvents.ts. */
export function memoryPastEvents(documents: Map<SourceRef, InteractionDocument>): PastEvents {
  const oldestFirst = (a: Pick<InteractionDocument, '_id' | 'at'>, b: Pick<InteractionDocument, '_id' | 'at'>) => a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : a._id > b._id ? 1 : 0);
  return {
    async page(kind, until, after, limit) {
      const past = [...documents.values()].filter((event) => event.kind === kind && event.final && event.settled && event.state !== 'ERASED' && event.at < until);
      return past.filter((event) => after === null || oldestFirst(event, after) > 0).sort(oldestFirst).slice(0, limit);
    },
    byRefs: async (refs) => refs.flatMap((ref) => documents.get(ref) ?? []),
    async retire(retired) {
      for (const { event, hash, former } of retired) {
        const known = documents.get(event._id);
        if (!known || known.epoch !== event.epoch || known.rev !== event.rev || known.state !== 'LIVE' || !known.settled) continue;
        documents.set(event._id, { ...known, state: 'GONE', hash, final: true, status: null, numbers: [], sharedKeys: [], record: null, settled: false, former: [...new Set([...known.former, ...former])], rev: (known.rev ?? 0) + 1 });
      }
      return new Set(retired.flatMap(({ event }) => (documents.get(event._id)?.state === 'GONE' ? [event._id] : [])));
    },
    async remove(gone) {
      for (const { ref, epoch } of gone) {
        const known = documents.get(ref);
        if (known?.epoch === epoch && known.state === 'GONE' && known.settled) documents.delete(ref);
      }
    },
  };
}
