/** The order of trust: what breaks every tie, so that a choice never depends on the order of arrival. */
import type { PartyRecord } from '../records.ts';
import type { GoldenField } from './rules.ts';
import type { SeenParty, SurvivorshipConfig } from './types.ts';

/** Pins before everything, systems that configuration does not name last. */
function rankOf({ system, record }: SeenParty, systems: readonly string[]): number {
  if (record.pin !== undefined) return -1;
  const index = systems.indexOf(system);
  return index < 0 ? systems.length : index;
}

function compareTrust(a: SeenParty, b: SeenParty, systems: readonly string[]): number {
  return rankOf(a, systems) - rankOf(b, systems) || compareNewest(a.record, b.record) || (a.record.ref < b.record.ref ? -1 : 1);
}

/** The record changed last first; one that does not say when comes last. */
export function compareNewest(a: Pick<PartyRecord, 'updatedAt'>, b: Pick<PartyRecord, 'updatedAt'>): number {
  const left = a.updatedAt ?? '';
  const right = b.updatedAt ?? '';
  return left < right ? 1 : left > right ? -1 : 0;
}

/**
 * The records in order of trust for one field: pins, then system, then newest change, then ref. Records that are in this
 * order already are given back as they are, so a reading that is ordered once is not sorted again for each of its fields.
 */
export function inOrderOfTrust(seen: readonly SeenParty[], field: GoldenField | 'default', config: SurvivorshipConfig): readonly SeenParty[] {
  const systems = config.priority[field] ?? config.priority.default;
  for (let next = 1; next < seen.length; next += 1) {
    if (compareTrust(seen[next - 1]!, seen[next]!, systems) > 0) return [...seen].sort((a, b) => compareTrust(a, b, systems));
  }
  return seen;
}
