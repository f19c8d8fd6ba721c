/**
 * Whole collections, page by page in order of `_id`: what an export reads. Each page is a query of its own over the `_id`
 * index, so that no cursor has to stay open for hours; a document that comes or goes meanwhile is met or not.
 */
import type { Collection, Db, Document, Filter } from 'mongodb';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';
import type { InteractionDocument, PartyDocument } from './documents.ts';
import { guarded } from './failures.ts';

/** A pair of views that disagree, or a view that is missing: refs and what they disagree in, never values. */
export interface DiscrepancyDocument {
  _id: string;
  refs: SourceRef[];
  kind: string;
  state: string;
}

export type ExportedParty = Pick<PartyDocument, '_id' | 'system' | 'state' | 'record' | 'link' | 'fetchedAt'>;
export type ExportedEvent = Omit<InteractionDocument, 'hash' | 'former' | 'settled' | 'epoch'>;

export interface ExportReads {
  /** Party records with their links. */
  parties(perPage: number): AsyncIterable<ExportedParty[]>;
  /** The same without what the source said. */
  links(perPage: number): AsyncIterable<Omit<ExportedParty, 'record'>[]>;
  /** Refs and links of all records that are linked to these customer ids. */
  linkedTo(customerIds: readonly string[]): Promise<Pick<PartyDocument, '_id' | 'state' | 'link'>[]>;
  events(perPage: number): AsyncIterable<ExportedEvent[]>;
  /** Nothing where nothing has been compared yet. */
  discrepancies(perPage: number): AsyncIterable<DiscrepancyDocument[]>;
  /** Marks of records that were erased. */
  countTombstones(): Promise<number>;
}

const WITHOUT_BOOKKEEPING = { hash: 0, former: 0, settled: 0, epoch: 0 };
const OF_PARTIES = { system: 1, state: 1, link: 1, fetchedAt: 1 };

async function* pagesOf<Row extends Document & { _id: string }>(collection: Collection<Row>, projection: Document, perPage: number): AsyncGenerator<Row[]> {
  for (let after: string | null = null; ; ) {
    const filter = (after === null ? {} : { _id: { $gt: after } }) as Filter<Row>;
    const page = (await allOf(() => collection.find(filter, { projection, sort: { _id: 1 }, limit: perPage, hint: '_id_' }))) as Row[];
    if (page.length > 0) yield page;
    if (page.length < perPage) return;
    after = page.at(-1)!._id;
  }
}

export function openExportReads(database: Db): ExportReads {
  const parties: Collection<PartyDocument> = database.collection('parties');
  return {
    parties: (perPage) => pagesOf(parties, { ...OF_PARTIES, record: 1 }, perPage),
    links: (perPage) => pagesOf(parties, OF_PARTIES, perPage),
    async linkedTo(customerIds) {
      if (customerIds.length === 0) return [];
      const projection = { state: 1, link: 1 };
      return allOf(() => parties.find({ 'link.customerId': { $in: [...customerIds] } }, { projection, hint: 'customer' }));
    },
    events: (perPage) => pagesOf(database.collection<InteractionDocument>('interactions'), WITHOUT_BOOKKEEPING, perPage),
    discrepancies: (perPage) => pagesOf(database.collection<DiscrepancyDocument>('discrepancies'), {}, perPage),
    countTombstones: () => guarded(() => database.collection('tombstones').countDocuments({})),
  };
}
