/**
 * The lineage, and its feed. An entry is kept under an `_id` that follows from the changed document and its revision, so
 * that whoever copies it there a second time changes nothing. Its place in the feed is a number of a collection of its own
 * whose `_id`s have no gap: number n is only ever inserted by who has read n - 1, or has just written it. So whoever
 * has read up to n has met everything that will ever stand before n + 1, whatever writers and clocks do.
 */
import { MongoBulkWriteError, type AnyBulkWriteOperation, type Collection, type Db } from 'mongodb';
import type { LineageEntry } from '../../domain/identity/lineage.ts';
import type { LinkRule } from '../../domain/identity/rules.ts';
import { allOf } from './allOf.ts';
import { bulk } from './bulk.ts';
import type { LineageDocument } from './documents.ts';
import { DUPLICATE_KEY, errorsOf, guarded } from './failures.ts';

export interface LineageRow {
  /** Its place in the feed. */
  number: number;
  entry: LineageDocument;
}

export interface Lineage {
  /** Keeps these entries and gives them their places in the feed. May be repeated. */
  log(entries: readonly LineageEntry[]): Promise<void>;
  /** Gives places to kept entries that have none; whose writer died. */
  number(ids: readonly string[]): Promise<void>;
  /** Kept entries without a place, at most `limit`. */
  unnumbered(limit: number): Promise<string[]>;
  /** How many ids came to lead to another one in this time (`from` included, `until` not), by rule. */
  merges(from: Date, until: Date): Promise<{ rule: LinkRule | null; count: number }[]>;
  ofDecisions(decisionIds: readonly string[]): Promise<LineageDocument[]>;
  /** Newest first. */
  about(customerIds: readonly string[], first: number): Promise<LineageDocument[]>;
  /**
   * Entries from behind this place on, in the order of their places; an entry may come twice (its writer died half-way),
   * none is left out.
   */
  feed(after: number, first: number): Promise<{ rows: LineageRow[]; hasMore: boolean }>;
}

interface PlaceDocument {
  _id: number;
  entry: string;
}

export function openLineage(database: Db): Lineage {
  const entries: Collection<LineageDocument> = database.collection('lineage', { readPreference: 'primary' });
  const places: Collection<PlaceDocument> = database.collection('lineageFeed', { readPreference: 'primary' });

  /** The entries that got a place, of those in `ids`: all, or those before the first place that somebody else took. */
  async function append(ids: readonly string[]): Promise<PlaceDocument[]> {
    const [last] = await allOf(() => places.find({}, { sort: { _id: -1 }, limit: 1, hint: '_id_' }));
    const wanted = ids.map((entry, position) => ({ _id: (last?._id ?? 0) + 1 + position, entry }));
    try {
      await guarded(() => places.insertMany(wanted, { ordered: true }));
      return wanted;
    } catch (error) {
      const [refused] = error instanceof MongoBulkWriteError ? errorsOf(error) : [];
      if (refused?.code !== DUPLICATE_KEY) throw error;
      return wanted.slice(0, refused.index);
    }
  }

  return {
    async log(logged) {
      if (logged.length === 0) return;
      const operations = logged.map((entry): AnyBulkWriteOperation<LineageDocument> => ({
        insertOne: { document: { ...entry, numbered: false, number: null } },
      }));
      await bulk(entries, operations);
      await this.number(logged.map(({ _id }) => _id));
    },

    async number(ids) {
      for (let wanted = [...new Set(ids)]; ; ) {
        const open = await allOf(() => entries.find({ _id: { $in: wanted }, numbered: false }, { projection: { _id: 1 }, sort: { at: 1, _id: 1 }, hint: '_id_' }));
        if (open.length === 0) return;
        wanted = open.map(({ _id }) => _id);
        const taken = await append(wanted);
        await bulk(
          entries,
          taken.map(({ _id: number, entry }): AnyBulkWriteOperation<LineageDocument> => ({
            updateOne: { filter: { _id: entry, numbered: false }, hint: '_id_', update: { $set: { numbered: true, number } } },
          })),
        );
      }
    },

    async unnumbered(limit) {
      const found = await allOf(() => entries.find({ numbered: false }, { projection: { _id: 1 }, limit, hint: 'unnumbered' }));
      return found.map(({ _id }) => _id);
    },

    async merges(from, until) {
      const stages = [{ $match: { kind: 'MERGED', at: { $gte: from, $lt: until } } }, { $group: { _id: '$rule', count: { $sum: 1 } } }];
      const counted = await guarded(() => entries.aggregate<{ _id: LinkRule | null; count: number }>(stages, { hint: 'kind_at' }).toArray());
      return counted.map(({ _id: rule, count }) => ({ rule, count })).sort((a, b) => b.count - a.count || ((a.rule ?? '') < (b.rule ?? '') ? -1 : 1));
    },

    ofDecisions: (ids) =>
      ids.length === 0 ? Promise.resolve([]) : allOf(() => entries.find({ decisionId: { $in: [...ids] } }, { sort: { at: 1, _id: 1 }, hint: 'decision' })),

    about: (ids, first) =>
      ids.length === 0 ? Promise.resolve([]) : allOf(() => entries.find({ about: { $in: [...ids] } }, { sort: { at: -1, _id: -1 }, limit: first, hint: 'about_at' })),

    async feed(after, first) {
      const rows: LineageRow[] = [];
      for (let past = after; ; ) {
        const found = await allOf(() => places.find({ _id: { $gt: past } }, { sort: { _id: 1 }, limit: first + 1, hint: '_id_' }));
        const kept = await allOf(() => entries.find({ _id: { $in: found.map(({ entry }) => entry) } }));
        const byId = new Map(kept.map((entry) => [entry._id, entry]));
        for (const { _id: number, entry: id } of found) {
          const entry = byId.get(id);
          // A place that was taken a second time for one entry; it stands under the number that it got.
          if (!entry || (entry.number !== null && entry.number !== number)) continue;
          if (rows.length === first) return { rows, hasMore: true };
          rows.push({ number, entry });
        }
        if (found.length <= first) return { rows, hasMore: false };
        past = found.at(-1)!._id;
      }
    },
  };
}
