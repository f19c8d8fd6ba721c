import { SourceError, type UpstreamResponse } from '../../../../datasources/systems/defineSource.ts';
import { setDeadline } from '../../../../datasources/upstream/deadline.ts';
import { FailedAnswer, retryAfterMs } from '../../../../datasources/upstream/failures.ts';
import { backoffMs } from '../../../../datasources/upstream/retry.ts';
import { guardOf, never, pass, unbroken, unreachable, useClockByHand, watching } from './guarding.ts';

const answer = (status: number): UpstreamResponse => ({ status, headers: {}, body: undefined, text: '' });
const failed = (status: number, retryMs: number | null = null) => () => Promise.reject(new FailedAnswer('desk', answer(status), retryMs));

describe('retries', () => {
  beforeEach(useClockByHand);
  afterEach(() => jest.useRealTimers());

  /** Runs a call of which the first tries go as given and all others well; what became of it, and how many tries there were. */
  async function asked(tasks: (() => Promise<unknown>)[], { kind = 'read' as 'read' | 'write' | 'signIn', signal = never(), guard = guardOf() } = {}) {
    let tries = 0;
    const outcome = guard.run('fetch:party', kind, () => (tasks[tries++] ?? (() => Promise.resolve('well')))(), signal).then(
      (value) => value,
      (error: SourceError) => error.kind,
    );
    await pass(60_000);
    return { outcome: await outcome, tries };
  }

  it('sends a write once, whatever becomes of it', async () => {
    expect(await asked([unreachable], { kind: 'write' })).toEqual({ outcome: 'unreachable', tries: 1 });
    expect(await asked([failed(503)], { kind: 'write' })).toEqual({ outcome: 'overloaded', tries: 1 });
  });

  it('sends a sign-in once', async () => {
    expect(await asked([unreachable], { kind: 'signIn' })).toEqual({ outcome: 'unreachable', tries: 1 });
  });

  it.each([400, 401, 403, 404, 409, 422, 500, 501])('does not repeat what was answered by %i', async (status) => {
    expect((await asked([failed(status)])).tries).toBe(1);
  });

  it.each([['garbage'], ['refused'], ['unauthorised'], ['timeout'], ['breaker'], ['aborted']] as const)('does not repeat what failed as %s', async (kind) => {
    expect(await asked([() => Promise.reject(new SourceError('desk', kind, 'no'))])).toEqual({ outcome: kind, tries: 1 });
  });

  it.each([429, 502, 503, 504])('reads again after %i', async (status) => {
    expect(await asked([failed(status)])).toEqual({ outcome: 'well', tries: 2 });
  });

  it('reads again where the source was not reached, and no oftener than it may', async () => {
    expect(await asked([unreachable, unreachable])).toEqual({ outcome: 'well', tries: 3 });
    expect(await asked([unreachable, unreachable, unreachable])).toEqual({ outcome: 'unreachable', tries: 3 });
    expect(await asked([unreachable], { guard: guardOf({ retry: { times: 0 } }) })).toEqual({ outcome: 'unreachable', tries: 1 });
  });

  it('tells of each', async () => {
    const { observer, told } = watching();
    await asked([unreachable], { guard: guardOf({ observer }) });
    expect(told).toEqual(['desk fetch:party unreachable', 'desk fetch:party retry', 'desk fetch:party well']);
  });

  it('waits any time up to a bound that doubles', () => {
    const options = { times: 5, baseMs: 50, maxMs: 300, withinMs: 10_000 };
    expect([1, 2, 3, 4, 5].map((tries) => backoffMs(options, tries, () => 0.999_999))).toEqual([50, 100, 200, 300, 300].map((bound) => expect.closeTo(bound, 1) as number));
    expect(backoffMs(options, 3, () => 0)).toBe(0);
    expect(backoffMs(options, 3, () => 0.5)).toBe(100);
  });

  it('waits as long as the source asks for, and a random time more', async () => {
    let tries = 0;
    const outcome = guardOf({ random: () => 0.5 }).run('fetch:party', 'read', () => ((tries += 1) === 1 ? failed(429, 2_000)() : Promise.resolve('well')), never());
    await pass(2_024);
    expect(tries).toBe(1);
    await pass(1);
    expect(tries).toBe(2);
    expect(await outcome).toBe('well');
  });

  it('gives up at once where the source asks for more time than there is', async () => {
    const hurried = never();
    setDeadline(hurried, performance.now() + 1_000);
    const before = performance.now();
    await expect(guardOf().run('fetch:party', 'read', failed(503, 5_000), hurried)).rejects.toMatchObject({ kind: 'overloaded' });
    await expect(guardOf({ retry: { withinMs: 3_000 } }).run('fetch:party', 'read', failed(503, 5_000), never())).rejects.toMatchObject({ kind: 'overloaded' });
    expect(performance.now()).toBe(before);
  });

  it('tries no more once the caller has given up', async () => {
    const caller = new AbortController();
    let tries = 0;
    const outcome = guardOf().run('fetch:party', 'read', () => ((tries += 1), unreachable()), caller.signal);
    const gone = expect(outcome).rejects.toMatchObject({ kind: 'aborted' });
    await pass(1);
    caller.abort();
    await gone;
    await pass(60_000);
    expect(tries).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('adds a fifth of the requests and ten per second to a source that always fails, no more', async () => {
    const guard = guardOf({ breaker: unbroken });
    const [requests, seconds] = [2_000, 10];
    let tries = 0;
    const outcomes: Promise<unknown>[] = [];
    for (let tick = 0; tick < 100; tick += 1) {
      for (let made = 0; made < requests / 100; made += 1) outcomes.push(guard.run('fetch:party', 'read', () => ((tries += 1), unreachable()), never()).catch(() => undefined));
      await pass((seconds * 1_000) / 100);
    }
    await pass(5_000);
    await Promise.all(outcomes);
    expect(tries).toBeGreaterThan(requests);
    expect(tries).toBeLessThanOrEqual(requests * 1.2 + 10 * (seconds + 1));
  });

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 7_000],
    ['Sun, 06 Nov 1994 08:49:00 GMT', 0],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 7_000],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('reads Retry-After %j', (header, expected) => {
    expect(retryAfterMs(header, Date.parse('1994-11-06T08:49:30Z'))).toBe(expected);
  });
});
