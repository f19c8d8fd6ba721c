import { signSampleToken } from '../../gateway/auth/sampleKeys.ts';
import { useCompany } from './support/company.ts';
import { median } from '../../bench/statistics.ts';
import { onEveryHost } from './support/probe.ts';

const company = useCompany({ people: 40, adjust: (config) => ({ ...config, rateLimit: { ...config.rateLimit, requestsPerMinute: 1_000_000 } }) });
const ROUNDS = 120;
const NEVER_ISSUED = '01900000-0000-7000-8000-0000000000ff';
const as = { role: 'distributor', distributor: 'D-01' } as const;

/** Medians of two kinds of request, taken in turns so that whatever else the machine does falls on both. */
async function compare(one: (n: number) => Promise<unknown>, other: (n: number) => Promise<unknown>): Promise<[number, number]> {
  const spent: [number[], number[]] = [[], []];
  for (let n = 0; n < ROUNDS; n += 1) {
    for (const which of n % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const before = performance.now();
      await (which === 0 ? one : other)(n);
      spent[which].push(performance.now() - before);
    }
  }
  return [median(spent[0]), median(spent[1])];
}

/** Loose on purpose: one median may be twice the other, or 2 ms more; telling one guess from another then takes thousands of requests, which the limits on look-ups stop. */
const near = ([one, other]: [number, number]): void => expect(Math.abs(one - other)).toBeLessThan(Math.max(2, Math.min(one, other)));

onEveryHost('A31', (host, probe) => {
  const post = async (token: string): Promise<number> => {
    const response = await fetch(company.gateway(host).url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: '{"query":"{ me { role } }"}' });
    await response.text();
    return response.status;
  };

  it('takes as long for a customer out of scope as for one never issued', async () => {
    const { body } = await company.ask(host, '{ customerBy(key: {email: "ada@example.com"}) { id } }', { as: { role: 'admin' } });
    const { id } = body.data!['customerBy'] as { id: string };
    const query = 'query ($id: ID!) { customer(id: $id) { id name { full } } }';
    const ask = (asked: string) => company.ask(host, query, { as, variables: { id: asked } });
    const saw = await probe('customer out of scope', async () => (await ask(id)).saw);
    expect(saw).toBe('200 data');
    near(await compare(() => ask(id), () => ask(NEVER_ISSUED)));
  });

  it('takes as long for a token wrong in its first letter as for one wrong in its last', async () => {
    const good = await signSampleToken(company.issuer, { role: 'admin' });
    const [head, payload, signature] = good.split('.') as [string, string, string];
    const flip = (letter: string): string => (letter === 'A' ? 'B' : 'A');
    const first = `${head}.${payload}.${flip(signature[0]!)}${signature.slice(1)}`;
    const last = `${head}.${payload}.${signature.slice(0, 40)}${flip(signature[40]!)}${signature.slice(41)}`;
    expect(await probe('signature off by one letter', async () => String(await post(first)))).toBe('401');
    near(await compare(() => post(first), () => post(last)));
  });

  it('takes as long for an issued token that never was as for a wrong secret of one that may be', async () => {
    const secret = 'A'.repeat(43);
    expect(await probe('opaque token that never was', async (n) => String(await post(`c360_${NEVER_ISSUED.replace(/-/g, '').slice(0, 20 + n)}_${secret}`)))).toBe('401');
    near(await compare((n) => post(`c360_${String(n).padStart(26, '0')}_${secret}`), (n) => post(`c360_${'z'.repeat(20)}${String(n).padStart(6, '0')}_${secret}`)));
  });
});
