import type { ApplyDeps } from './applyDeps.ts';
import { applyParties } from './applyParties.ts';

const PINS_AT_ONCE = 200;

/**
 * Takes the values of pins whose time is over out of the store. Their customers' index documents are unsettled by it, so
 * `settleBacklog` derives them anew; until then reads judge each pin by their own clock. Gives how many there were.
 */
export async function expirePins(deps: ApplyDeps, signal: AbortSignal): Promise<number> {
  const { store, now } = deps;
  let expired = 0;
  while (!signal.aborted) {
    const pins = await store.parties.expiredPins(new Date(now()), PINS_AT_ONCE);
    // Pinned anew meanwhile: its epoch is another, and it stays.
    const { changed } = await applyParties(deps, pins.map(({ _id, epoch }) => ({ ref: _id, epoch: epoch + 1, record: null })));
    expired += changed.length;
    if (pins.length < PINS_AT_ONCE || changed.length === 0) return expired;
  }
  return expired;
}
