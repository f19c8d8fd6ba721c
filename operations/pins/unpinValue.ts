/** Takes the pins of one field off a customer: its rule chooses again. */
import type { Pin } from '../../domain/records.ts';
import { isPinRef } from '../../domain/statedParty.ts';
import { GONE_HASH } from '../applyParties.ts';
import { customerOfId, writePins, type PinContext } from './context.ts';
import { checkCustomerId, refuse } from './input.ts';

/** `UnpinValueInput` of the schema, its field as records name it. */
export interface UnpinValueInput {
  customerId: string;
  field: Pin['field'];
}

/**
 * After a merge a customer may have several pins of a field: all of them go, with their values. Gives the customer's id.
 * Throws BAD_USER_INPUT (an unknown id, nothing pinned), STORE_UNAVAILABLE.
 */
export async function unpinValue({ customerId, field }: UnpinValueInput, context: PinContext): Promise<string> {
  const index = await customerOfId(checkCustomerId(customerId), context);
  const stored = await context.store.parties.byRefs(index.parties.flatMap(({ ref }) => (isPinRef(ref) ? ref : [])));
  const pins = [...stored.values()].filter(({ record }) => record?.pin?.field === field);
  if (pins.length === 0) refuse('field', 'names a field that is not pinned');
  const fetchedAt = new Date(context.now());
  await writePins(
    pins.map(({ link: _link, evidence: _evidence, ...pin }) => ({ ...pin, epoch: pin.epoch + 1, hash: GONE_HASH, state: 'GONE', record: null, keys: [], formerKeys: pin.keys, settled: false, fetchedAt })),
    context,
  );
  return index.customerId;
}
