import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicy, type Policy } from '../../directives/policy.ts';
import { createHarness } from '../authz/engine.ts';
import { shippedPolicy } from '../authz/callers.ts';
import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

const TEXT = readFileSync(join(__dirname, '../../policy.yml'), 'utf8');
/** The shipped policy, but sales is denied what it is shown otherwise. */
const stricter = parsePolicy(TEXT.replace(/(\n {2}sales:[^]*?personName: )allow/, '$1deny'));
const QUERY = '{ customer(id: "1") { id name { full } taxIds { value } emails { value } } }';
const TAX_ID = 'value of TaxIdentifier.value';
const NAME = 'value of CustomerName.full';

onEveryHost('A26', (host, probe) => {
  let policy: Policy = shippedPolicy;
  const { ask } = useFakeHost(host, { engine: createHarness({}, { policy: () => policy }).engine });

  it('makes each role its own answer of one document, in whatever order they come and compiled or not', async () => {
    const shows = { admin: [true, true], agent: [true, false], marketing: [true, false], sales: [true, false], admin2: [true, true] } as const;
    for (let round = 0; round < 8; round += 1) {
      for (const [who, [name, taxId]] of Object.entries(shows)) {
        const { text } = await ask(QUERY, { as: { role: who.replace(/\d/, '') as keyof typeof shows & 'admin' } });
        expect([round, who, text.includes(NAME), text.includes(TAX_ID)]).toEqual([round, who, name, taxId]);
      }
    }
  });

  it('gives a subject whose role has changed the answer of its new role (M15)', async () => {
    const query = '{ customer(id: "7") { taxIds { value } } }';
    for (let round = 0; round < 4; round += 1) expect((await ask(query, { as: { role: 'admin', subject: 'ann' } })).text).toContain(TAX_ID);
    const saw = await probe('demoted from admin', async () => {
      const { saw, text } = await ask(query, { as: { role: 'marketing', subject: 'ann' } });
      expect(text).not.toContain(TAX_ID);
      return saw;
    });
    expect(saw).toBe('200 FORBIDDEN');
  });

  it('gives a subject whose scopes have changed the answer of its new scopes', async () => {
    const query = '{ customer(id: "8") { taxIds { value } } }';
    expect((await ask(query, { as: { role: 'admin', subject: 'ben' } })).text).toContain(TAX_ID);
    const { saw, text } = await ask(query, { as: { role: 'admin', subject: 'ben', scopes: ['customer:read'] } });
    expect([saw, text.includes(TAX_ID)]).toEqual(['200 FORBIDDEN', false]);
  });

  it('gives a token with a purpose only what the purpose opens', async () => {
    const query = '{ customer(id: "9") { taxIds { value } } }';
    expect((await ask(query, { as: { role: 'admin', subject: 'cyn' } })).text).toContain(TAX_ID);
    for (const purpose of ['support', 'something else']) {
      const { saw, text } = await ask(query, { as: { role: 'admin', subject: 'cyn', purpose } });
      expect([purpose, saw, text.includes(TAX_ID)]).toEqual([purpose, '200 FORBIDDEN', false]);
    }
  });

  it('asks the policy of the moment, however often the document has been run before', async () => {
    const query = '{ customer(id: "10") { name { full } } }';
    const as = { role: 'sales' } as const;
    for (let round = 0; round < 4; round += 1) expect((await ask(query, { as })).text).toContain(NAME);
    policy = stricter;
    const { saw, text } = await ask(query, { as });
    policy = shippedPolicy;
    expect([saw, text.includes(NAME)]).toEqual(['200 FORBIDDEN', false]);
    expect((await ask(query, { as })).saw).toBe('200 data');
  });

  it('tells every cache between to keep nothing', async () => {
    const { headers } = await ask(QUERY);
    expect([headers.get('cache-control'), headers.get('etag'), headers.get('expires')]).toEqual(['no-store', null, null]);
  });
});
