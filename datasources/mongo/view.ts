import type { Filter } from 'mongodb';
import type { RowView } from '../../domain/principal.ts';
import type { StoredCustomerIndexDocument } from './documents.ts';
import type { HeadName } from './store.ts';

/** The part of a customer query that a row view adds. A row scope without keys admits nothing. */
export function viewFilter(view: RowView): Filter<StoredCustomerIndexDocument> {
  return view.rows.all ? { audience: view.audience } : { audience: view.audience, scope: { $in: [...view.rows.keys] } };
}

/** What readers of index documents are not sent: it is for finding only, and decoding it costs more than the rest. */
export const READER_PROJECTION = { tokens: 0, keys: 0, hash: 0 } as const;

const FIELD_OF_HEAD: Readonly<Record<HeadName, string>> = {
  order: 'heads.order',
  ticket: 'heads.ticket',
  call: 'heads.call',
  touch: 'heads.touch',
  interaction: 'heads.interaction',
  mixed: 'head',
};

/** As `READER_PROJECTION`, for `ListedCustomer`: with these heads, or with every one. */
export function listProjection(heads: ReadonlySet<HeadName> | null): Readonly<Record<string, 0>> {
  const projection: Record<string, 0> = { ...READER_PROJECTION, audience: 0, scope: 0, asOf: 0, revision: 0, linkedAt: 0, relinks: 0 };
  if (heads) for (const [head, field] of Object.entries(FIELD_OF_HEAD)) if (!heads.has(head as HeadName)) projection[field] = 0;
  return projection;
}
