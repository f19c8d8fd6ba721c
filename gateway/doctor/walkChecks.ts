/** Pulls and sweeps: pages of the size that was asked for, in an order that can be gone on with, and a filter that filters. */
import { failureOf, type TypeCheck } from './check.ts';
import type { Finding } from './finding.ts';

const MAX_PAGES = 3;
const DAY_MS = 86_400_000;

interface Page {
  ids: readonly string[];
  place?: string;
}

/** The first pages, and whether there were no more. */
async function firstPages(all: AsyncIterable<Page>): Promise<{ pages: Page[]; isWhole: boolean }> {
  const pages: Page[] = [];
  for await (const page of all) {
    if (page.ids.length > 0) pages.push(page);
    if (pages.length === MAX_PAGES) return { pages, isWhole: false };
  }
  return { pages, isWhole: true };
}

/** Ids of a type to ask for, and how walking went. */
export async function walkChecks({ source, probe, type, signal, tell }: TypeCheck): Promise<{ ids: string[]; findings: Finding[] }> {
  const { system, definition: { limits } } = source;
  const { client } = probe;
  const findings: Finding[] = [];
  const pageKey = `sources.${system}.limits.changed.pageSize`;
  const walk = (place: string | null): AsyncIterable<Page> => client.sweep?.(type, place, signal) ?? client.changedSince(type, null, signal, place);
  const ids: string[] = [];
  try {
    const { pages, isWhole } = await firstPages(walk(null));
    ids.push(...new Set(pages.flatMap((page) => page.ids)));
    const { pageSize } = limits.changed;
    const largest = Math.max(0, ...pages.map((page) => page.ids.length));
    const doubles = pages.reduce((sum, page) => sum + page.ids.length, 0) - ids.length;
    const [onePage, next] = pages;
    const last = pages.at(-1);
    const after = next && onePage?.place !== undefined ? (await firstPages(walk(onePage.place))).pages[0] : undefined;
    const isCut = isWhole && last?.place !== undefined && client.sweep !== undefined && (await firstPages(walk(last.place))).pages.length > 0;
    if (largest > pageSize) findings.push(tell('FAIL', `a page of ${type} has ${largest} rows where ${pageSize} were asked for`, pageKey));
    else if (isCut) findings.push(tell('FAIL', `pages of ${type} end after ${last.ids.length} rows while there are more: it cuts pages below ${pageSize}`, pageKey));
    else if (client.sweep && (doubles > 0 || (next && after && after.ids[0] !== next.ids[0]))) {
      findings.push(tell('FAIL', `pages of ${type} are not in the order of their keys, so a sweep misses some`, `sources.${system}.url, if a proxy or replica answers; else the adapter`));
    } else findings.push(tell('OK', `pages of ${type} hold at most ${pageSize} rows${client.sweep ? ' and go on where they ended' : ''}`));
  } catch (error) {
    findings.push(failureOf(error, `walking over ${type}`, tell, pageKey));
  }
  try {
    const tomorrow = new Date(Date.now() + DAY_MS).toISOString();
    const { pages } = await firstPages(client.changedSince(type, tomorrow, signal));
    const count = pages.reduce((sum, page) => sum + page.ids.length, 0);
    if (count > 0) findings.push(tell('FAIL', `its filter of changes is ignored: ${count} ${type} records have changed since tomorrow`, `sources.${system}.sync.intervalMs, to pull seldom, until the source filters`));
    else findings.push(tell('OK', `its filter of changes of ${type} filters`));
  } catch (error) {
    findings.push(failureOf(error, `asking what changed of ${type}`, tell, `sources.${system}.settings`));
  }
  return { ids, findings };
}
