import type { Db } from 'mongodb';
import { tryParseSourceRef, type SourceRef } from '../../domain/sourceRef.ts';
import type { InteractionDocument, PartyDocument } from './documents.ts';
import { allOf } from './allOf.ts';
import { mergeReads } from './mergeReads.ts';
import type { Snapshot, Store } from './store.ts';

/** Last known records by ref, parties and events in one query each; what is gone is left out. */
export function openSnapshots(database: Db): Store['snapshots'] {
  const read = mergeReads<SourceRef, 'parties' | 'interactions', Snapshot>(async (refs, collection) => {
    const documents = database.collection<PartyDocument | InteractionDocument>(collection);
    const rows = await allOf(() => documents.find({ _id: { $in: refs } }, { projection: { record: 1, fetchedAt: 1 } }));
    return new Map(rows.flatMap(({ _id, record, fetchedAt }) => (record ? [[_id, { record, fetchedAtMs: fetchedAt.getTime() }] as const] : [])));
  });

  return async (refs) => {
    const isParty = (ref: SourceRef) => tryParseSourceRef(ref)?.type === 'party';
    const [parties, events] = await Promise.all([
      read(refs.filter(isParty), 'parties', 'parties'),
      read(refs.filter((ref) => !isParty(ref)), 'interactions', 'interactions'),
    ]);
    return new Map([...parties, ...events]);
  };
}
