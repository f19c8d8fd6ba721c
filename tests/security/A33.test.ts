import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { seen } from './support/seen.ts';

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];
const clean = (): void => {
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  expect(([] as unknown as Record<string, unknown>)['isAdmin']).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
};

onEveryHost('A33', (host, probe) => {
  let given: unknown = null;
  const fake = useFakeHost(host, {}, {
    override: {
      'Query.customerBy': (_parent, args) => {
        given = args;
        return null;
      },
    },
  });
  const send = (text: string) => fake.server.post(text, { headers: { accept: 'application/graphql-response+json' } });

  it.each(KEYS)('refuses the key %s in an input', async (key) => {
    const body = `{"query": "query ($key: CustomerKey!) { customerBy(key: $key) { id } }", "variables": {"key": {"${key}": {"isAdmin": true}}}}`;
    expect(await probe(`input key ${key}`, async () => (await seen(send(body))).saw)).toBe('400 BAD_USER_INPUT');
    const beside = `{"query": "query ($key: CustomerKey!) { customerBy(key: $key) { id } }", "variables": {"key": {"email": "a@example.com", "${key}": {"isAdmin": true}}}}`;
    expect((await seen(send(beside))).saw).toBe('400 BAD_USER_INPUT');
    clean();
  });

  it.each(KEYS)('is not changed by the key %s in variables, extensions or the request itself', async (key) => {
    for (const body of [
      `{"query": "{ me { role } }", "variables": {"${key}": {"isAdmin": true}}}`,
      `{"query": "{ me { role } }", "extensions": {"${key}": {"isAdmin": true}}}`,
      `{"query": "{ me { role } }", "${key}": {"isAdmin": true, "query": "{ x }"}}`,
      `{"${key}": {"query": "{ me { role } }", "isAdmin": true}}`,
    ]) {
      const { saw } = await seen(send(body));
      expect(saw).toMatch(/^(200 data|400 BAD_USER_INPUT)$/);
      clean();
    }
    // A request that stands on a prototype is no request.
    expect((await seen(send(`{"${key}": {"query": "{ me { role } }"}}`))).saw).toBe('400 BAD_USER_INPUT');
  });

  it.each(KEYS)('takes %s as alias, operation, variable and fragment for the name that it is', async (key) => {
    const { body, saw } = await fake.ask(`query ${key}($${key}: ID!) { ${key}: customer(id: $${key}) { ...${key} } } fragment ${key} on Customer { ${key}: id }`, { variables: JSON.parse(`{"${key}": "1"}`) as Record<string, unknown>, operationName: key });
    clean();
    if (saw.startsWith('400')) return;
    expect(saw).toBe('200 data');
    expect(Object.keys(body.data!)).toEqual([key]);
  });

  it('hands resolvers arguments without a foreign prototype', async () => {
    await fake.ask('query ($key: CustomerKey!) { customerBy(key: $key) { id } }', { variables: { key: { email: 'a@example.com' } } });
    const { key } = given as { key: object };
    expect((key as { isAdmin?: unknown }).isAdmin).toBeUndefined();
    expect([null, Object.prototype]).toContain(Object.getPrototypeOf(key));
    const merged = Object.assign({}, key) as { isAdmin?: unknown };
    expect(merged.isAdmin).toBeUndefined();
  });
});
