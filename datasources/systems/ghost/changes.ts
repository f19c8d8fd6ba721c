/**
 * What changed in Ghost. A change of consent leaves the member's `updated_at`, so the events that tell of it are asked
 * as well. Events come newest first and without pages; they are walked by the last one's time and id, one type at a time,
 * since ids are shared between types.
 */
import { idText, isRow, listOf, type Row } from '../answers.ts';
import { memberOf, touchId, TOUCH_TYPES } from './mapEvents.ts';
import { instant } from './mapParty.ts';
import { nqlText, nqlTime, type GhostGet } from './session.ts';

interface Asked {
  system: string;
  get: GhostGet;
}

type Pages = AsyncGenerator<{ ids: string[]; highWater: string | null }>;

/** Event types after which a member reads differently. */
const CONSENT_TYPES = ['newsletter_event', 'email_failed_event', 'email_complaint_event'];

const eventTime = (event: Row | undefined): string | null => (event && isRow(event.data) ? instant(event.data.created_at) : null);
const later = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b > a) ? b : a);

async function newestEvent(source: Asked, types: readonly string[], signal: AbortSignal): Promise<string | null> {
  const filter = `type:[${types.map((type) => TOUCH_TYPES[type]!.filter).join(',')}]`;
  return eventTime(listOf(source.system, (await source.get('/members/events/', { filter, limit: '1' }, signal)).events)[0]);
}

async function* events(source: Asked, type: string, since: string | null, pageSize: number, signal: AbortSignal): AsyncGenerator<Row[]> {
  const window = `type:${TOUCH_TYPES[type]!.filter}${since === null ? '' : `+data.created_at:>=${nqlTime(since)}`}`;
  for (let cursor = ''; ; ) {
    const page = listOf(source.system, (await source.get('/members/events/', { filter: window + cursor, limit: String(pageSize) }, signal)).events);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    const at = eventTime(last);
    const id = last && isRow(last.data) ? idText(last.data.id) : null;
    // Ghost 6 cuts limits to 100: only an empty page is the end, unless the page is short of that as well.
    if (at === null || id === null || page.length < Math.min(pageSize, 100)) return;
    const next = `+(data.created_at:<${nqlTime(at)},data.created_at:${nqlTime(at)}+id:<${nqlText(id)})`;
    if (next === cursor) return;
    cursor = next;
  }
}

export async function* touchChanges(source: Asked, since: string | null, pageSize: number, signal: AbortSignal): Pages {
  const types = Object.keys(TOUCH_TYPES);
  const highWater = later(since, await newestEvent(source, types, signal));
  for (const type of types) {
    for await (const page of events(source, type, since, pageSize, signal)) {
      const ids = page.map(touchId).filter((id) => id !== null);
      if (ids.length > 0) yield { ids, highWater: null };
    }
  }
  yield { ids: [], highWater };
}

export async function* memberChanges(source: Asked, since: string | null, pageSize: number, signal: AbortSignal): Pages {
  const newest = listOf(source.system, (await source.get('/members/', { order: 'updated_at desc', limit: '1' }, signal)).members)[0];
  const highWater = later(later(since, newest ? instant(newest.updated_at) : null), await newestEvent(source, CONSENT_TYPES, signal));
  const window = since === null ? '' : `updated_at:>=${nqlTime(since)}`;
  for (let last = ''; ; ) {
    const filter = [window, last === '' ? '' : `id:>${nqlText(last)}`].filter((part) => part !== '').join('+');
    const rows = listOf(source.system, (await source.get('/members/', { ...(filter !== '' && { filter }), order: 'id asc', limit: String(pageSize) }, signal)).members);
    const ids = rows.map((row) => idText(row.id)).filter((id) => id !== null);
    if (ids.length > 0) yield { ids, highWater: null };
    const end = ids.at(-1);
    if (end === undefined || rows.length < pageSize || end <= last) break;
    last = end;
  }
  // A full pull finds everybody by themselves.
  for (const type of since === null ? [] : CONSENT_TYPES) {
    for await (const page of events(source, type, since, pageSize, signal)) {
      const ids = [...new Set(page.map(memberOf).filter((id) => id !== null))];
      if (ids.length > 0) yield { ids, highWater: null };
    }
  }
  yield { ids: [], highWater };
}
