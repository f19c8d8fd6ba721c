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

/** `1.2.3.4:50123`, `[2001:db8::7]:50123` and `[2001:db8::7]`, as some proxies write a client. */
const WITH_PORT = /^(?:([\d.]+):\d{1,5}|\[([\da-f:.]+)\](?::\d{1,5})?)$/i;

function addressOf(hop: string): string | null {
  const [, v4, v6] = WITH_PORT.exec(hop) ?? [];
  const address = v4 ?? v6 ?? hop;
  return ipaddr.isValid(address) ? address : null;
}

/** What no network holds. */
const UNKNOWN = '';

/**
 * Tells who calls: the socket's address, or, behind trusted proxies, the last address in X-Forwarded-For that none of
 * them has. Empty where a proxy does not tell (`unknown`): such a client is in no network, and not in that of the proxy.
 * Throws where a proxy is neither an address nor a range.
 */
export function createClientAddress(trustedProxies: readonly string[]): (socketAddress: string, forwardedFor: string | undefined) => string {
  const isTrusted = createAddressSet(trustedProxies);
  return (socketAddress, forwardedFor) => {
    if (forwardedFor === undefined || !isTrusted(socketAddress)) return socketAddress;
    let client = socketAddress;
    for (const hop of forwardedFor.split(',').reverse()) {
      const address = addressOf(hop.trim());
      if (address === null) return UNKNOWN;
      client = address;
      if (!isTrusted(address)) return client;
    }
    return client;
  };
}
