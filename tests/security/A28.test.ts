import { useCompany } from './support/company.ts';
import { onEveryHost } from './support/probe.ts';

const company = useCompany({
  // Raw records stay for the whole test: what the second caller is shown comes from the first one's read.
  adjust: (config) => ({ ...config, sources: Object.fromEntries(Object.entries(config.sources).map(([name, source]) => [name, { ...source, cacheMs: 600_000 }])) as typeof config.sources }),
});
const QUERY = 'query ($id: ID!) { customer(id: $id) { id name { full } taxIds { value } birthDate emails { value } account } }';
const NORTH = { role: 'distributor', distributor: 'D-01' } as const;
let ada = '';

beforeAll(async () => {
  const { body } = await company.ask('node', '{ customerBy(key: {email: "ada@example.com"}) { id } }', { as: { role: 'admin' } });
  ada = (body.data!['customerBy'] as { id: string }).id;
});

onEveryHost('A28', (host, probe) => {
  const ask = (as: Parameters<typeof company.ask>[2]['as']) => company.ask(host, QUERY, { as, variables: { id: ada } });
  beforeAll(() => ask({ role: 'admin' }));

  it('shows the next caller its own fields of a record that the one before has read', async () => {
    const saw = await probe('after an admin: marketing', async (n) => {
      expect((await ask({ role: 'admin' })).text).toContain('GB123456782');
      company.forget();
      const { text, saw } = await ask({ role: 'marketing' });
      for (const hidden of ['GB123456782', 'ada@example.com', '1985']) expect(text).not.toContain(hidden);
      // Parts that nobody had asked for yet are asked for once.
      if (n > 0) expect(company.sent()).toBe(0);
      return saw;
    });
    expect(saw).toBe('200 FORBIDDEN');
  });

  it('shows a caller out of scope nothing of it', async () => {
    const saw = await probe('after an admin: another distributor', async () => {
      const { body, saw } = await ask(NORTH);
      expect(body.data).toEqual({ customer: null });
      return saw;
    });
    // What the role may not see is said of the document, customer or not.
    expect(saw).toBe('200 FORBIDDEN');
  });

  it('leaves the shared record whole when a caller was shown it masked', async () => {
    for (const role of ['marketing', 'agent', 'sales', 'manager', 'chatbot'] as const) await ask({ role });
    const { text, saw } = await ask({ role: 'admin' });
    expect(saw).toBe('200 data');
    for (const shown of ['GB123456782', 'ada@example.com', '1985-12-10', 'Ada Lovelace']) expect(text).toContain(shown);
  });
});
