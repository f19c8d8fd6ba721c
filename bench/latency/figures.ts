/** Figures of a measurement: per way, and per kind of change. */
import { median, percentile } from '../statistics.ts';
import type { Way } from './kinds.ts';
import type { Seen } from './watch.ts';

/** The limits of the claim on the 95th in a hundred, in milliseconds. */
export const LIMITS_MS: Readonly<Record<Way, number>> = { webhook: 2_000, pull: 5_000 };

export interface Sample extends Seen {
  way: Way;
  kind: string;
}

/** Milliseconds; null where so many were not seen that there is none. */
export interface Times {
  median: number | null;
  p95: number | null;
}

export interface Row {
  way: Way;
  /** Null for all kinds of the way together. */
  kind: string | null;
  count: number;
  unseen: number;
  query: Times;
  subscription: Times;
}

export const isUnseen = ({ queryMs, subscriptionMs }: Seen): boolean => queryMs === null || subscriptionMs === null;

/** What was not seen took longer than all that was. */
function timesOf(values: readonly (number | null)[]): Times {
  const times = values.map((value) => value ?? Infinity);
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { median: finite(median(times)), p95: finite(percentile(times, 0.95)) };
}

function rowOf(way: Way, kind: string | null, samples: readonly Sample[]): Row {
  return {
    way, kind, count: samples.length, unseen: samples.filter(isUnseen).length,
    query: timesOf(samples.map(({ queryMs }) => queryMs)), subscription: timesOf(samples.map(({ subscriptionMs }) => subscriptionMs)),
  };
}

/** For each way that has samples a row for all of it, then one for each kind, in the order in which they came. */
export function rowsOf(samples: readonly Sample[]): Row[] {
  return (['webhook', 'pull'] as const).flatMap((way) => {
    const own = samples.filter((sample) => sample.way === way);
    if (own.length === 0) return [];
    const kinds = [...new Set(own.map(({ kind }) => kind))];
    return [rowOf(way, null, own), ...kinds.map((kind) => rowOf(way, kind, own.filter((sample) => sample.kind === kind)))];
  });
}

/** Whether the limit of a way holds, for the query and for the subscription. */
export function holds({ way, query, subscription }: Row): boolean {
  return [query, subscription].every(({ p95 }) => p95 !== null && p95 <= LIMITS_MS[way]);
}
