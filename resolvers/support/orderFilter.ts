import type { OrderStatus } from '../../domain/records.ts';
import type { TimelineQuery } from '../../datasources/mongo/store.ts';

/** `OrderFilter` of the schema; times are ISO 8601, already checked by the scalar. */
export interface OrderFilterInput {
  status?: readonly OrderStatus[] | null;
  from?: string | null;
  until?: string | null;
}

/** The filter as the store takes it; undefined where nothing is asked, so that it is no filter at all. */
export function orderFilter(input: OrderFilterInput | null | undefined): TimelineQuery['filter'] | undefined {
  if (!input) return undefined;
  const filter: NonNullable<TimelineQuery['filter']> = {};
  if (input.status) filter.statuses = input.status;
  if (input.from != null) filter.from = new Date(input.from);
  if (input.until != null) filter.until = new Date(input.until);
  return Object.keys(filter).length > 0 ? filter : undefined;
}
