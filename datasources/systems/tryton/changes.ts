/**
 * What changed in Tryton. A new phone or sale line leaves the parent's `write_date` as it was, so the children are asked
 * too; a deleted child leaves no trace at all and is found by the full sweep. Rows are walked by id, which no change can
 * move; where the next pull begins is read before the walk.
 */
import { idText, listOf, type Row } from '../answers.ts';
import type { Asking, ChangedPage, SweptPage } from '../defineSource.ts';
import type { TrytonCall } from './session.ts';
import { changeStamp, trytonDatetime } from './values.ts';

/** A model and the field of its rows that names the record they belong to. */
export interface WatchedModel {
  model: string;
  owner: 'id' | 'party' | 'sale' | 'from_';
}

type SearchRead = (model: string, domain: readonly unknown[], limit: number, order: readonly unknown[], fields: readonly string[]) => Promise<Row[]>;

interface Asked {
  system: string;
  pageSize: number;
  context: Row;
  asking: Asking;
}

/** Where a walk is: the last id of which of the watched models, and where the next pull begins. */
interface Place {
  highWater: string | null;
  model: string;
  last: number;
}

// Archived records count as changed: that is how one learns that they are gone.
const searching = (call: TrytonCall, { system, context, asking }: Asked): SearchRead => async (model, domain, limit, order, fields) =>
  listOf(system, await call(`model.${model}.search_read`, [domain, 0, limit, order, fields, { ...context, active_test: false }], asking));

export async function* trytonChanges(call: TrytonCall, watched: readonly WatchedModel[], since: string | null, place: string | null, asked: Asked): AsyncGenerator<ChangedPage> {
  const searchRead = searching(call, asked);
  const from = placeIn(place, watched);
  const highWater = from ? from.highWater : await newestStamp(searchRead, watched, since);
  const window = since === null ? [] : [['OR', ['write_date', '>=', trytonDatetime(since)], ['create_date', '>=', trytonDatetime(since)]]];
  // A full pull finds the children with their parents.
  const walked = since === null ? watched.slice(0, 1) : watched;
  for (const { model, owner } of walked.slice(from ? walked.findIndex((each) => each.model === from.model) : 0)) {
    for (let last = from?.model === model ? from.last : 0; ; ) {
      const rows = await searchRead(model, [['id', '>', last], ...window], asked.pageSize, [['id', 'ASC']], [owner]);
      const ids = new Set(rows.map((row) => idText(row[owner])).filter((id) => id !== null));
      const newest = Number(rows.at(-1)?.id);
      if (ids.size > 0) yield { ids: [...ids], highWater: null, place: JSON.stringify({ highWater, model, last: newest } satisfies Place) };
      if (rows.length < asked.pageSize || !(newest > last)) break;
      last = newest;
    }
  }
  yield { ids: [], highWater };
}

/** All records of a model that are not archived, by id. */
export async function* trytonSweep(call: TrytonCall, model: string, place: string | null, asked: Asked): AsyncGenerator<SweptPage> {
  for (let last = Number(place ?? 0) || 0; ; ) {
    const rows = listOf(asked.system, await call(`model.${model}.search_read`, [[['id', '>', last]], 0, asked.pageSize, [['id', 'ASC']], ['id'], asked.context], asked.asking));
    const newest = Number(rows.at(-1)?.id);
    if (rows.length > 0) yield { ids: rows.map((row) => idText(row.id)).filter((id) => id !== null), place: String(newest) };
    if (rows.length < asked.pageSize || !(newest > last)) return;
    last = newest;
  }
}

function placeIn(text: string | null, watched: readonly WatchedModel[]): Place | null {
  if (text === null) return null;
  const place = JSON.parse(text) as Place;
  // Of a model that is watched no more: from the beginning.
  return watched.some(({ model }) => model === place.model) ? place : null;
}

/** The newest stamp of all watched rows, or `since` where there is none newer. */
async function newestStamp(searchRead: SearchRead, watched: readonly WatchedModel[], since: string | null): Promise<string | null> {
  let newest = since;
  for (const { model } of watched) {
    for (const field of ['create_date', 'write_date']) {
      const [row] = await searchRead(model, [[field, '!=', null]], 1, [[field, 'DESC']], ['create_date', 'write_date']);
      const stamp = row ? changeStamp(row.create_date, row.write_date) : null;
      if (stamp !== null && (newest === null || stamp > newest)) newest = stamp;
    }
  }
  return newest;
}
