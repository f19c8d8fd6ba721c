/** Named networks: which of them an address is in. */
import { isIP } from 'node:net';
import { LRUCache } from 'lru-cache';
import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Networks by name, ready to be asked. */
export interface Networks {
  /** The networks that hold an address, in the order of the file; none for a text that is no address. */
  holding(address: string): readonly string[];
}

/** Clients are few beside requests. */
const MAX_REMEMBERED = 10_000;
const NONE: readonly string[] = [];

/** Whether a text is a range such as `10.0.0.0/8` or `fc00::/7`. */
export const isRange = (text: string): boolean => ipaddr.isValidCIDR(text);

const holds = (range: Range, address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  range[0].kind() === address.kind() && address.match(range as [ipaddr.IPv4, number] & [ipaddr.IPv6, number]);

/** `named`: name -> ranges in CIDR notation. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) is that IPv4 address. */
export function createNetworks(named: Readonly<Record<string, readonly string[]>>): Networks {
  const parsed = Object.entries(named).map(([name, ranges]) => [name, ranges.map((range): Range => ipaddr.parseCIDR(range))] as const);
  const known = new LRUCache<string, readonly string[]>({ max: MAX_REMEMBERED });
  const find = (text: string): readonly string[] => {
    // ipaddr.js reads more than addresses: 10.1 and 012.0.0.1 too.
    if (isIP(text) === 0 || !ipaddr.isValid(text)) return NONE;
    const address = ipaddr.process(text);
    return parsed.filter(([, ranges]) => ranges.some((range) => holds(range, address))).map(([name]) => name);
  };
  return {
    holding(address) {
      let names = known.get(address);
      if (!names) known.set(address, (names = find(address)));
      return names;
    },
  };
}
