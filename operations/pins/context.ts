import { GatewayError } from '../../domain/errors.ts';
import type { Principal, RowView } from '../../domain/principal.ts';
import { parseSourceRef, type SourceRef } from '../../domain/sourceRef.ts';
import type { CustomerIndexDocument, PartyDocument } from '../../datasources/mongo/documents.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { refuse } from './input.ts';

/** What pinning needs of a request; a RequestContext has it all. */
export interface PinContext {
  principal: Principal;
  view: RowView;
  /** Takes the customer that is written about, for the audit. */
  met: Set<string>;
  store: Pick<Store, 'customerIndex' | 'parties' | 'inbox'>;
  applyNow: ((refs: readonly SourceRef[], signal: AbortSignal) => Promise<void>) | null;
  keyedHash(text: string): string;
  now(): number;
  signal: AbortSignal;
}

/** The customer of an id within the caller's view. Throws BAD_USER_INPUT, the same for an id out of view and one never issued. */
export async function customerOfId(id: string, { store, view, met }: PinContext): Promise<CustomerIndexDocument> {
  const index = (await store.customerIndex.byIds([id], view)).get(id);
  if (!index) refuse('customerId', 'names nothing that you may write to');
  met.add(index.customerId);
  return index;
}

/**
 * Writes pins and has their customer follow, now if ingest is here; the inbox has them in any case. Throws BAD_USER_INPUT
 * where somebody else wrote one of them meanwhile.
 */
export async function writePins(documents: readonly Omit<PartyDocument, 'link' | 'evidence'>[], { store, applyNow, signal }: PinContext): Promise<void> {
  const written = await store.parties.upsert(documents);
  const refs = documents.map(({ _id }) => _id);
  if (refs.some((ref) => !written.has(ref))) {
    throw new GatewayError('BAD_USER_INPUT', 'The pin was changed meanwhile: look at it again.', { argument: 'customerId' });
  }
  await store.inbox.signal(refs.map((ref) => ({ ref, system: parseSourceRef(ref).system, type: parseSourceRef(ref).type })));
  if (!applyNow) return;
  try {
    await applyNow(refs, signal);
  } catch {
    // They are written and in the inbox: a worker follows them up.
  }
}
