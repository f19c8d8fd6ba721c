/** What changed in RT, whose `LastUpdated` moves with every change of a ticket or user, children included. */
import { idText, text, type Row } from '../answers.ts';
import type { Asking, ChangedPage, SweptPage } from '../defineSource.ts';
import { instant } from './mapParty.ts';
import type { RtList } from './session.ts';

type Pages = AsyncGenerator<ChangedPage>;
/** Where a walk is, and where the next pull begins. */
interface Place {
  highWater: string | null;
  last: number;
}

const placeIn = (place: string | null): Place | null => (place === null ? null : (JSON.parse(place) as Place));

const queryText = (parameters: Readonly<Record<string, string | number>>): string =>
  new URLSearchParams(Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)])).toString();

/** TicketSQL reads a time in the account's time zone unless it names one. */
const ticketTime = (since: string): string => `${new Date(since).toISOString().slice(0, 19).replace('T', ' ')}+0000`;

const ticketPage = (list: RtList, query: string, pageSize: number, asking: Asking) =>
  list({ method: 'GET', path: `/tickets?${queryText({ query, orderby: 'id', order: 'ASC', per_page: pageSize })}` }, asking);

/** Tickets by id, which no change can move. `filter` is TicketSQL. */
export async function* ticketChanges(list: RtList, filter: string, since: string | null, place: string | null, pageSize: number, asking: Asking): Pages {
  const from = placeIn(place);
  let highWater = from?.highWater ?? null;
  if (!from) {
    const [newest] = (await list({ method: 'GET', path: `/tickets?${queryText({ query: filter, orderby: 'LastUpdated', order: 'DESC', per_page: 1, fields: 'LastUpdated' })}` }, asking)).items;
    highWater = (newest && instant(newest.LastUpdated)) ?? since;
  }
  const window = since === null ? '' : ` AND LastUpdated >= '${ticketTime(since)}'`;
  for (let last = from?.last ?? 0; ; ) {
    const { items } = await ticketPage(list, `${filter}${window} AND id > ${last}`, pageSize, asking);
    const ids = items.map((row) => idText(row.id)).filter((id) => id !== null);
    const newestId = Number(ids.at(-1));
    if (ids.length > 0) yield { ids, highWater: null, place: JSON.stringify({ highWater, last: newestId } satisfies Place) };
    if (items.length < pageSize || !(newestId > last)) break;
    last = newestId;
  }
  yield { ids: [], highWater };
}

/** All tickets that `filter` (TicketSQL) finds, by id. */
export async function* ticketSweep(list: RtList, filter: string, place: string | null, pageSize: number, asking: Asking): AsyncGenerator<SweptPage> {
  for (let last = Number(place ?? 0) || 0; ; ) {
    const { items } = await ticketPage(list, `${filter} AND id > ${last}`, pageSize, asking);
    const ids = items.map((row) => idText(row.id)).filter((id) => id !== null);
    const newestId = Number(ids.at(-1));
    if (ids.length > 0) yield { ids, place: String(newestId) };
    if (items.length < pageSize || !(newestId > last)) return;
    last = newestId;
  }
}

const userPage = (list: RtList, orderby: string, order: 'ASC' | 'DESC', pageSize: number, page: number, asking: Asking) =>
  list({ method: 'GET', path: `/users?${queryText({ fields: 'Name,LastUpdated', orderby, order, per_page: pageSize, page })}` }, asking);

/**
 * Users newest first, down to `since`: RT ignores a search for LastUpdated and would give everybody. A user who changes
 * meanwhile moves to the front and pushes others towards pages still to come: doubles, never gaps.
 */
export async function* userChanges(list: RtList, isCustomer: (row: Row) => boolean, since: string | null, place: string | null, pageSize: number, asking: Asking): Pages {
  const sinceMs = since === null ? -Infinity : Math.floor(Date.parse(since) / 1_000) * 1_000;
  const from = placeIn(place);
  let highWater = from?.highWater ?? null;
  for (let page = (from?.last ?? 0) + 1; ; page += 1) {
    const { items, pages } = await userPage(list, 'LastUpdated', 'DESC', pageSize, page, asking);
    highWater ??= instant(items[0]?.LastUpdated);
    const recent = items.filter((row) => (Date.parse(String(row.LastUpdated)) || 0) >= sinceMs);
    const ids = recent.filter(isCustomer).map((row) => text(row.Name)).filter((id) => id !== null);
    if (ids.length > 0) yield { ids, highWater: null, place: JSON.stringify({ highWater, last: page } satisfies Place) };
    if (items.length === 0 || recent.length < items.length || (pages !== null && page >= pages)) break;
  }
  yield { ids: [], highWater: highWater ?? since };
}

/**
 * All users in the order of their numbers, by page: users cannot be searched by number. New ones come at the end. One that
 * is shredded meanwhile moves another to a page that is through; that one is looked at by its name before it counts as gone.
 */
export async function* userSweep(list: RtList, isCustomer: (row: Row) => boolean, place: string | null, pageSize: number, asking: Asking): AsyncGenerator<SweptPage> {
  for (let page = (Number(place ?? 0) || 0) + 1; ; page += 1) {
    const { items, pages } = await userPage(list, 'id', 'ASC', pageSize, page, asking);
    if (items.length === 0) return;
    yield { ids: items.filter(isCustomer).map((row) => text(row.Name)).filter((id) => id !== null), place: String(page) };
    if (pages !== null && page >= pages) return;
  }
}
