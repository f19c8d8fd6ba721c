/**
 * What changed in Tryton. A new phone or sale line leaves the parent's `write_date` as it was, so the children are asked
 * too; a deleted child leaves no trace at all and is found by the full sweep. Rows are walked by id, which no change can
 * move; where the next pull begins is read before the walk.
 */
import { idText, listOf, type Row } from '../answers.ts';
import type { TrytonCall } from './session.ts';
import { changeStamp, trytonDatetime } from './values.ts';

/** A model and the field of its rows that names the record they belong to. */
export interface WatchedModel {
  model: string;
  owner: 'id' | 'party' | 'sale' | 'from_';
}

type SearchRead = (model: string, domain: readonly unknown[], limit: number, order: readonly unknown[], fields: readonly string[]) => Promise<Row[]>;

export async function* trytonChanges(
  call: TrytonCall,
  watched: readonly WatchedModel[],
  since: string | null,
  { system, pageSize, context, signal }: { system: string; pageSize: number; context: Row; signal: AbortSignal },
): AsyncGenerator<{ ids: string[]; highWater: string | null }> {
  // Archived records count as changed: that is how one learns that they are gone.
  const searchRead: SearchRead = async (model, domain, limit, order, fields) =>
    listOf(system, await call(`model.${model}.search_read`, [domain, 0, limit, order, fields, { ...context, active_test: false }], signal));

  const highWater = await newestStamp(searchRead, watched, since);
  const window = since === null ? [] : [['OR', ['write_date', '>=', trytonDatetime(since)], ['create_date', '>=', trytonDatetime(since)]]];
  // A full pull finds the children with their parents.
  for (const { model, owner } of since === null ? watched.slice(0, 1) : watched) {
    for (let last = 0; ; ) {
      const rows = await searchRead(model, [['id', '>', last], ...window], pageSize, [['id', 'ASC']], [owner]);
      const ids = new Set(rows.map((row) => idText(row[owner])).filter((id) => id !== null));
      if (ids.size > 0) yield { ids: [...ids], highWater: null };
      const newest = Number(rows.at(-1)?.id);
      if (rows.length < pageSize || !(newest > last)) break;
      last = newest;
    }
  }
  yield { ids: [], highWater };
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
