import type { ChangePosition } from '../../../../datasources/mongo/store.ts';

interface Changed {
  _id: string;
  changedAt?: Date;
}

/** Rows behind a position, the earliest change first (datasources/mongo/changes.ts). */
export function changedFrom<Row extends Changed>(rows: Iterable<Row>, { at, id }: ChangePosition, limit: number): (Row & { changedAt: Date })[] {
  const time = ({ changedAt }: Changed): number => changedAt?.getTime() ?? Number.NaN;
  const isBehind = (row: Row): boolean => time(row) > at.getTime() || (time(row) === at.getTime() && (id === null || row._id > id));
  return [...rows].filter(isBehind).sort((a, b) => time(a) - time(b) || (a._id < b._id ? -1 : 1)).slice(0, limit) as (Row & { changedAt: Date })[];
}

export function newestChange(rows: Iterable<Changed>): Date | null {
  const times = [...rows].flatMap(({ changedAt }) => changedAt?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.max(...times));
}
