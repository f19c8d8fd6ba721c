import { compareNewestFirst, timelinePosition } from '../../../../domain/timelineHead.ts';
import type { SourceRef } from '../../../../domain/sourceRef.ts';
import type { InteractionDocument } from '../../../../datasources/mongo/documents.ts';
import type { EventChange, Interactions, ListPage, TimelineQuery, TimelineRow } from '../../../../datasources/mongo/store.ts';
import { changedFrom, newestChange } from './changes.ts';
import { pageOf } from './view.ts';

const rowOf = ({ _id, kind, at, partyRef, twins, likelyTwins = [] }: InteractionDocument, likely = false): TimelineRow => ({
  ref: _id, twins: likely ? [...twins, ...likelyTwins] : twins, kind, atMs: at.getTime(), partyRef,
});

function isAsked({ kind, status, at }: InteractionDocument, { kinds, filter = {} }: TimelineQuery): boolean {
  return (
    kinds.includes(kind) &&
    (!filter.statuses || (status !== null && filter.statuses.includes(status))) &&
    (!filter.from || at >= filter.from) &&
    (!filter.until || at < filter.until)
  );
}

function pageOfEvents(events: readonly InteractionDocument[], query: TimelineQuery): ListPage<TimelineRow> {
  const rows = events.filter((event) => isAsked(event, query) && !(query.likely && event.likelyTwinOf)).map((event) => rowOf(event, query.likely)).sort(compareNewestFirst);
  const isBeyond = (row: TimelineRow, [atMs, ref]: readonly (string | number)[]) => compareNewestFirst(row, { atMs: Number(atMs), ref: String(ref) }) > 0;
  return pageOf(rows, timelinePosition, isBeyond, query.after, query.first);
}

