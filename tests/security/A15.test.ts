import { systems } from '../../examples/acme/index.ts';
import { useCompany } from './support/company.ts';
import { onEveryHost } from './support/probe.ts';
import { rawSaw, request } from './support/rawSocket.ts';

const company = useCompany();
const QUERY = JSON.stringify({ query: '{ customerBy(key: {email: "ada@example.com"}) { id name { full } tickets { edges { node { subject } } } } }' });

onEveryHost('A15', (host, probe) => {
  let bearer = '';
  beforeAll(async () => {
    bearer = `authorization: Bearer ${await company.token({ role: 'admin' })}`;
  });
  const post = (headers: readonly string[]) => request(company.origin(host), { headers: [bearer, 'content-type: application/json', ...headers], body: QUERY });

  it('passes no header of the client on to a source', async () => {
    const marked = ['x-request-id: canary-1', 'x-correlation-id: canary-2', 'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'baggage: canary-3', 'user-agent: canary-4', 'referer: http://canary-5/', 'origin: http://canary-6', 'cookie: canary=7', 'x-forwarded-for: 10.66.66.66', 'x-forwarded-host: canary-8', 'forwarded: for=canary-9', 'accept-language: canary-10', 'x-canary: 11'];
    // Caches of a second would hide the calls.
    const saw = await probe('client headers', async (n) => {
      company.forget();
      const body = JSON.stringify({ query: `query Q${n} { customerBy(key: {email: "nobody-${host}-${n}@example.org"}) { id } }` });
      const answer = await request(company.origin(host), { headers: [bearer, 'content-type: application/json', ...marked], body });
      expect(company.sent()).toBeGreaterThan(0);
      const sent = systems.flatMap((system) => company.wires[system].sent.flatMap(({ rawHeaders, path }) => [...rawHeaders, path])).join('\n');
      expect(sent).not.toMatch(/canary|10\.66\.66\.66|0af7651916/i);
      expect(sent).not.toContain(bearer.slice(-40));
      return rawSaw(answer);
    });
    expect(saw).toBe('200 data');
  });

  it('repeats no header of the client in its answer', async () => {
    const answer = await post(['x-request-id: canary-1', 'x-correlation-id: canary-2', 'origin: http://canary-3', 'cookie: canary=4']);
    expect(rawSaw(answer)).toBe('200 data');
    expect(answer.text.split('\r\n\r\n')[0]).not.toContain('canary');
  });

  it.each([
    ['line feed in a name', 'x-a\nb: 1'],
    ['carriage return alone', 'x-a: 1\rx-injected: 2'],
    ['null byte', 'x-a: 1\u0000'],
    ['space before the colon', 'content-length : 5'],
    ['two lengths', 'content-length: 5'],
    ['length and chunks', 'transfer-encoding: chunked'],
    ['unknown transfer encoding', 'transfer-encoding: xchunked'],
    ['folded line', 'x-a: 1\n  folded: 2'],
  ])('refuses heads that two readers could read differently: %s', async (name, header) => {
    expect(await probe(name, async () => rawSaw(await post([header])))).toMatch(/^(400|0)$/);
  });

  it('makes its own request id of an error, whatever the client sends', async () => {
    company.wires.tryton.answer = () => ({ status: 500, headers: { 'content-type': 'text/html' }, body: '<html>canary</html>' });
    try {
      const answer = await request(company.origin(host), {
        headers: [bearer, 'content-type: application/json', 'x-request-id: canary-1\t', 'x-request-id: canary-2'],
        body: JSON.stringify({ query: `{ customerBy(key: {email: "who-${host}@example.org"}) { id } }` }),
      });
      expect(answer.text).not.toContain('canary');
    } finally {
      company.wires.tryton.answer = null;
    }
  });
});
