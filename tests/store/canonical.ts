import type { Db, Document } from 'mongodb';
import { isPinRef } from '../../domain/statedParty.ts';

/** What a store says, without when and how often it was written: equal for stores that know the same. */
export async function canonicalContent(database: Db): Promise<Record<string, Document[]>> {
  const content: Record<string, Document[]> = {};
  for (const name of ['parties', 'interactions', 'customerIndex']) {
    const rows = await database.collection<Document & { _id: string }>(name).find({}).sort({ _id: 1 }).toArray();
    content[name] = rows.map(({ epoch: _epoch, fetchedAt: _fetchedAt, asOf: _asOf, rev: _rev, changedAt: _changedAt, linkedAt: _linkedAt, relinks: _relinks, held: _held, ...rest }) => rest);
  }
  return content;
}

/** Refs grouped by customer, ids left out: equal whatever order things came in. */
export async function partitionOf(database: Db, audience: 'staff' | 'outside'): Promise<string[][]> {
  const rows = await database.collection('customerIndex').find({ audience }).toArray();
  const groups = rows.map((row) => (row['parties'] as { ref: string }[]).map(({ ref }) => ref).sort());
  return groups.sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
}

/**
 * What the lineage has too little or too much of, for what the documents have gone through: one entry for each change of a
 * pointer, and each in the feed. Empty for a store at rest.
 */
export async function lineageFaults(database: Db): Promise<string[]> {
  const faults: string[] = [];
  const rows = (name: string) => database.collection<Document & { _id: string }>(name).find({}).toArray();
  const entries = await rows('lineage');
  const ids = new Set(entries.map(({ _id }) => _id));
  for (const { _id, revision } of await rows('customers')) {
    for (let each = 2; each <= Number(revision); each += 1) if (!ids.has(`customer:${_id}:${each}`)) faults.push(`no entry of ${_id} ${each}`);
    if (ids.has(`customer:${_id}:${Number(revision) + 1}`)) faults.push(`an entry too many of ${_id}`);
  }
  for (const name of ['customers', 'parties']) for (const { _id, logged } of await rows(name)) if (logged === false) faults.push(`unlogged ${_id}`);
  for (const { _id } of await rows('decisions')) if (!entries.some(({ decisionId }) => decisionId === _id)) faults.push(`no entry of decision ${_id}`);
  for (const { _id, state } of await rows('decisions')) if (state !== 'DONE') faults.push(`pending ${_id}`);
  const places = await database.collection<{ _id: number; entry: string }>('lineageFeed').find({}).sort({ _id: 1 }).toArray();
  places.forEach(({ _id }, position) => _id === position + 1 || faults.push(`a gap before place ${_id}`));
  for (const { _id, number } of entries) if (places.find((place) => place._id === number)?.entry !== _id) faults.push(`not in its place ${_id}`);
  return faults;
}

/** Everything that is not done or does not hang together; empty for a store at rest. */
export async function looseEnds(database: Db): Promise<string[]> {
  const ends: string[] = [];
  for (const { _id } of await database.collection<Document & { _id: string }>('inbox').find({ dirty: { $gt: 0 } }).toArray()) ends.push(`undone ${_id}`);
  const staff = await database.collection<Document & { _id: string }>('customerIndex').find({ audience: 'staff' }).toArray();
  const outside = await database.collection<Document & { _id: string }>('customerIndex').find({ audience: 'outside' }).toArray();
  const listedBy = (rows: Document[]) => {
    const listing = new Map<string, string[]>();
    for (const row of rows) for (const { ref } of row['parties'] as { ref: string }[]) listing.set(ref, [...(listing.get(ref) ?? []), String(row['_id'])]);
    return listing;
  };
  const [byStaff, byOutside] = [listedBy(staff), listedBy(outside)];
  for (const party of await database.collection<Document & { _id: string }>('parties').find({}).toArray()) {
    if (!party['settled']) ends.push(`unsettled ${party._id}`);
    // A pin is listed while it is in force and its customer has a record.
    if (isPinRef(party._id)) continue;
    if (!party['link'] && party['state'] === 'LIVE') ends.push(`unlinked ${party._id}`);
    if (party['link'] && byStaff.get(party._id)?.length !== 1) ends.push(`listed ${byStaff.get(party._id)?.length ?? 0} times for staff ${party._id}`);
    if (party['link'] && byOutside.get(party._id)?.length !== 1) ends.push(`listed ${byOutside.get(party._id)?.length ?? 0} times for outsiders ${party._id}`);
  }
  const rowsOf = new Map<string, number>();
  for (const row of staff) for (const line of String(row['head']).split('\n')) if (line) rowsOf.set(line.split(/[ =]/)[0]!, 1);
  const events = await database.collection<Document & { _id: string }>('interactions').find({}).toArray();
  const greater = new Map(events.map((event) => [event._id, event]));
  for (const event of events) {
    if (!event['settled']) ends.push(`unsettled ${event._id}`);
    if (event['twinOf'] && !(greater.get(event['twinOf'] as string)?.['twins'] as string[] | undefined)?.includes(event._id)) ends.push(`twin of nobody ${event._id}`);
    if (event['likelyTwinOf'] && !(greater.get(event['likelyTwinOf'] as string)?.['likelyTwins'] as string[] | undefined)?.includes(event._id)) ends.push(`likely twin of nobody ${event._id}`);
    for (const lesser of (event['likelyTwins'] ?? []) as string[]) if (greater.get(lesser)?.['likelyTwinOf'] !== event._id) ends.push(`no likely twin ${event._id}`);
    if (event['twinOf'] && (event['parties'] as string[]).length > 0) ends.push(`lesser view in a timeline ${event._id}`);
  }
  return ends;
}
