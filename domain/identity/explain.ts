/** What speaks for two records being one party, taken by themselves. */
import { isBlockedKey, type IdentityConfig } from './config.ts';
import type { DecidedPair } from './decisions.ts';
import { edgesOf, type Edge } from './edges.ts';
import { identityPartners, isMatchingKey } from './keys.ts';
import type { Member } from './member.ts';
import { carriersByKey, isOverloaded } from './overload.ts';

/** The keys over which two records are tied, and all others that decide whether they are: whoever carries one of them has to be known. */
export function tyingKeys(a: Member, b: Member, { systems }: Pick<IdentityConfig, 'systems'>): string[] {
  const ways = [[a, b], [b, a]] as const;
  const tying = ways.flatMap(([one, other]) => {
    const held = new Set(other.keys);
    return one.keys.map((key) => identityPartners(key, systems)).filter((partners) => partners.some((key) => held.has(key))).flat();
  });
  return [...new Set(tying)].sort();
}

/** Every rule that two records meet, strongest first. `carriers`: who else carries one of `tyingKeys`. */
export function rulesBetween(a: Member, b: Member, carriers: readonly Member[], must: readonly DecidedPair[], config: IdentityConfig): Edge[] {
  const pair = new Set([a.ref, b.ref]);
  const others = carriers.filter(({ ref }) => !pair.has(ref));
  const byKey = carriersByKey([a, b, ...others]);
  const isUsable = (key: string) => isMatchingKey(key) && !isBlockedKey(key, config) && !isOverloaded(key, byKey.get(key) ?? [], config);
  // Of the others only those count that an account number or a ref names: a number of two parties names neither.
  const named = tyingKeys(a, b, config).filter((key) => !isMatchingKey(key));
  const namesakes = others.filter(({ keys }) => named.some((key) => keys.includes(key)));
  return edgesOf([a, b, ...namesakes], config, isUsable, must).filter((edge) => pair.has(edge.a) && pair.has(edge.b));
}
