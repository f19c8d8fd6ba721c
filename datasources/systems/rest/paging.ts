/**
 * Lists page by page. A page that is not full is not taken for the last one, since systems cut page sizes without a word;
 * the last is the one that is empty, or that names no next. One that comes again shows that the paging is ignored.
 */
import { listOf, type Row } from '../answers.ts';
import { SourceError, type Asking, type UpstreamResponse } from '../defineSource.ts';
import { textAt, valueAt, type Path } from '../declared/path.ts';
import { target, type Parameters, type Template } from './requests.ts';
import type { RestGet } from './session.ts';
import type { Listing, Paging } from './settings.ts';

export interface ListedPage {
  rows: Row[];
  /** From where the rest can be asked for; null: this was the last. */
  place: string | null;
  /** The system's own clock when it answered; null where it does not tell. */
  clock: string | null;
}

export interface ListOptions {
  system: string;
  get: RestGet;
  /** The source's URL: links may lead nowhere else. */
  url: string;
  id: Path;
  asking: Asking;
}

/** The rows of an answer; rejects where there is no list. */
export function rowsIn(system: string, answer: UpstreamResponse | null, rows: Path | undefined): Row[] {
  return listOf(system, rows ? valueAt(answer?.body, rows) : answer?.body);
}

/** All pages of a list from `place` (of an earlier page) on. */
export async function* listPages(listing: Listing, values: Readonly<Record<string, string>>, place: string | null, options: ListOptions): AsyncGenerator<ListedPage> {
  const { system, get, id, asking } = options;
  let seen: string | null = null;
  for (let at = place; ; ) {
    const isLink = listing.paging.type === 'link' && at !== null;
    const answer = await get(isLink ? at! : target(withoutPage(listing), values, pageParameters(listing.paging, at)), asking);
    const rows = rowsIn(system, answer, listing.rows);
    const ids = JSON.stringify(rows.map((row) => textAt(row, id)));
    if (rows.length > 0 && ids === seen) throw new SourceError(system, 'garbage', `${system} gives the same page again: its paging is not the one that the configuration describes.`);
    seen = ids;
    const next = rows.length === 0 && listing.paging.type !== 'cursor' && listing.paging.type !== 'link' ? null : nextPlace(listing.paging, at, rows, answer!, options);
    if (next !== null && next === at) throw new SourceError(system, 'garbage', `${system} leads from a page to itself.`);
    yield { rows, place: next, clock: clockOf(answer) };
    if (next === null) return;
    at = next;
  }
}

/** The paging's own parameter stands in place of one of the template. */
function withoutPage({ path, query, escape, paging }: Listing): Template {
  return { path, escape, query: 'parameter' in paging ? Object.fromEntries(Object.entries(query).filter(([name]) => name !== paging.parameter)) : query };
}

function pageParameters(paging: Paging, place: string | null): Parameters {
  switch (paging.type) {
    case 'page':
      return [[paging.parameter, place ?? String(paging.first)]];
    case 'offset':
      return [[paging.parameter, place ?? '0']];
    case 'afterId':
    case 'cursor':
      return place === null ? [] : [[paging.parameter, place]];
    case 'link':
    case 'none':
      return [];
  }
}

function nextPlace(paging: Paging, place: string | null, rows: readonly Row[], answer: UpstreamResponse, { system, url, id }: ListOptions): string | null {
  switch (paging.type) {
    case 'page':
      return String(Number(place ?? paging.first) + 1);
    case 'offset':
      return String(Number(place ?? 0) + rows.length);
    case 'afterId':
      return textAt(rows.at(-1), id);
    case 'cursor':
      return textAt(answer.body, paging.next);
    case 'link':
      return linked(system, answer.headers.link, url);
    case 'none':
      return null;
  }
}

/** RFC 8288, as far as `<URL>; rel="next"` goes. The path below the source's URL, with its query; null where there is none. */
function linked(system: string, header: string | string[] | undefined, url: string): string | null {
  for (const [, reference = '', parameters = ''] of [header ?? ''].flat().join(', ').matchAll(/<([^>]*)>([^<]*)/g)) {
    if (!/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters)) continue;
    const base = new URL(url);
    const root = base.pathname.replace(/\/+$/, '');
    if (!URL.canParse(reference, `${base.origin}${root}/`)) break;
    const next = new URL(reference, `${base.origin}${root}/`);
    if (next.origin !== base.origin || !(next.pathname === root || next.pathname.startsWith(`${root}/`))) {
      throw new SourceError(system, 'garbage', `${system} names a next page that is not below its url.`);
    }
    return `${next.pathname.slice(root.length)}${next.search}`;
  }
  return null;
}

function clockOf(answer: UpstreamResponse | null): string | null {
  const ms = Date.parse(String(answer?.headers.date ?? ''));
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
