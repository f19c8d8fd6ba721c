import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { bulk } from './bulk.ts';
import { changedFrom, newestChange, type ChangeStamp, type EventChange } from './changes.ts';
import type { InteractionDocument } from './documents.ts';
import { allOf } from './allOf.ts';
import { mergeReads } from './mergeReads.ts';
import { settleOperation, touchOperation } from './progress.ts';
import type { Interactions } from './store.ts';
import { newestOf, pageOfEvents } from './timelines.ts';

/** What is bookkeeping of ingest and not sent to readers. */
const READER_PROJECTION = { former: 0, hash: 0 } as const;
/** What the source said is compared by its hash. */
const WRITER_PROJECTION = { record: 0 } as const;
const SCOPE_PROJECTION = { parties: 1, scope: 1 } as const;
/** `changedAt` is the time at which everything had followed: before, whose the event is could not be said. */
const FOLLOWED = { $currentDate: { changedAt: true } } as const;
const CHANGED = { $inc: { rev: 1 }, ...FOLLOWED } as const;

/** Business events, one document for each source's view of one. */
export function openInteractions(database: Db): Interactions {
  const events: Collection<InteractionDocument> = database.collection('interactions');
  type Operation = AnyBulkWriteOperation<InteractionDocument>;

  const views = mergeReads<SourceRef, null, InteractionDocument>(async (refs) => byRef(await find({ $in: refs })));
  const find = (ids: { $in: SourceRef[] }) => allOf(() => events.find({ _id: ids }, { projection: READER_PROJECTION }));

  const stamps = mergeReads<SourceRef, null, ChangeStamp>(async (refs) => {
    const rows = await allOf(() => events.find({ _id: { $in: refs } }, { projection: { rev: 1, changedAt: 1 }, hint: '_id_' }));
    return new Map(rows.map(({ _id, rev = 0, changedAt = null }) => [_id, { rev, changedAt }]));
  });

  return {
    timeline: (partyRefs, query) => pageOfEvents(events, { parties: { $in: [...partyRefs] } }, 'parties_kind_at', query),

    listScoped: (query, { rows }) =>
      pageOfEvents(events, { ...(rows.all ? {} : { scope: { $in: [...rows.keys] } }), state: 'LIVE', twinOf: null }, rows.all ? 'kind_at' : 'scope_kind_at', query),

    async byRefs(refs, likely = false) {
      const leaderOf = ({ twinOf, likelyTwinOf }: InteractionDocument) => twinOf ?? ((likely && likelyTwinOf) || null);
      const found = await views(refs, '', null);
      const greater = [...found.values()].flatMap((event) => leaderOf(event) ?? []);
      if (greater.length === 0) return found;
      const leading = await views(greater, '', null);
      return new Map([...found].map(([ref, event]) => [ref, leading.get(leaderOf(event) ?? '') ?? event] as const));
    },

    async ordersByNumber(number, limit, likely = false) {
      const options = { projection: READER_PROJECTION, limit, hint: 'numbers' };
      const found = await allOf(() => events.find({ numbers: number, kind: 'order', state: 'LIVE' }, options));
      const leading = await this.byRefs(found.map(({ _id }) => _id), likely);
      return [...new Map([...leading.values()].map((event) => [event._id, event])).values()];
    },

    ofParty: (partyRef, limit) => allOf(() => events.find({ partyRef }, { projection: READER_PROJECTION, sort: { at: -1 }, limit })),

    bySharedKeys: (keys, kind) =>
      keys.length === 0 ? Promise.resolve([]) : allOf(() => events.find({ sharedKeys: { $in: [...keys] }, kind, state: 'LIVE' }, { projection: WRITER_PROJECTION, hint: 'sharedKeys' })),

    async stored(refs) {
      if (refs.length === 0) return new Map();
      const rows = await allOf(() => events.find({ _id: { $in: [...refs] } }, { projection: WRITER_PROJECTION }));
      return new Map(rows.map((row) => [row._id, row]));
    },

    newest: (partyLists, perKind, likely = false) => newestOf(events, partyLists, perKind, likely),

    async scopesOf(partyRefs, refs) {
      const find = (filter: Filter<InteractionDocument>) => allOf(() => events.find(filter, { projection: SCOPE_PROJECTION }));
      const [ofParties, own] = await Promise.all([
        partyRefs.length > 0 ? find({ parties: { $in: [...partyRefs] } }) : [],
        refs.length > 0 ? find({ _id: { $in: [...refs] } }) : [],
      ]);
      return [...new Map([...ofParties, ...own].map((event) => [event._id, event])).values()];
    },

    async named(partyRefs) {
      if (partyRefs.length === 0) return new Set();
      const refs = { $in: [...partyRefs] };
      const [own, attached] = await Promise.all([
        allOf(() => events.find({ partyRef: refs, state: 'LIVE' }, { projection: { partyRef: 1 }, hint: 'partyRef_at' })),
        allOf(() => events.find({ 'attached.from': refs, state: 'LIVE' }, { projection: { 'attached.from': 1 }, hint: 'attached' })),
      ]);
      return new Set([...own.map(({ partyRef }) => partyRef), ...attached.map((event) => event.attached!.from)]);
    },

    async stating(partyRef, limit) {
      const options = { projection: WRITER_PROJECTION, limit } as const;
      const [own, attached] = await Promise.all([
        allOf(() => events.find({ partyRef }, { ...options, sort: { at: -1 }, hint: 'partyRef_at' })),
        allOf(() => events.find({ 'attached.from': partyRef }, { ...options, sort: { at: -1 }, hint: 'attached' })),
      ]);
      return [...new Map([...own, ...attached].map((event) => [event._id, event])).values()];
    },

    async attach(changes) {
      const operations = changes.map(({ ref, epoch, partyRef, attached, former }): Operation => ({
        updateOne: {
          filter: { _id: ref, epoch, 'attached.revision': attached.revision === 1 ? null : attached.revision - 1 },
          hint: '_id_',
          update: { $set: { partyRef, attached, settled: false }, $addToSet: { former: { $each: [...former] } }, $inc: { rev: 1 } },
        },
      }));
      const { matched } = await bulk(events, operations);
      if (matched === changes.length) return [];
      const stored = await this.stored(changes.map(({ ref }) => ref));
      const isWritten = ({ ref, attached: { revision, at, actor } }: (typeof changes)[number]): boolean => {
        const found = stored.get(ref)?.attached;
        return found?.revision === revision && found.at.getTime() === at.getTime() && found.actor === actor;
      };
      return changes.filter((change) => !isWritten(change)).map(({ ref }) => ref);
    },

    async upsert(documents, over = new Map()) {
      const operations = documents.map(({ _id, twinOf, twins, parties, scope, former, likelyTwinOf: _likely, likelyTwins: _lesser, missingDue: _due, awaited: _awaited, rev: _rev, changedAt: _changedAt, ...rest }): Operation => ({
        updateOne: {
          filter: { _id, epoch: { $lt: rest.epoch }, ...(over.has(_id) && { 'attached.revision': over.get(_id)! }) },
          hint: '_id_',
          update: {
            $set: rest,
            $setOnInsert: { twinOf, twins, parties, scope },
            $addToSet: { former: { $each: former } },
            $inc: { rev: 1 },
          },
          upsert: true,
        },
      }));
      const { refused } = await bulk(events, operations);
      return new Set(documents.filter((_, position) => !refused.has(position)).map(({ _id }) => _id));
    },

    async erase(changes) {
      const nothing = { state: 'ERASED' as const, hash: 'erased', epoch: Number.MAX_SAFE_INTEGER, settled: true, final: true, status: null, numbers: [], sharedKeys: [], twinOf: null, twins: [], parties: [], scope: [], former: [], record: null, likelyTwinOf: null, likelyTwins: [], missingDue: null, awaited: false, attached: null };
      await bulk(events, changes.map(({ ref, partyRef }): Operation => ({ updateOne: { filter: { _id: ref, state: 'GONE' }, hint: '_id_', update: { $set: { ...nothing, partyRef } } } })));
    },

    async setTwins(changes) {
      await bulk(events, changes.map(({ ref, ...pointers }): Operation => ({ updateOne: { filter: { _id: ref }, update: { $set: pointers, ...CHANGED } } })));
    },

    async countChange(refs) {
      await bulk(events, refs.map((ref): Operation => ({ updateOne: { filter: { _id: ref }, hint: '_id_', update: CHANGED } })));
    },

    async setScopes(changes) {
      await bulk(events, changes.map(({ ref, scope }): Operation => ({ updateOne: { filter: { _id: ref }, update: { $set: { scope } } } })));
    },

    async touch(seen, fetchedAt) {
      await bulk(events, seen.map((each) => touchOperation<InteractionDocument>(each, fetchedAt)));
    },

    async settle(done) {
      await bulk(events, done.map((each) => settleOperation<InteractionDocument>(each, { former: [] }, { more: FOLLOWED })));
    },

    changedSince: async (position, limit) => changesOf(await changedFrom(events, {}, position, limit, 'changed')),

    changedOf: async (partyRefs, position, limit) =>
      partyRefs.length === 0 ? [] : changesOf(await changedFrom(events, { parties: { $in: [...partyRefs] } }, position, limit, 'parties_changed')),

    newestChange: () => newestChange(events),

    stamps: (refs) => stamps(refs, '', null),

    unsettled: (limit) => allOf(() => events.find({ settled: false }, { projection: WRITER_PROJECTION, sort: { partyRef: 1 }, limit })),

    unsettledOf: (partyRefs) =>
      partyRefs.length === 0
        ? Promise.resolve([])
        : allOf(() => events.find({ settled: false, partyRef: { $in: [...partyRefs] } }, { projection: WRITER_PROJECTION })),

    page: (system, type, after, limit) =>
      allOf(() => events.find({ _id: { $gt: after ?? `${system}:${type}:`, $lt: `${system}:${type};` } }, { projection: { state: 1, fetchedAt: 1 }, sort: { _id: 1 }, limit, hint: '_id_' })),

    async *notFinal(system, kind, limit) {
      let after = '';
      for (;;) {
        const filter = { system, kind, final: false, _id: { $gt: after } };
        const page = await allOf(() => events.find(filter, { projection: { _id: 1 }, sort: { _id: 1 }, limit }));
        if (page.length > 0) yield page.map(({ _id }) => _id);
        if (page.length < limit) return;
        after = page.at(-1)!._id;
      }
    },
  };
}

const byRef = (rows: InteractionDocument[]): Map<SourceRef, InteractionDocument> => new Map(rows.map((row) => [row._id, row]));
const changesOf = (rows: InteractionDocument[]): EventChange[] => rows.map(({ _id: ref, partyRef, rev = 0, changedAt }) => ({ ref, partyRef, rev, at: changedAt! }));
