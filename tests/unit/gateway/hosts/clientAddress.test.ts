import { createClientAddress } from '../../../../gateway/hosts/clientAddress.ts';

describe('the address of a client', () => {
  const behind = createClientAddress(['10.0.0.0/8', '2001:db8::1']);

  it.each([
    ['a header from an address that is no proxy', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['an address that the client put before its own', '10.0.0.1', '1.2.3.4, 198.51.100.7', '198.51.100.7'],
    // Else a proxy that does not tell (Squid's `unknown`) would put everybody into its own network.
    ['what is no address: then it is unknown', '10.0.0.1', 'unknown, evil', ''],
    ['what is no address before a proxy', '10.0.0.1', 'evil, 10.0.0.2', ''],
    ['an empty header', '10.0.0.1', '', ''],
    ['a name with a port', '10.0.0.1', 'evil:443', ''],
  ])('is not told by %s', (_name, socket, header, address) => {
    expect(behind(socket, header)).toBe(address);
  });

  it.each([
    ['10.0.0.1', '198.51.100.7, 10.1.2.3', '198.51.100.7'],
    ['::ffff:10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['2001:db8::1', '198.51.100.7', '198.51.100.7'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    ['10.0.0.1', '198.51.100.7:50123', '198.51.100.7'],
    ['10.0.0.1', '1.2.3.4, [2001:db8::7]:50123, 10.0.0.2:80', '2001:db8::7'],
    ['10.0.0.1', '[2001:db8::7]', '2001:db8::7'],
  ])('behind the proxy %s with %j is %s', (socket, header, address) => {
    expect(behind(socket, header)).toBe(address);
  });

  it('is the socket\'s where no proxy is trusted', () => {
    expect(createClientAddress([])('10.0.0.1', '1.2.3.4')).toBe('10.0.0.1');
  });
});
