/** Whether a role may be used from here at all, and what of its circumstances decides what it sees. */
import type { Policy } from '../directives/policy.ts';
import { GatewayError } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';

/** The circumstances that `networks`, `channels` and `purposes` of a role in policy.yml speak of. */
export type Circumstances = Pick<Principal, 'role' | 'channel' | 'purpose'>;

const refused = (message: string, requires: Readonly<Record<string, string>>): GatewayError => new GatewayError('FORBIDDEN', message, { requires });

/**
 * The network zone that a request comes from: the first of the role's own networks that holds the address, for a role of
 * `any` network the first of all; null for none. Throws FORBIDDEN, naming what would admit it, where the role may not be
 * used from there, by this channel or for this purpose. Depends on policy, token and address only.
 * @param clientAddress the socket's, or what trusted proxies say (hosts/clientAddress.ts); never what the caller says
 */
export function admission(policy: Policy, { role, channel, purpose }: Circumstances, clientAddress: string): string | null {
  const { networks, channels, purposes } = policy.boundsOf(role);
  const holding = policy.networks.holding(clientAddress);
  const zone = (networks ? networks.find((name) => holding.includes(name)) : holding[0]) ?? null;
  if (networks && zone === null) throw refused('This role may not be used from your network.', { network: networks.join(' or ') });
  if (channels && (channel === null || !channels.includes(channel))) throw refused('This role may not be used by your channel.', { channel: channels.join(' or ') });
  if (purposes && (purpose === null || !purposes.includes(purpose))) throw refused('This role may not be used for your purpose.', { purpose: purposes.join(' or ') });
  return zone;
}

/**
 * What decides visibility, as text: part of cache keys. Zone and channel stand in it for the roles that the policy binds
 * to some, purposes that the policy does not know are all one, so that a claim of any text cannot fill caches.
 */
export function fingerprintOf(policy: Policy, caller: Pick<Principal, 'role' | 'scopes' | 'purpose' | 'zone' | 'channel'>): string {
  const { role, scopes, purpose, zone, channel } = caller;
  const { networks, channels } = policy.boundsOf(role);
  const stated = purpose === null ? '' : policy.purposes.has(purpose) ? `for ${purpose}` : 'for nothing known';
  return [role, [...scopes].sort().join(' '), stated, networks ? zone : '', channels ? channel : ''].join('|');
}
