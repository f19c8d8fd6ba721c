/** What changed in RT, whose `LastUpdated` moves with every change of a ticket or user, children included. */
import { idText, text, type Row } from '../answers.ts';
import { instant } from './mapParty.ts';
import type { RtList } from './session.ts';

type Pages = AsyncGenerator<{ ids: string[]; highWater: string | null }>;

const query = (parameters: Readonly<Record<string, string | number>>): string =>
  new URLSearchParams(Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)])).toString();

/** TicketSQL reads a time in the account's time zone unless it names one. */
const ticketTime = (since: string): string => `${new Date(since).toISOString().slice(0, 19).replace('T', ' ')}+0000`;

/** Tickets by id, which no change can move. `filter` is TicketSQL. */
export async function* ticketChanges(list: RtList, filter: string, since: string | null, pageSize: number, signal: AbortSignal): Pages {
  const [newest] = (await list({ method: 'GET', path: `/tickets?${query({ query: filter, orderby: 'LastUpdated', order: 'DESC', per_page: 1, fields: 'LastUpdated' })}` }, signal)).items;
  const highWater = (newest && instant(newest.LastUpdated)) ?? since;
  const window = since === null ? '' : ` AND LastUpdated >= '${ticketTime(since)}'`;
  for (let last = 0; ; ) {
    const { items } = await list({ method: 'GET', path: `/tickets?${query({ query: `${filter}${window} AND id > ${last}`, orderby: 'id', order: 'ASC', per_page: pageSize })}` }, signal);
    const ids = items.map((row) => idText(row.id)).filter((id) => id !== null);
    if (ids.length > 0) yield { ids, highWater: null };
    const newestId = Number(ids.at(-1));
    if (items.length < pageSize || !(newestId > last)) break;
    last = newestId;
  }
  yield { ids: [], highWater };
}

/**
 * Users newest first, down to `since`: RT ignores a search for LastUpdated and would give everybody. A user who changes
 * meanwhile moves to the front and pushes others towards pages still to come: doubles, never gaps.
 */
export async function* userChanges(list: RtList, isCustomer: (row: Row) => boolean, since: string | null, pageSize: number, signal: AbortSignal): Pages {
  const sinceMs = since === null ? -Infinity : Math.floor(Date.parse(since) / 1_000) * 1_000;
  let highWater: string | null = null;
  for (let page = 1; ; page += 1) {
    const path = `/users?${query({ fields: 'Name,LastUpdated', orderby: 'LastUpdated', order: 'DESC', per_page: pageSize, page })}`;
    const { items, pages } = await list({ method: 'GET', path }, signal);
    highWater ??= instant(items[0]?.LastUpdated);
    const recent = items.filter((row) => (Date.parse(String(row.LastUpdated)) || 0) >= sinceMs);
    const ids = recent.filter(isCustomer).map((row) => text(row.Name)).filter((id) => id !== null);
    if (ids.length > 0) yield { ids, highWater: null };
    if (items.length === 0 || recent.length < items.length || (pages !== null && page >= pages)) break;
  }
  yield { ids: [], highWater: highWater ?? since };
}
