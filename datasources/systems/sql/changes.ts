/**
 * What changed in the tables, and everything there is. Changes are walked by stamp and id: a row that changes meanwhile
 * moves to where the walk has yet to come. Where the next pull begins is the database's own clock, read before the walk.
 */
import type { SqlAnswer } from '../../upstream/sqlPool.ts';
import { SourceError, type Asking, type ChangedPage, type SweptPage } from '../defineSource.ts';
import { isOneOf, type Path } from '../declared/path.ts';
import { stampOf, type TimeReading } from '../declared/times.ts';
import { idOf } from '../declared/values.ts';
import type { Dialect } from './dialect.ts';
import type { SqlRecord } from './settings.ts';
import { kindOf, quotedTable, rowsOfAnswer, selected, stampFor, type RunStatement, type Table } from './tables.ts';

/** A table, the column of the record's id in it, and that of its changes. */
export interface Watched {
  table: Table;
  key: Path;
  changedAt: Path | null;
}

export interface Walk {
  system: string;
  run: RunStatement;
  dialect: Dialect;
  pageSize: number;
  times: TimeReading;
  asking: Asking;
}

/** Where a walk is: the last stamp and key of which of the watched tables, and where the next pull begins. */
interface Place {
  highWater: string;
  table: number;
  stamp: string | null;
  key: string;
}

type Keyed = [key: string, stamp: string | null];

/** Rows behind a key, in the order of keys; `equal`: of this stamp alone, `after`: of later ones, in the order of both. */
async function page({ table, key, changedAt }: Watched, from: { key?: string; equal?: string; after?: string; since?: string }, limit: number, walk: Walk): Promise<Keyed[]> {
  const { dialect, run, asking } = walk;
  const binder = dialect.binder();
  const quotedKey = dialect.quote(key.name);
  const stampName = changedAt?.name ?? key.name;
  const stamp = dialect.quote(stampName);
  const compared = (column: string, name: string, operator: string, value: string | undefined) => (value === undefined ? [] : [`${column} ${operator} ${binder.bind(value, kindOf(table, name))}`]);
  const conditions = [
    `${quotedKey} IS NOT NULL`,
    ...compared(stamp, stampName, '>=', from.since),
    ...compared(stamp, stampName, '=', from.equal),
    ...compared(stamp, stampName, '>', from.after),
    ...compared(quotedKey, key.name, '>', from.key),
  ];
  const byStamp = from.since !== undefined || from.after !== undefined;
  const columns = [key.name, stampName];
  const text = `SELECT ${selected(dialect, columns)} FROM ${quotedTable(dialect, table.name)} WHERE ${conditions.join(' AND ')} ORDER BY ${byStamp ? `${stamp}, ${quotedKey}` : quotedKey} LIMIT ${limit}`;
  const { rows } = await run({ text, values: binder.values, table: table.name, columns }, asking);
  return rows.map(([found, at]) => [found ?? '', at ?? null]);
}

/** Ids, each once, that are ids at all. */
const idsOf = (rows: readonly Keyed[]): string[] => [...new Set(rows.map(([key]) => idOf(key)).filter((id) => id !== null))];

async function databaseClock({ system, run, dialect, asking }: Walk, table: string): Promise<string> {
  const answer: SqlAnswer = await run({ text: dialect.clock, values: [], table, columns: [] }, asking);
  const stamp = stampOf(answer.rows[0]?.[0], { timeZone: 'UTC', numbers: null });
  if (stamp === null) throw new SourceError(system, 'garbage', `${system} does not tell the time.`);
  return stamp;
}

export async function* tableChanges(watched: readonly Watched[], since: string | null, place: string | null, walk: Walk): AsyncGenerator<ChangedPage> {
  const from = place === null ? null : (JSON.parse(place) as Place);
  const [main] = watched as readonly [Watched];
  const highWater = from?.highWater ?? (await databaseClock(walk, main.table.name));
  // A full pull finds the children with their parents; a table without stamps is always asked for everything.
  const isFull = since === null || main.changedAt === null;
  const walked = isFull ? [main] : watched;
  for (const [index, each] of walked.entries()) {
    if (from && index < from.table) continue;
    const first = from?.table === index ? from : null;
    const pages = isFull ? byKey(each, first?.key, walk) : byStamp(each, since, first, walk);
    for await (const rows of pages) {
      const [key, stamp] = rows.at(-1)!;
      yield { ids: idsOf(rows), highWater: null, place: JSON.stringify({ highWater, table: index, stamp: isFull ? null : stamp, key } satisfies Place) };
    }
  }
  yield { ids: [], highWater };
}

async function* byKey(watched: Watched, after: string | undefined, walk: Walk): AsyncGenerator<Keyed[]> {
  for (let key = after; ; ) {
    const rows = await page(watched, { ...(key !== undefined && { key }) }, walk.pageSize, walk);
    if (rows.length > 0) yield rows;
    if (rows.length < walk.pageSize) return;
    key = rows.at(-1)![0];
  }
}

/** Two statements a page, both of them a range of one index: the rest of the last stamp, then later ones. */
async function* byStamp(watched: Watched, since: string, place: Pick<Place, 'stamp' | 'key'> | null, walk: Walk): AsyncGenerator<Keyed[]> {
  const { pageSize } = walk;
  const start = stampFor(walk.system, watched.table, watched.changedAt!.name, since, walk.times);
  for (let last = place; ; ) {
    const rows = last?.stamp == null ? await page(watched, { since: start }, pageSize, walk) : await page(watched, { equal: last.stamp, key: last.key }, pageSize, walk);
    if (last?.stamp != null && rows.length < pageSize) rows.push(...(await page(watched, { after: last.stamp }, pageSize - rows.length, walk)));
    if (rows.length > 0) yield rows;
    if (rows.length < pageSize) return;
    const [key, stamp] = rows.at(-1)!;
    last = { key, stamp };
  }
}

/** Ids of all rows that are records and not deleted, in the order of keys. */
export async function* tableSweep(table: Table, record: SqlRecord, place: string | null, walk: Walk): AsyncGenerator<SweptPage> {
  const { dialect, run, pageSize, asking } = walk;
  const columns = [...new Set([record.id.name, ...(record.deletedAt ? [record.deletedAt.name] : []), ...record.only.map(({ from }) => from.name)])];
  const id = dialect.quote(record.id.name);
  for (let last = place; ; ) {
    const binder = dialect.binder();
    const after = last === null ? '' : ` AND ${id} > ${binder.bind(last, kindOf(table, record.id.name))}`;
    const text = `SELECT ${selected(dialect, columns)} FROM ${quotedTable(dialect, table.name)} WHERE ${id} IS NOT NULL${after} ORDER BY ${id} LIMIT ${pageSize}`;
    const answer = await run({ text, values: binder.values, table: table.name, columns }, asking);
    const newest = answer.rows.at(-1)?.[0];
    if (newest == null) return;
    const there = rowsOfAnswer(answer, columns).filter((row) => isThere(row, record));
    yield { ids: there.map((row) => idOf(row[record.id.name])).filter((each) => each !== null), place: newest };
    if (answer.rows.length < pageSize) return;
    last = newest;
  }
}

/** Not deleted, and one of ours. MySQL's `0000-00-00` is how some systems write "not deleted"; any other word there is a deletion. */
export function isThere(row: Readonly<Record<string, unknown>>, { deletedAt, only }: SqlRecord): boolean {
  const deleted = deletedAt ? row[deletedAt.name] : null;
  return (deleted == null || deleted === '' || /^0000-00-00/.test(String(deleted))) && isOneOf(row, only);
}
