import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systems } from '../../examples/acme/index.ts';
import { useCompany } from './support/company.ts';
import { onEveryHost } from './support/probe.ts';

const company = useCompany();

/** Whom the gateway must never call: it counts who comes. */
let trap: Server;
let trapUrl = '';
let caught = 0;
beforeAll(async () => {
  trap = createServer((_request, response) => {
    caught += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => void trap.listen(0, '127.0.0.1', resolve));
  trapUrl = `127.0.0.1:${(trap.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => void trap.close(() => resolve())));

const ids = (): string[] => [
  '../../../admin', '..%2f..%2fadmin', '%2e%2e%2fadmin', `@${trapUrl}`, `//${trapUrl}/`, `http://${trapUrl}/`, `tryton:party:@${trapUrl}/1`, `tryton:party:../../${trapUrl}`,
  'ghost:party:..%2f..%2fsettings', 'rt:ticket:1/../../user/1', 'rt:ticket:1?format=x&user=root', 'vendure:order:1#', 'http://169.254.169.254/latest/meta-data/', 'file:///etc/passwd',
  'tryton:party:1\r\nx-injected: 1', 'gopher://127.0.0.1:6379/_FLUSHALL', 'rt:party:1\u0000',
];
const asked = `query ($id: ID!, $ref: String!) {
  a: customer(id: $id) { id name { full } } b: node(id: $id) { id } c: order(ref: $ref) { id lines { sku } }
  d: customerBy(key: {sourceRef: $ref}) { id name { full } } e: customerBy(key: {email: $ref}) { id } f: customerBy(key: {loyaltyId: $ref}) { id }
}`;

onEveryHost('A14', (host, probe) => {
  it('calls no address and no path that a client names', async () => {
    company.forget();
    caught = 0;
    const known = new Set<string>();
    // Paths of an ordinary request, with what stands for an id left out.
    const shape = (path: string): string => path.split('?')[0]!.replace(/\d+/g, 'N');
    await company.ask(host, '{ customerBy(key: {email: "ada@example.com"}) { id name { full } orders { edges { node { lines { sku } } } } tickets { edges { node { id } } } touches { edges { node { id } } } } }', { as: { role: 'admin' } });
    for (const system of systems) for (const { path } of company.wires[system].sent) known.add(`${system} ${shape(path)}`);
    company.forget();
    const saw = await probe('hosts and paths as ids', async (n) => {
      const id = ids()[n]!;
      const { status, body } = await company.ask(host, asked, { as: { role: 'admin' }, variables: { id, ref: id } });
      const { f: _found, ...others } = body.data!;
      expect([id, Object.values(others)]).toEqual([id, [null, null, null, null, null]]);
      return `${status} nothing found`;
    }, { tries: ids().length });
    expect(saw).toBe('200 nothing found');
    expect(caught).toBe(0);
    for (const system of systems) {
      for (const { path, rawHeaders } of company.wires[system].sent) {
        expect(path).not.toMatch(/\.\.|@|%2f|\/\/|#|169\.254|passwd/i);
        expect(rawHeaders.join('\n')).not.toMatch(/x-injected|169\.254/i);
        expect(path.startsWith(new URL(company.wires[system].url).pathname.replace(/\/$/, '')) || path === '/').toBe(true);
      }
    }
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect of a source: %i', async (status) => {
    caught = 0;
    for (const system of systems) company.wires[system].answer = () => ({ status, headers: { location: `http://${trapUrl}/stolen`, 'content-type': 'application/json' }, body: '{}' });
    try {
      const saw = await probe(`redirect ${status}`, async (n) => {
        company.forget();
        const query = `query Q${n} { customerBy(key: {email: "nobody${host}${status}x${n}@example.org"}) { id } }`;
        const answer = await company.ask(host, query, { as: { role: 'admin' } });
        // They were asked, and their answer was a redirect.
        expect(company.sent()).toBeGreaterThan(0);
        expect(answer.body.data).toEqual({ customerBy: null });
        return `${answer.status} nothing found`;
      });
      expect(saw).toBe('200 nothing found');
    } finally {
      for (const system of systems) company.wires[system].answer = null;
    }
    expect(caught).toBe(0);
  });
});
