import type { IdentityConfig } from '../../domain/identity/config.ts';
import { isBlockedKey } from '../../domain/identity/config.ts';
import { edgesOf } from '../../domain/identity/edges.ts';
import { isMatchingKey } from '../../domain/identity/keys.ts';
import { memberOf } from '../../domain/identity/member.ts';
import { carriersByKey, isOverloaded } from '../../domain/identity/overload.ts';
import { partition, type Partition } from '../../domain/identity/partition.ts';
import type { PartyRecord } from '../../domain/records.ts';

/** The partition that the deterministic rules alone give, as placement would have it when everything has arrived. */
export function deterministicPartition(records: readonly PartyRecord[], config: IdentityConfig): Partition {
  const members = records.map(memberOf);
  const overloaded = new Set([...carriersByKey(members)].flatMap(([key, carriers]) => (isOverloaded(key, carriers, config) ? key : [])));
  const isUsable = (key: string): boolean => isMatchingKey(key) && !overloaded.has(key) && !isBlockedKey(key, config);
  return partition(members, edgesOf(members, config, isUsable), config);
}
