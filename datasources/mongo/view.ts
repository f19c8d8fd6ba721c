import type { Filter } from 'mongodb';
import type { RowView } from '../../domain/principal.ts';
import type { StoredCustomerIndexDocument } from './documents.ts';

/** The part of a customer query that a row view adds. A row scope without keys admits nothing. */
export function viewFilter(view: RowView): Filter<StoredCustomerIndexDocument> {
  return view.rows.all ? { audience: view.audience } : { audience: view.audience, scope: { $in: [...view.rows.keys] } };
}

/** What readers of index documents are not sent: it is for finding only, and decoding it costs more than the rest. */
export const READER_PROJECTION = { tokens: 0, keys: 0, hash: 0 } as const;
