/**
 * What changed in Ghost. A change of consent leaves the member's `updated_at`, so the events that tell of it are asked
 * as well. Events come newest first and without pages; they are walked by the last one's time and id, one type at a time,
 * since ids are shared between types.
 */
import { idText, isRow, listOf, type Row } from '../answers.ts';
import type { Asking, ChangedPage, SweptPage } from '../defineSource.ts';
import { memberOf, touchId, TOUCH_TYPES } from './mapEvents.ts';
import { instant } from './mapParty.ts';
import { nqlText, nqlTime, type GhostGet } from './session.ts';

interface Asked {
  system: string;
  get: GhostGet;
}

type Pages = AsyncGenerator<ChangedPage>;

/** Where a walk is: behind which event of which type, or (`type` empty) behind which member; and where the next pull begins. */
interface Place {
  highWater: string | null;
  type: string;
  cursor: string;
}

const placeIn = (place: string | null): Place | null => (place === null ? null : (JSON.parse(place) as Place));

/** Event types after which a member reads differently. */
const CONSENT_TYPES = ['newsletter_event', 'email_failed_event', 'email_complaint_event'];

const eventTime = (event: Row | undefined): string | null => (event && isRow(event.data) ? instant(event.data.created_at) : null);
const later = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b > a) ? b : a);

async function newestEvent(source: Asked, types: readonly string[], asking: Asking): Promise<string | null> {
  const filter = `type:[${types.map((type) => TOUCH_TYPES[type]!.filter).join(',')}]`;
  return eventTime(listOf(source.system, (await source.get('/members/events/', { filter, limit: '1' }, asking)).events)[0]);
}

/** Newest first, from behind `cursor` on. */
async function* events(source: Asked, type: string, since: string | null, from: string, pageSize: number, asking: Asking): AsyncGenerator<{ rows: Row[]; cursor: string }> {
  const window = `type:${TOUCH_TYPES[type]!.filter}${since === null ? '' : `+data.created_at:>=${nqlTime(since)}`}`;
  for (let cursor = from; ; ) {
    const page = listOf(source.system, (await source.get('/members/events/', { filter: window + cursor, limit: String(pageSize) }, asking)).events);
    const last = page.at(-1);
    const at = eventTime(last);
    const id = last && isRow(last.data) ? idText(last.data.id) : null;
    const next = at === null || id === null ? cursor : `+(data.created_at:<${nqlTime(at)},data.created_at:${nqlTime(at)}+id:<${nqlText(id)})`;
    if (page.length > 0) yield { rows: page, cursor: next };
    // Ghost 6 cuts limits to 100: only an empty page is the end, unless the page is short of that as well.
    if (next === cursor || page.length < Math.min(pageSize, 100)) return;
    cursor = next;
  }
}

/** Types from the one on that the walk is in. */
const fromType = (types: readonly string[], place: Place | null): readonly string[] => types.slice(place === null ? 0 : Math.max(0, types.indexOf(place.type)));

const touchTypes = Object.keys(TOUCH_TYPES);

export async function* touchChanges(source: Asked, since: string | null, place: string | null, pageSize: number, asking: Asking): Pages {
  const from = placeIn(place);
  const highWater = from ? from.highWater : later(since, await newestEvent(source, touchTypes, asking));
  for (const type of fromType(touchTypes, from)) {
    for await (const { rows, cursor } of events(source, type, since, from?.type === type ? from.cursor : '', pageSize, asking)) {
      const ids = rows.map(touchId).filter((id) => id !== null);
      if (ids.length > 0) yield { ids, highWater: null, place: JSON.stringify({ highWater, type, cursor } satisfies Place) };
    }
  }
  yield { ids: [], highWater };
}

/** All touches, type by type, the newest first: Ghost gives events in no other order, and new ones come before those that were there. */
export async function* touchSweep(source: Asked, place: string | null, pageSize: number, asking: Asking): AsyncGenerator<SweptPage> {
  for await (const page of touchChanges(source, null, place ?? JSON.stringify({ highWater: null, type: touchTypes[0]!, cursor: '' } satisfies Place), pageSize, asking)) {
    if (page.place !== undefined) yield { ids: page.ids, place: page.place };
  }
}

/** Members by id, from behind `after` on. */
async function* members(source: Asked, window: string, after: string, pageSize: number, asking: Asking): AsyncGenerator<string[]> {
  for (let last = after; ; ) {
    const filter = [window, last === '' ? '' : `id:>${nqlText(last)}`].filter((part) => part !== '').join('+');
    const rows = listOf(source.system, (await source.get('/members/', { ...(filter !== '' && { filter }), order: 'id asc', limit: String(pageSize) }, asking)).members);
    const ids = rows.map((row) => idText(row.id)).filter((id) => id !== null);
    if (ids.length > 0) yield ids;
    const end = ids.at(-1);
    if (end === undefined || rows.length < pageSize || end <= last) return;
    last = end;
  }
}

export async function* memberChanges(source: Asked, since: string | null, place: string | null, pageSize: number, asking: Asking): Pages {
  const from = placeIn(place);
  let highWater = from?.highWater ?? null;
  if (!from) {
    const newest = listOf(source.system, (await source.get('/members/', { order: 'updated_at desc', limit: '1' }, asking)).members)[0];
    highWater = later(later(since, newest ? instant(newest.updated_at) : null), await newestEvent(source, CONSENT_TYPES, asking));
  }
  const at = (type: string, cursor: string): string => JSON.stringify({ highWater, type, cursor } satisfies Place);
  if (!from || from.type === '') {
    const window = since === null ? '' : `updated_at:>=${nqlTime(since)}`;
    for await (const ids of members(source, window, from?.cursor ?? '', pageSize, asking)) yield { ids, highWater: null, place: at('', ids.at(-1)!) };
  }
  // A full pull finds everybody by themselves.
  for (const type of since === null ? [] : fromType(CONSENT_TYPES, from)) {
    for await (const { rows, cursor } of events(source, type, since, from?.type === type ? from.cursor : '', pageSize, asking)) {
      const ids = [...new Set(rows.map(memberOf).filter((id) => id !== null))];
      if (ids.length > 0) yield { ids, highWater: null, place: at(type, cursor) };
    }
  }
  yield { ids: [], highWater };
}

/** All members by id. */
export async function* memberSweep(source: Asked, place: string | null, pageSize: number, asking: Asking): AsyncGenerator<SweptPage> {
  for await (const ids of members(source, '', place ?? '', pageSize, asking)) yield { ids, place: ids.at(-1)! };
}
