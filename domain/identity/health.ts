/** Whether matching goes wrong, from figures that are measured at intervals and kept. */

/** Merges of one rule on one day. */
export interface RuleCount {
  rule: string | null;
  count: number;
}

export interface DayFigures {
  /** YYYY-MM-DD, UTC. */
  day: string;
  merges: RuleCount[];
  /** Share of records that are a customer by themselves, as measured last on that day; null where it was not measured then. */
  unlinkedShare: number | null;
}

/** What was measured. Counts and an id, never values. */
export interface HealthFigures {
  /** Milliseconds since the epoch. */
  atMs: number;
  records: number;
  customers: number;
  /** Customers of one record. */
  alone: number;
  largest: { customerId: string; records: number } | null;
  /** The latest first, at most `MOST_DAYS`; a day of which nothing is known is left out. */
  days: DayFigures[];
}

export const MOST_DAYS = 30;

/** Beyond which an alarm goes; each may be configured. */
export interface AlarmThresholds {
  /** Records of one customer. */
  largestCustomer: number;
  /** Merges of today as a multiple of the median of the days before. */
  mergesFactor: number;
  /** Fewer merges in a day are no alarm, whatever the median. */
  leastMerges: number;
  reviewDays: number;
  /** Difference to the median of the days before, of 1. */
  unlinkedShareChange: number;
}

export const DEFAULT_ALARMS: AlarmThresholds = { largestCustomer: 50, mergesFactor: 5, leastMerges: 100, reviewDays: 14, unlinkedShareChange: 0.1 };

export type IdentityAlarm = 'LARGEST_CUSTOMER' | 'MERGES_TODAY' | 'REVIEW_AGE' | 'UNLINKED_SHARE' | 'NOT_MEASURED';

const DAY_MS = 86_400_000;
/** With fewer days before there is nothing usual to compare with. */
const LEAST_DAYS = 3;

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Null for none. */
export function unlinkedShareOf({ alone, records }: Pick<HealthFigures, 'alone' | 'records'>): number | null {
  return records === 0 ? null : alone / records;
}

export const mergesIn = ({ merges }: Pick<DayFigures, 'merges'>): number => merges.reduce((sum, { count }) => sum + count, 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** What is beyond its threshold. `figures`: null where nothing was measured yet. */
export function alarmsOf(figures: HealthFigures | null, oldestReview: Date | null, thresholds: AlarmThresholds, nowMs: number): IdentityAlarm[] {
  const alarms: IdentityAlarm[] = [];
  if (figures) {
    const today = figures.days.find(({ day }) => day === dayOf(nowMs));
    const before = figures.days.filter(({ day }) => day < dayOf(nowMs));
    if ((figures.largest?.records ?? 0) > thresholds.largestCustomer) alarms.push('LARGEST_CUSTOMER');
    if (today && before.length >= LEAST_DAYS && mergesIn(today) > Math.max(thresholds.leastMerges, thresholds.mergesFactor * median(before.map(mergesIn)))) alarms.push('MERGES_TODAY');
    const [share, shares] = [unlinkedShareOf(figures), before.flatMap(({ unlinkedShare }) => unlinkedShare ?? [])];
    if (share !== null && shares.length >= LEAST_DAYS && Math.abs(share - median(shares)) > thresholds.unlinkedShareChange) alarms.push('UNLINKED_SHARE');
  }
  if (oldestReview && nowMs - oldestReview.getTime() > thresholds.reviewDays * DAY_MS) alarms.push('REVIEW_AGE');
  if (!figures || nowMs - figures.atMs > DAY_MS) alarms.push('NOT_MEASURED');
  return alarms;
}
