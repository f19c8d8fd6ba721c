import { setTimeout as delay } from 'node:timers/promises';
import { useCompany } from './support/company.ts';
import { onEveryHost } from './support/probe.ts';
import type { Seen } from './support/seen.ts';

const company = useCompany({
  // Records are asked for each time: what two requests share is what is in flight.
  adjust: (config) => ({ ...config, sources: Object.fromEntries(Object.entries(config.sources).map(([name, source]) => [name, { ...source, cacheMs: 0 }])) as typeof config.sources }),
});
// Of fields that need the same parts of a record: only equal asks are one call.
const QUERY = 'query ($id: ID!) { customer(id: $id) { name { full } birthDate emails { value } } }';
const BIRTH_DATE = '1985-12-10';
const EMAIL = 'ada@example.com';
const WARMING = 10;
let ada = '';

beforeAll(async () => {
  const { body } = await company.ask('node', `{ customerBy(key: {email: "${EMAIL}"}) { id } }`, { as: { role: 'admin' } });
  ada = (body.data!['customerBy'] as { id: string }).id;
});

onEveryHost('A27', (host, probe) => {
  /** Both in flight over one held call to the ERP; resolves with their answers and how many calls there were. */
  async function together(first: 'admin' | 'marketing' | 'partner', second: typeof first): Promise<{ answers: [Seen, Seen]; calls: number }> {
    const wire = company.wires.tryton;
    company.forget();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const called = new Promise<void>((resolve) => {
      wire.onCall = async () => {
        resolve();
        await released;
      };
    });
    const who = (role: typeof first) => ({ role, ...(role === 'partner' ? { scopes: ['customer:read', 'customer:pii'] as const } : {}) });
    const one = company.ask(host, QUERY, { as: who(first), variables: { id: ada } });
    await called;
    // The calls of one read go out together.
    await delay(60);
    const before = wire.sent.length;
    // The marketing system has answered the first: it is called again when the second reads, and that is in all sources at once.
    const reads = new Promise<void>((resolve) => {
      company.wires.ghost.onCall = async () => resolve();
    });
    const two = company.ask(host, QUERY, { as: who(second), variables: { id: ada } });
    // On a busy machine the first one's own call there is still in flight, and the second shares that as well.
    await Promise.race([reads, delay(1_000)]);
    company.wires.ghost.onCall = null;
    await delay(60);
    const during = wire.sent.length;
    release();
    const answers = (await Promise.all([one, two])) as [Seen, Seen];
    wire.onCall = null;
    expect(during).toBe(before);
    return { answers, calls: wire.sent.length };
  }

  it.each([['admin', 'marketing'], ['marketing', 'admin'], ['admin', 'partner'], ['partner', 'admin']] as const)(
    'answers %s and %s, in flight over one upstream call, each for itself',
    async (first, second) => {
      const alone = await (async () => {
        // The first ask of a gateway signs in as well. What one costs before its code is compiled is asked by cold.test.ts.
        for (let round = 0; round < WARMING; round += 1) {
          company.forget();
          await company.ask(host, QUERY, { as: { role: 'admin' }, variables: { id: ada } });
        }
        return company.wires.tryton.sent.length;
      })();
      const saw = await probe(`${first} and ${second}`, async () => {
        const { answers, calls } = await together(first, second);
        const [admin, other] = first === 'admin' ? answers : [answers[1], answers[0]];
        expect(admin.text).toContain(BIRTH_DATE);
        expect(admin.text).toContain(EMAIL);
        expect(other.saw).toBe('200 FORBIDDEN');
        expect(other.text).toContain('Ada Lovelace');
        for (const hidden of [BIRTH_DATE, EMAIL, '1985']) expect(other.text).not.toContain(hidden);
        expect(calls).toBe(alone);
        return 'each its own fields, one upstream call';
      }, { tries: 3, requests: 2 });
      expect(saw).toBe('each its own fields, one upstream call');
    },
  );
});