/** Events in memory, with the semantics of datasources/mongo/interactions.ts; `documents` is shared with the snapshots. */
export function memoryInteractions(documents: Map<SourceRef, InteractionDocument>, now: () => number): Interactions {
  const all = (): InteractionDocument[] => [...documents.values()];
  const standingWith = (refs: readonly SourceRef[]) => all().filter(({ parties }) => parties.some((ref) => refs.includes(ref)));
  const patch = (ref: SourceRef, change: Partial<InteractionDocument>): void => {
    const known = documents.get(ref);
    if (known) documents.set(ref, { ...known, ...change });
  };
  const countedOnce = (ref: SourceRef): Partial<InteractionDocument> => ({ rev: (documents.get(ref)?.rev ?? 0) + 1, changedAt: new Date(now()) });
  const changesOf = (rows: readonly (InteractionDocument & { changedAt: Date })[]): EventChange[] => rows.map(({ _id: ref, partyRef, rev = 0, changedAt: at }) => ({ ref, partyRef, rev, at }));
  const leading = (document: InteractionDocument, likely = false) => documents.get(document.twinOf ?? ((likely && document.likelyTwinOf) || '')) ?? document;

  return {
    timeline: async (refs, query) => pageOfEvents(standingWith(refs), query),
    listScoped: async (query, { rows }) =>
      pageOfEvents(
        all().filter(({ state, twinOf, scope }) => state === 'LIVE' && twinOf === null && (rows.all || scope.some((key) => rows.keys.includes(key)))),
        query,
      ),
    byRefs: async (refs, likely) => new Map(refs.flatMap((ref) => (documents.has(ref) ? [[ref, leading(documents.get(ref)!, likely)] as const] : []))),
    async ordersByNumber(number, limit, likely) {
      const found = all().filter((event) => event.kind === 'order' && event.state === 'LIVE' && event.numbers.includes(number));
      return [...new Set(found.slice(0, limit).map((each) => leading(each, likely)))];
    },
    ofParty: async (partyRef, limit) =>
      all().filter((event) => event.partyRef === partyRef).sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, limit),
    bySharedKeys: async (keys, kind) =>
      all().filter((event) => event.kind === kind && event.state === 'LIVE' && event.sharedKeys.some((key) => keys.includes(key))),
    stored: async (refs) => new Map(refs.flatMap((ref) => (documents.has(ref) ? [[ref, documents.get(ref)!] as const] : []))),
    newest: async (lists, perKind, likely = false) =>
      lists.map((refs) => {
        const taken = new Map<string, number>();
        return standingWith(refs).filter((event) => !(likely && event.likelyTwinOf)).map((event) => ({ ...rowOf(event, likely), ...((event.likelyTwinOf || event.likelyTwins?.length) && { isLikely: true }) })).sort(compareNewestFirst).filter(({ kind }) => {
          taken.set(kind, (taken.get(kind) ?? 0) + 1);
          return taken.get(kind)! <= perKind;
        });
      }),
    scopesOf: async (refs) => standingWith(refs).map(({ _id, parties, scope }) => ({ _id, parties, scope })),
    named: async (refs) => new Set(all().flatMap(({ state, partyRef, attached }) => (state === 'LIVE' ? [partyRef, attached?.from ?? partyRef] : [])).filter((ref) => refs.includes(ref))),
    stating: async (ref, limit) => all().filter(({ partyRef, attached }) => partyRef === ref || attached?.from === ref).slice(0, limit),
    async attach(changes) {
      return changes.flatMap(({ ref, epoch, partyRef, attached, former }) => {
        const known = documents.get(ref);
        if (known?.epoch !== epoch || (known.attached?.revision ?? 0) !== attached.revision - 1) return [ref];
        patch(ref, { partyRef, attached, settled: false, former: [...new Set([...known.former, ...former])], rev: (known.rev ?? 0) + 1 });
        return [];
      });
    },
    async upsert(changed, over = new Map()) {
      const written = new Set<SourceRef>();
      for (const document of changed) {
        const known = documents.get(document._id);
        if (known && (known.epoch >= document.epoch || (over.has(document._id) && (known.attached?.revision ?? null) !== over.get(document._id)))) continue;
        const kept = known && { twinOf: known.twinOf, twins: known.twins, parties: known.parties, scope: known.scope, likelyTwinOf: known.likelyTwinOf, likelyTwins: known.likelyTwins, missingDue: known.missingDue, awaited: known.awaited, former: [...new Set([...known.former, ...document.former])] };
        documents.set(document._id, { ...document, ...kept, rev: (known?.rev ?? 0) + 1, ...(known?.changedAt && { changedAt: known.changedAt }) });
        written.add(document._id);
      }
      return written;
    },
    async erase(changes) {
      const nothing = { state: 'ERASED' as const, hash: 'erased', epoch: Number.MAX_SAFE_INTEGER, settled: true, final: true, status: null, numbers: [], sharedKeys: [], twinOf: null, twins: [], parties: [], scope: [], former: [], record: null };
      for (const { ref, partyRef } of changes) if (documents.get(ref)?.state === 'GONE') patch(ref, { ...nothing, partyRef });
    },
    async setTwins(changes) {
      for (const { ref, ...pointers } of changes) patch(ref, { ...pointers, ...countedOnce(ref) });
    },
    async countChange(refs) {
      for (const ref of refs) patch(ref, countedOnce(ref));
    },
    changedSince: async (position, limit) => changesOf(changedFrom(all(), position, limit)),
    changedOf: async (refs, position, limit) => changesOf(changedFrom(standingWith(refs), position, limit)),
    newestChange: async () => newestChange(all()),
    stamps: async (refs) => new Map(refs.flatMap((ref) => documents.get(ref) ?? []).map(({ _id, rev = 0, changedAt = null }) => [_id, { rev, changedAt }])),
    async setScopes(changes) {
      for (const { ref, scope } of changes) patch(ref, { scope });
    },
    async touch(seen, fetchedAt) {
      for (const { ref, epoch } of seen) if ((documents.get(ref)?.epoch ?? epoch) < epoch) patch(ref, { epoch, fetchedAt });
    },
    async settle(done) {
      for (const { ref, epoch } of done) if (documents.get(ref)?.epoch === epoch) patch(ref, { settled: true, former: [], changedAt: new Date(now()) });
    },
    unsettled: async (limit) => all().filter(({ settled }) => !settled).sort((a, b) => (a.partyRef < b.partyRef ? -1 : 1)).slice(0, limit),
    unsettledOf: async (partyRefs) => all().filter(({ settled, partyRef }) => !settled && partyRefs.includes(partyRef)),
    async page(system, type, after, limit) {
      const isBehind = (ref: SourceRef): boolean => ref.startsWith(`${system}:${type}:`) && (after === null || ref > after);
      return all().filter(({ _id }) => isBehind(_id)).sort((a, b) => (a._id < b._id ? -1 : 1)).slice(0, limit);
    },
    async *notFinal(system, kind, limit) {
      const refs = all().filter((event) => event.system === system && event.kind === kind && !event.final).map(({ _id }) => _id).sort();
      for (let from = 0; from < refs.length; from += limit) yield refs.slice(from, from + limit);
    },
  };
}
