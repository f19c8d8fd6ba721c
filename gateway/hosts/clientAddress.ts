import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

function parseRange(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Tells whether an address is one of a list of addresses and ranges. Throws where an entry is neither. */
export function createAddressSet(entries: readonly string[]): (address: string) => boolean {
  const ranges = entries.map(parseRange);
  return (text) => {
    if (ranges.length === 0 || !ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return ranges.some((range) => range[0].kind() === address.kind() && address.match(range as [ipaddr.IPv4, number] & [ipaddr.IPv6, number]));
  };
}

/**
 * Tells who calls: the socket's address, or, behind trusted proxies, the last address in X-Forwarded-For that none of
 * them has. Throws where a proxy is neither an address nor a range.
 */
export function createClientAddress(trustedProxies: readonly string[]): (socketAddress: string, forwardedFor: string | undefined) => string {
  const isTrusted = createAddressSet(trustedProxies);
  return (socketAddress, forwardedFor) => {
    if (forwardedFor === undefined || !isTrusted(socketAddress)) return socketAddress;
    const hops = forwardedFor.split(',').map((hop) => hop.trim());
    let client = socketAddress;
    for (const hop of hops.reverse()) {
      if (!ipaddr.isValid(hop)) return client;
      client = hop;
      if (!isTrusted(hop)) return client;
    }
    return client;
  };
}
