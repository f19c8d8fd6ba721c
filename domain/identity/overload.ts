import type { IdentifierKind, IdentityConfig } from './config.ts';
import { isMatchingKey } from './keys.ts';
import type { Member } from './member.ts';
import { countDifferentlyNamed } from './names.ts';

/** Members by each matching key that they carry. */
export function carriersByKey(members: Iterable<Member>): Map<string, Member[]> {
  const carriers = new Map<string, Member[]>();
  for (const member of members) {
    for (const key of member.keys) {
      if (!isMatchingKey(key)) continue;
      const known = carriers.get(key);
      if (known) known.push(member);
      else carriers.set(key, [member]);
    }
  }
  return carriers;
}

/** Whether more differently named parties carry this key than one value can belong to. `carriers`: all of them. */
export function isOverloaded(key: string, carriers: readonly Member[], config: IdentityConfig): boolean {
  const limit = config.maxParties[key.slice(0, key.indexOf(':')) as IdentifierKind];
  return carriers.length > limit && countDifferentlyNamed(carriers.map(({ name }) => name)) > limit;
}
