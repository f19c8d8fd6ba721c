import { useCompany } from './support/company.ts';
import { onEveryHost } from './support/probe.ts';

const PER_MINUTE = 40;
const company = useCompany({ people: 8, adjust: (config) => ({ ...config, rateLimit: { ...config.rateLimit, requestsPerMinute: PER_MINUTE, lookUpsPerHour: 12 } }) });

/** What proxies, monitors and some gateways let pass uncounted. */
const SKIPS: readonly Record<string, string>[] = [
  { 'x-datadog-trace-id': '1', 'x-datadog-sampling-priority': '2' }, { 'x-forwarded-for': '127.0.0.1' }, { 'x-real-ip': '10.0.0.1' }, { forwarded: 'for=10.0.0.1' }, { 'x-ratelimit-bypass': '1' }, { 'user-agent': 'kube-probe/1.30' },
  { 'x-internal': 'true' }, { 'x-request-id': '0' }, { 'true-client-ip': '10.0.0.2' }, { 'cf-connecting-ip': '10.0.0.3' }, { 'x-apollo-operation-name': 'IntrospectionQuery' }, { dnt: '1' },
];

onEveryHost('A19', (host, probe) => {
  it('counts a principal whatever its headers say', async () => {
    const as = { role: 'agent', subject: `flood-${host}` } as const;
    const answers: string[] = [];
    for (let n = 0; n < PER_MINUTE + 10; n += 1) {
      const { saw } = await company.ask(host, `query Q${n} { me { role } }`, { as, headers: { ...SKIPS[n % SKIPS.length], 'x-forwarded-for': `10.1.${n}.1` } });
      answers.push(saw);
    }
    expect(answers.filter((saw) => saw === '200 data').length).toBeLessThanOrEqual(PER_MINUTE);
    const saw = await probe('over the rate, with headers that skip it', async (n) => {
      const answer = await company.ask(host, `query R${n} { me { role } }`, { as, headers: SKIPS[n]! });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      return answer.saw;
    });
    expect(saw).toBe('429 RATE_LIMITED');
  });

  it('counts look-ups by what is looked up: neither aliases nor documents hide one', async () => {
    const as = { role: 'agent', subject: `look-${host}` } as const;
    const three = (n: number): string => [0, 1, 2].map((index) => `a${index}: customerBy(key: {email: "p${n * 3 + index}@example.org"}) { id }`).join(' ');
    for (let n = 0; n < 4; n += 1) expect((await company.ask(host, `query Q${n} { ${three(n)} }`, { as })).saw).toBe('200 data');
    // Twelve were different: a thirteenth is refused, one of the twelve is not.
    expect(await probe('thirteenth look-up', async (n) => (await company.ask(host, `query R${n} { x${n}: customerBy(key: {email: "more${n}@example.org"}) { id } }`, { as })).saw)).toBe('429 LOOKUP_LIMIT_REACHED');
    expect((await company.ask(host, '{ again: customerBy(key: {email: "P1@example.org"}) { id } }', { as })).saw).toBe('200 data');
  });

  it('counts others for themselves', async () => {
    expect((await company.ask(host, '{ me { role } }', { as: { role: 'agent', subject: `calm-${host}` } })).saw).toBe('200 data');
  });
});
