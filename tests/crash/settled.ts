/** When a store is at rest, what it then says, and whether every id that was ever shown still leads to somebody. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Db, Document } from 'mongodb';
import { openCustomers } from '../../datasources/mongo/customers.ts';
import { openExportReads } from '../../datasources/mongo/exportReads.ts';
import { canonicalText } from '../../domain/contentHash.ts';
import { exportLines } from '../../operations/exportStore.ts';
import { lineageFaults, looseEnds } from '../store/canonical.ts';

const LOOK_MS = 200;

async function unfinished(database: Db, pulls: number): Promise<string | null> {
  const one = async (name: string, filter: Document) => (await database.collection(name).findOne(filter)) !== null;
  if (await one('inbox', { dirty: { $gt: 0 } })) return 'work waits in the inbox';
  for (const name of ['parties', 'interactions']) if (await one(name, { settled: false })) return `${name} are unsettled`;
  for (const name of ['parties', 'customers']) if (await one(name, { logged: false })) return `the lineage lacks changes of ${name}`;
  return (await database.collection('pulls').countDocuments({})) < pulls ? 'not everything has been pulled' : null;
}

/** The next round pulls everything, as one does each day: some changes move no stamp. While nobody pulls. */
export async function forgetPulls(database: Db): Promise<void> {
  await database.collection('pulls').deleteMany({});
}

/** Waits until all that was pulled since `forgetPulls` has been taken in. Rejects with what is left undone where that takes longer. */
export async function settled(database: Db, pulls: number, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (let calm = 0; calm < 3; ) {
    const left = await unfinished(database, pulls);
    calm = left === null ? calm + 1 : 0;
    if (left !== null && performance.now() > deadline) throw new Error(`The store has not come to rest: ${left}.`);
    await wait(LOOK_MS);
  }
}

/** The canonical export, and what does not hang together. */
export async function contentOf(database: Db): Promise<{ lines: string[]; faults: string[] }> {
  const lines: string[] = [];
  for await (const line of exportLines({ reads: openExportReads(database), customers: openCustomers(database), canonical: true })) lines.push(canonicalText(line));
  return { lines, faults: [...(await looseEnds(database)), ...(await lineageFaults(database))] };
}

/** Ids under which somebody is shown now. */
export async function shownIds(database: Db): Promise<string[]> {
  const rows = await database.collection('customerIndex').find({ audience: { $in: ['staff', 'outside'] } }, { projection: { ids: 1 } }).toArray();
  return rows.flatMap(({ ids }) => ids as string[]);
}

/** What is in one list and not in the other. */
export function difference(expected: readonly string[], found: readonly string[]): string[] {
  const [there, here] = [new Set(expected), new Set(found)];
  return [...expected.filter((line) => !here.has(line)).map((line) => `- ${line}`), ...found.filter((line) => !there.has(line)).map((line) => `+ ${line}`)];
}

/** The documents of one store, in another that has none. */
export async function copyStore(from: Db, into: Db): Promise<void> {
  for (const { name } of await from.listCollections({}, { nameOnly: true }).toArray()) {
    const rows = await from.collection(name).find({}).toArray();
    for (let at = 0; at < rows.length; at += 1_000) await into.collection(name).insertMany(rows.slice(at, at + 1_000));
  }
}
