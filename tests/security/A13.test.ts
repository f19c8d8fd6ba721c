import { onEveryHost } from './support/probe.ts';
import { useFakeHost } from './support/fakeHost.ts';
import { rawSaw, request } from './support/rawSocket.ts';

const MUTATION = 'mutation { recordInteraction(input: {idempotencyKey: "k", customerId: "1", channel: PHONE, direction: INBOUND}) { interaction { id } } }';
const JSON_BODY = JSON.stringify({ query: MUTATION });
const multipart = ['--x', 'content-disposition: form-data; name="operations"', '', JSON_BODY, '--x', 'content-disposition: form-data; name="map"', '', '{}', '--x--', ''].join('\r\n');

/** What an HTML form, or fetch without a preflight, can send; then what only looks like JSON. */
const FORGED: readonly (readonly [name: string, type: string | null, body: string])[] = [
  ['form', 'application/x-www-form-urlencoded', `query=${encodeURIComponent(MUTATION)}`],
  ['multipart', 'multipart/form-data; boundary=x', multipart],
  ['text', 'text/plain', JSON_BODY],
  ['no type', null, JSON_BODY],
  ['application/graphql', 'application/graphql', MUTATION],
  ['JSON as a parameter', 'text/plain; application/json', JSON_BODY],
  ['JSON as a prefix', 'application/jsonp', JSON_BODY],
  ['JSON in a list', 'text/plain, application/json', JSON_BODY],
  ['JSON first in a list', 'application/json, text/plain', JSON_BODY],
  ['JSON with a boundary that is none', 'application/json/x', JSON_BODY],
  ['another charset', 'application/json; charset=utf-7', JSON_BODY],
];

onEveryHost('A13', (host, probe) => {
  const fake = useFakeHost(host);
  let bearer = '';
  beforeAll(async () => {
    bearer = `authorization: Bearer ${await fake.server.token({ role: 'admin' })}`;
  });

  it.each(FORGED)('refuses it and runs nothing, even with a good token: %s', async (name, type, body) => {
    const headers = type === null ? [bearer] : [bearer, `content-type: ${type}`];
    expect(await probe(name, async () => rawSaw(await request(fake.server.origin, { headers, body })))).toBe('415 BAD_USER_INPUT');
    expect(fake.server.harness.calls.get('Mutation.recordInteraction')).toBeUndefined();
  });

  it('asks for the token first: a forged page has none', async () => {
    const cookie = 'cookie: session=anything';
    for (const [, type, body] of FORGED) {
      const answer = await request(fake.server.origin, { headers: [cookie, ...(type === null ? [] : [`content-type: ${type}`])], body });
      expect([401, 415]).toContain(answer.status);
    }
    expect(await probe('JSON without a token', async () => rawSaw(await request(fake.server.origin, { headers: [cookie, 'content-type: application/json'], body: JSON_BODY })))).toBe('401 UNAUTHENTICATED');
  });
});
