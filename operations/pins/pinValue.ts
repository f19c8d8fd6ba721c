/** Pins a value of one field of a customer: shown before what the sources say, until it expires or is taken off. */
import { contentHash } from '../../domain/contentHash.ts';
import { pinRecord, pinRef } from '../../domain/goldenRecord/pin.ts';
import { keysOf } from '../../domain/identity/keys.ts';
import { GATEWAY_SYSTEM } from '../../domain/statedParty.ts';
import { firstOf, partiesOf } from '../recordInteraction/target.ts';
import { customerOfId, writePins, type PinContext } from './context.ts';
import { checkCustomerId, checkPin, refuse, type PinValueInput } from './input.ts';

export type { PinValueInput } from './input.ts';

/**
 * The pin is tied to the record that holds the first link of the id given, so it goes with that id in a split. Gives the id
 * that shows it. Throws BAD_USER_INPUT (an unknown id included), STORE_UNAVAILABLE.
 */
export async function pinValue(input: PinValueInput, context: PinContext): Promise<string> {
  const { store, principal } = context;
  const id = checkCustomerId(input.customerId);
  const nowMs = context.now();
  const { value, reason, expiresAt } = checkPin(input, nowMs);
  const index = await customerOfId(id, context);
  const parties = await partiesOf(index, context);
  // An identity reference leads to another system, so what the gateway itself wrote down cannot carry a pin.
  const holder = firstOf(id, parties.filter(({ system, state }) => system !== GATEWAY_SYSTEM && state === 'LIVE'));
  if (!holder?.record) refuse('customerId', 'names a customer of whom no system has a record now: there is nothing to pin to');
  const { kind } = holder.record;
  if (value.field === 'birthDate' && kind === 'ORGANISATION') refuse('birthDate', 'is not for organisations');

  const at = new Date(nowMs);
  const ref = pinRef(context.keyedHash(`pin\u0000${holder._id}\u0000${value.field}`));
  const record = pinRecord(ref, { ref: holder._id, kind }, value, { reason, expiresAt, actor: principal.subject }, at.toISOString());
  const before = (await store.parties.stored([ref])).get(ref);
  const keys = keysOf(record);
  const pin = {
    _id: ref,
    system: GATEWAY_SYSTEM,
    epoch: (before?.epoch ?? 0) + 1,
    hash: contentHash(record),
    state: 'LIVE' as const,
    record,
    keys,
    formerKeys: (before?.keys ?? []).filter((key) => !keys.includes(key)),
    settled: false,
    fetchedAt: at,
    schemaVersion: 1,
  };
  await writePins([pin], context);
  return index.customerId;
}
