/** Measures what `Query.identityHealth` tells and what needs a look at every customer; kept in one mark. */
import type { ListPosition, Store } from '../datasources/mongo/store.ts';
import { dayOf, MOST_DAYS, unlinkedShareOf, type DayFigures, type HealthFigures } from '../domain/identity/health.ts';
import type { RowView } from '../domain/principal.ts';
import { isPinRef } from '../domain/statedParty.ts';

/** The mark that has the figures, as JSON. */
export const HEALTH_MARK = 'identityHealth';
/** Younger figures are good enough: all customers are looked at for new ones, page by page. */
export const MEASURE_EVERY_MS = 3_600_000;

const STAFF: RowView = { audience: 'staff', rows: { all: true } };
const READ_AT_ONCE = 1_000;
const DAY_MS = 86_400_000;

type HealthStore = Pick<Store, 'customerIndex' | 'lineage' | 'marks'>;

/** As measured last; null if never, or by a version that wrote something else. */
export async function healthFigures({ marks }: Pick<Store, 'marks'>): Promise<HealthFigures | null> {
  const kept = await marks.get(HEALTH_MARK);
  if (kept === null) return null;
  const figures = JSON.parse(kept) as Partial<HealthFigures>;
  return typeof figures.atMs === 'number' && Array.isArray(figures.days) ? (figures as HealthFigures) : null;
}

/** Null where the signal came first. */
async function countCustomers({ customerIndex }: HealthStore, signal: AbortSignal): Promise<Pick<HealthFigures, 'records' | 'customers' | 'alone' | 'largest'> | null> {
  const counted: Pick<HealthFigures, 'records' | 'customers' | 'alone' | 'largest'> = { records: 0, customers: 0, alone: 0, largest: null };
  for (let after: ListPosition | null = null, hasMore = true; hasMore; ) {
    if (signal.aborted) return null;
    const page = await customerIndex.list({ filter: {}, orderBy: 'CREATED_ASC', after, first: READ_AT_ONCE }, STAFF, new Set());
    for (const { row } of page.rows) {
      const records = row.parties.filter(({ ref }) => !isPinRef(ref)).length;
      if (records === 0) continue;
      counted.customers += 1;
      counted.records += records;
      if (records === 1) counted.alone += 1;
      if (records > (counted.largest?.records ?? 0)) counted.largest = { customerId: row.customerId, records };
    }
    after = page.rows.at(-1)?.position ?? null;
    hasMore = page.hasMore && after !== null;
  }
  return counted;
}

/** Days that are over do not change: only those are counted that were not, or not to their end. */
async function daysUpTo(nowMs: number, before: HealthFigures | null, { lineage }: HealthStore): Promise<DayFigures[]> {
  const known = new Map((before?.days ?? []).map((figures) => [figures.day, figures]));
  const days: DayFigures[] = [];
  for (let back = 0; back < MOST_DAYS; back += 1) {
    const day = dayOf(nowMs - back * DAY_MS);
    const from = new Date(`${day}T00:00:00.000Z`);
    const until = new Date(from.getTime() + DAY_MS);
    const kept = known.get(day);
    const isOver = before !== null && before.atMs >= until.getTime();
    days.push(kept && isOver ? kept : { day, merges: await lineage.merges(from, until), unlinkedShare: kept?.unlinkedShare ?? null });
  }
  return days;
}

/** Measures anew where the last figures are older than `MEASURE_EVERY_MS`. Says whether it did. Rejects with STORE_UNAVAILABLE. */
export async function measureIdentity({ store, now }: { store: HealthStore; now(): number }, signal: AbortSignal): Promise<boolean> {
  const before = await healthFigures(store);
  const atMs = now();
  if (before && atMs - before.atMs < MEASURE_EVERY_MS) return false;
  const counted = await countCustomers(store, signal);
  if (!counted) return false;
  const [today, ...earlier] = await daysUpTo(atMs, before, store);
  const figures: HealthFigures = { atMs, ...counted, days: [{ ...today!, unlinkedShare: unlinkedShareOf(counted) }, ...earlier] };
  await store.marks.put(HEALTH_MARK, JSON.stringify(figures));
  return true;
}
