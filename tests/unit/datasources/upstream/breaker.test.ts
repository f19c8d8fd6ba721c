import { SourceError, type UpstreamResponse } from '../../../../datasources/systems/defineSource.ts';
import { FailedAnswer } from '../../../../datasources/upstream/failures.ts';
import type { SourceGuard } from '../../../../datasources/upstream/guard.ts';
import { deferred } from './fixtures.ts';
import { guardOf, hanging, limits, never, pass, unreachable, useClockByHand, watching } from './guarding.ts';

const status = (code: number) => () => Promise.reject(new FailedAnswer('desk', { status: code } as UpstreamResponse, null));
const well = () => Promise.resolve('well');
const timeout = () => Promise.reject(new SourceError('desk', 'timeout', 'late'));

describe('the breaker', () => {
  beforeEach(useClockByHand);
  afterEach(() => jest.useRealTimers());

  const make = (options: Parameters<typeof guardOf>[0] = {}) => {
    const { observer, told } = watching();
    return { guard: guardOf({ observer, retry: { times: 0 }, ...options }), states: () => told.filter((line) => /open|closed/.test(line)).map((line) => line.replace('desk fetch:party ', '')) };
  };
  const ask = (guard: SourceGuard, task: (signal: AbortSignal) => Promise<unknown>, operation = 'fetch:party', signal = never()): Promise<unknown> =>
    guard.run(operation, 'read', task, signal).then((value) => value, (error: SourceError) => error.kind);
  const many = async (guard: SourceGuard, times: number, task: () => Promise<unknown>) => {
    for (let made = 0; made < times; made += 1) await ask(guard, task);
  };
  const tripped = async (options: Parameters<typeof guardOf>[0] = {}) => {
    const made = make(options);
    await many(made.guard, 20, unreachable);
    expect(made.states()).toEqual(['open']);
    return made;
  };

  it('does not ask a source that keeps failing, and says so at once', async () => {
    const { guard } = await tripped();
    let asked = 0;
    expect(await ask(guard, () => ((asked += 1), well()))).toBe('breaker');
    expect(asked).toBe(0);
  });

  it('says nothing of too few calls', async () => {
    const { guard, states } = make();
    await many(guard, 19, unreachable);
    expect(await ask(guard, well)).toBe('well');
    expect(states()).toEqual([]);
  });

  it('stays closed at 49 of 100, window after window, and opens above 50', async () => {
    const { guard, states } = make();
    // The first calls go well: a hundred are the window's, not the first twenty's.
    for (let window = 0; window < 5; window += 1) {
      await many(guard, 51, well);
      await many(guard, 49, unreachable);
      await pass(10_000);
    }
    expect(states()).toEqual([]);
    await many(guard, 49, well);
    await many(guard, 51, unreachable);
    expect(states()).toEqual(['open']);
  });

  it('stays closed at 49 of 100 mixed as they come', async () => {
    const { guard, states } = make();
    for (let made = 0; made < 1_000; made += 1) {
      // 49 of each 100, spread evenly; a success first.
      await ask(guard, Math.floor((made + 1) * 0.49) > Math.floor(made * 0.49) ? unreachable : well);
      if (made % 10 === 0) await pass(100);
    }
    expect(states()).toEqual([]);
  });

  it('forgets what is older than its window', async () => {
    const { guard, states } = make();
    await many(guard, 15, unreachable);
    await pass(10_001);
    await many(guard, 15, unreachable);
    expect(states()).toEqual([]);
  });

  it.each([
    ['answers about one record', status(404)],
    ['a refused sign-in', status(401)],
    ['a refused query', () => Promise.reject(new SourceError('desk', 'refused', 'no'))],
    ['rows that cannot be read', () => Promise.reject(new SourceError('desk', 'garbage', 'no'))],
  ])('does not open for %s', async (_name, task) => {
    const { guard, states } = make();
    await many(guard, 100, task);
    expect(states()).toEqual([]);
  });

  it('does not open for callers who give up', async () => {
    const { guard, states } = make();
    for (let made = 0; made < 50; made += 1) {
      const caller = new AbortController();
      const outcome = ask(guard, hanging, 'fetch:party', caller.signal);
      caller.abort();
      expect(await outcome).toBe('aborted');
    }
    expect(states()).toEqual([]);
  });

  it.each([
    ['500', status(500)],
    ['503', status(503)],
    ['429', status(429)],
    ['time limits', timeout],
  ])('opens for %s', async (_name, task) => {
    const { guard, states } = make();
    await many(guard, 20, task);
    expect(states()).toEqual(['open']);
  });

  it('opens for a source that hangs, though the caller gives it up for the time it took', async () => {
    const { guard, states } = make();
    for (let made = 0; made < 20; made += 1) {
      const caller = new AbortController();
      const outcome = ask(guard, hanging, 'fetch:party', caller.signal);
      caller.abort(new SourceError('desk', 'timeout', 'late'));
      expect(await outcome).toBe('timeout');
    }
    expect(states()).toEqual(['open']);
  });

  it('opens for a source that hangs and goes on with what was given up, though few such calls fit into its window', async () => {
    const { guard, states } = make({ limits: limits({ concurrency: 3, abandonedMs: 5_000 }), breaker: { openMs: 60_000 } });
    const outcomes = Promise.all(Array.from({ length: 9 }, () => ask(guard, hanging)));
    await pass(9_000);
    expect(states()).toEqual(['open']);
    // The others were still waiting, and are not sent.
    await pass(5_000);
    expect((await outcomes).filter((kind) => kind === 'breaker')).toHaveLength(3);
  });

  it('does not open for calls that never left their queue in time', async () => {
    const { guard, states } = make({ limits: limits({ concurrency: 1 }), timeoutMs: 1_000_000 });
    void ask(guard, hanging);
    for (let made = 0; made < 30; made += 1) {
      const caller = new AbortController();
      const outcome = ask(guard, well, 'fetch:party', caller.signal);
      caller.abort(new SourceError('desk', 'timeout', 'late'));
      expect(await outcome).toBe('timeout');
    }
    expect(states()).toEqual([]);
  });

  it('is of one operation alone', async () => {
    const { guard } = await tripped();
    expect(await ask(guard, well, 'find:email')).toBe('well');
    expect(await ask(guard, well)).toBe('breaker');
  });

  it('lets one call try after a while, and no second one beside it', async () => {
    const { guard, states } = await tripped();
    await pass(4_999);
    expect(await ask(guard, well)).toBe('breaker');
    await pass(1);
    const probe = deferred<string>();
    let asked = 0;
    const first = ask(guard, () => ((asked += 1), probe.promise));
    const others = await Promise.all(Array.from({ length: 50 }, () => ask(guard, () => ((asked += 1), well()))));
    expect(new Set(others)).toEqual(new Set(['breaker']));
    expect(asked).toBe(1);
    probe.resolve('well');
    expect(await first).toBe('well');
    expect(states()).toEqual(['open', 'half-open', 'closed']);
    expect(await ask(guard, well)).toBe('well');
  });

  it('waits again where the one call fails', async () => {
    const { guard, states } = await tripped();
    await pass(5_000);
    expect(await ask(guard, unreachable)).toBe('unreachable');
    expect(await ask(guard, well)).toBe('breaker');
    await pass(5_000);
    expect(await ask(guard, well)).toBe('well');
    expect(states()).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
  });

  it('takes a probe that was given up for no answer', async () => {
    const { guard, states } = await tripped();
    await pass(5_000);
    const caller = new AbortController();
    const probe = ask(guard, hanging, 'fetch:party', caller.signal);
    caller.abort();
    expect(await probe).toBe('aborted');
    expect(await ask(guard, well)).toBe('breaker');
    expect(states()).toEqual(['open', 'half-open', 'open']);
  });

  it('begins anew after a recovery: one failure among the next calls does not open it', async () => {
    const { guard, states } = await tripped();
    await pass(5_000);
    await ask(guard, well);
    await many(guard, 19, unreachable);
    expect(states()).toEqual(['open', 'half-open', 'closed']);
  });

  it('sends nothing any more that was waiting when it opened', async () => {
    const { guard } = make({ limits: limits({ concurrency: 1 }) });
    let late = 0;
    const outcomes = Promise.all([...Array.from({ length: 20 }, () => ask(guard, unreachable)), ...Array.from({ length: 30 }, () => ask(guard, () => ((late += 1), well())))]);
    await pass(0);
    expect((await outcomes).slice(20).every((outcome) => outcome === 'breaker')).toBe(true);
    expect(late).toBe(0);
  });

  it('never opens where it is turned off', async () => {
    const { guard, states } = make({ breaker: { failurePercent: 100 } });
    await many(guard, 200, unreachable);
    expect(states()).toEqual([]);
  });

  it('leaves no timer behind when it is closed', async () => {
    const { guard } = await tripped();
    guard.close();
    expect(jest.getTimerCount()).toBe(0);
    expect(await ask(guard, well)).toBe('aborted');
  });
});
