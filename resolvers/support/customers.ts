/** The customers of one request: every way to one leads through the caller's row view, and to one handle each. */
import type DataLoader from 'dataloader';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { CustomerDocument, CustomerIndexDocument, PartyDocument } from '../../datasources/mongo/documents.ts';
import type { ListedCustomer } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import { CustomerHandle } from './CustomerHandle.ts';
import { keptBy } from './kept.ts';
import { keyed } from './keyed.ts';

interface RequestCustomers {
  handles: Map<string, CustomerHandle>;
  byId: DataLoader<string, CustomerIndexDocument | null>;
  byPartyRef: DataLoader<SourceRef, CustomerIndexDocument | null>;
  parties: DataLoader<SourceRef, PartyDocument | null>;
  documents: DataLoader<string, CustomerDocument | null>;
}

const customers = keptBy(({ store, view }: RequestContext): RequestCustomers => ({
  handles: new Map(),
  byId: keyed((ids) => store.customerIndex.byIds(ids, view)),
  byPartyRef: keyed((refs) => store.customerIndex.byPartyRefs(refs, view)),
  parties: keyed((refs) => store.parties.byRefs(refs)),
  documents: keyed((ids) => store.customers.byIds(ids)),
}));

/** After a write that moved records between customers: what was read in this request before is read anew. */
export const forgetCustomers = (ctx: RequestContext): void => customers.forget(ctx);

/** The handle of an index document that was read within the caller's view; the same one all through the request. */
export function customerOf(index: ListedCustomer, ctx: RequestContext): CustomerHandle {
  const { handles } = customers.of(ctx);
  let handle = handles.get(index._id);
  if (!handle) handles.set(index._id, (handle = new CustomerHandle(index, ctx)));
  return handle;
}

/** By any id that leads to it; null for an id outside the caller's view and for one that was never issued, alike. */
export async function customerById(id: string, ctx: RequestContext): Promise<CustomerHandle | null> {
  const index = await customers.of(ctx).byId.load(id);
  return index && customerOf(index, ctx);
}

/** Whose party record this is; null outside the caller's view. */
export async function customerOfParty(partyRef: SourceRef, ctx: RequestContext): Promise<CustomerHandle | null> {
  const index = await customers.of(ctx).byPartyRef.load(partyRef);
  return index && customerOf(index, ctx);
}

/** A party record as the store has it, with its link; for records of a customer that the caller may see. */
export function storedParty(ref: SourceRef, ctx: RequestContext): Promise<PartyDocument | null> {
  return customers.of(ctx).parties.load(ref);
}

/** A customer id with its pointer; for ids of a customer that the caller may see. */
export function storedCustomer(id: string, ctx: RequestContext): Promise<CustomerDocument | null> {
  return customers.of(ctx).documents.load(id);
}
