import { wrongWith, type LoadRequest } from '../../../bench/answers.ts';
import { parseOptions } from '../../../bench/options.ts';
import { report, targetResults } from '../../../bench/report.ts';
import { CASES, VARIANTS, type BenchRow } from '../../../bench/results.ts';

const row = (variant: BenchRow['variant'], cpuMicrosPerRequest: number): BenchRow => ({
  case: 'one-memory', variant, cpuMicrosPerRequest, requestsPerSecond: 1_000, upstreamCallsPerRequest: 7,
});

describe('the options', () => {
  it.each([[['--case', 'two-memory']], [['--variant', 'rust']], [['--seconds', '0']], [['--seconds', 'x']], [['--fast']], [['--redis', 'localhost']]])('refuse %j', (args) => {
    expect(() => parseOptions(args)).toThrow();
  });
  it('ask for every case and variant by themselves', () => {
    expect(parseOptions([])).toMatchObject({ json: null, cases: CASES, variants: VARIANTS });
  });
  it('take the Redis of the environment where the command line names none', () => {
    expect([parseOptions([], 'redis://a').redisUrl, parseOptions(['--redis', 'redis://b'], 'redis://a').redisUrl, parseOptions([], '').redisUrl]).toEqual(['redis://a', 'redis://b', null]);
  });
  it('take several cases and variants, in the order of the report', () => {
    const args = ['--case', 'one-http', '--case', 'one-memory', '--variant', 'yoga', '--variant', 'gateway', '--json', 'rows.json', '--seconds', '3'];
    expect(parseOptions(args)).toMatchObject({ json: 'rows.json', cases: ['one-memory', 'one-http'], variants: ['gateway', 'yoga'], sampleSeconds: 3 });
  });
});

describe('the targets', () => {
  it('are missed by what is above them', () => {
    const results = targetResults([row('hand-written', 100), row('gateway', 161), row('yoga', 643)]);
    expect(results).toEqual([
      { case: 'one-memory', of: 'gateway', against: 'hand-written', atMost: 1.6, measured: 1.61, met: false },
      { case: 'one-memory', of: 'gateway', against: 'yoga', atMost: 0.25, measured: 161 / 643, met: false },
    ]);
  });
  it('are met by what is at them', () => {
    expect(targetResults([row('hand-written', 100), row('gateway', 160)])).toMatchObject([{ met: true }]);
  });
  it('hold the guarded gateway beside the bare one', () => {
    expect(targetResults([row('bare', 100), row('guarded', 161)])).toEqual([{ case: 'one-memory', of: 'guarded', against: 'bare', atMost: 1.6, measured: 1.61, met: false }]);
  });
  it('are left out where a variant was not measured', () => {
    expect(targetResults([row('gateway', 160)])).toEqual([]);
  });
});

describe('the report', () => {
  it('shows ratios where there is something to compare with', () => {
    expect(report([row('hand-written', 200), row('gateway', 300)])).toContain('| one-memory | gateway | 300 | 1000 | 7 | 1.5 | - | - |');
  });
  it('tells apart by how much answers come later where the gateway is guarded', () => {
    const time = { case: 'one-memory', connections: 32 } as const;
    const text = report([row('bare', 200), row('guarded', 250)], [{ ...time, variant: 'bare', medianMs: 20 }, { ...time, variant: 'guarded', medianMs: 24.5 }]);
    expect(text).toContain('| one-memory | 32 | 20 | 24.5 | 4.5 |');
  });
});

describe('an answer under load', () => {
  const request: LoadRequest = { method: 'GET', path: '/', body: null, contains: '"id-1"', marker: '"currency":', markers: 2 };
  const right = '{"id":"id-1","rows":[{"currency":"EUR"},{"currency":"EUR"}]}';

  it.each([
    ['a refusal', 500, right],
    ['a GraphQL error', 200, `{"errors":[],${right.slice(1)}`],
    ['another customer', 200, right.replace('id-1', 'id-2')],
    ['a missing row', 200, right.replace('{"currency":"EUR"},', '')],
    ['a row too many', 200, right.replace('[{', '[{"currency":"EUR"},{')],
  ])('is wrong if it is %s', (_name, status, text) => {
    expect(wrongWith(status, text, request)).toBeDefined();
  });
  it('is right if it has what was asked', () => {
    expect(wrongWith(200, right, request)).toBeUndefined();
  });
});
