import { tryParseSourceRef, type SourceRef } from '../domain/sourceRef.ts';
import { isPinRef } from '../domain/statedParty.ts';
import { applyDepsOf, type StewardContext } from './decisions/context.ts';
import { reasonOf, refuse } from './decisions/refuse.ts';
import { erasedAmong } from './erased.ts';
import { eraseRecords, type Erased } from './eraseRecords.ts';

/** `EraseRecordInput` of the schema. */
export interface EraseRecordInput {
  ref: string;
  reason: string;
}

export interface EraseContext extends StewardContext {
  met: Set<string>;
  reader: { invalidate(refs: readonly SourceRef[]): Promise<void> };
}

const MAX_REF_LENGTH = 1_000;

/**
 * A steward's erasure. What was erased before is answered as erased. Throws BAD_USER_INPUT for what is no record, or none
 * that the caller may see: one answer for both; STORE_UNAVAILABLE, after which it is finished by itself if it had begun.
 */
export async function eraseRecord({ ref: given, reason }: EraseRecordInput, context: EraseContext): Promise<Erased> {
  const why = reasonOf(reason);
  const ref = given.length > MAX_REF_LENGTH ? '' : (context.ids.decode(given) ?? given);
  const parts = tryParseSourceRef(ref);
  if (!parts || isPinRef(ref)) refuse('ref', 'names a record that there is not');
  const deps = applyDepsOf(context);
  const isErased = (await erasedAmong(deps, [ref])).has(ref);
  if (!isErased && !(await isVisible(ref, parts.type === 'party', context))) refuse('ref', 'names a record that there is not');
  const erased = await eraseRecords(deps, [ref], { actor: context.principal.subject, reason: why });
  await context.reader.invalidate(erased.refs);
  return erased;
}

/** Adds whose it is to what the audit tells. */
async function isVisible(ref: SourceRef, isParty: boolean, { store, view, met }: EraseContext): Promise<boolean> {
  const event = isParty ? undefined : (await store.interactions.stored([ref])).get(ref);
  const refs = isParty ? [ref] : [...new Set(event ? [event.partyRef, ...event.parties] : [])];
  const found = [...(await store.customerIndex.byPartyRefs(refs, view)).values()];
  for (const { customerId } of found) met.add(customerId);
  return found.length > 0;
}
