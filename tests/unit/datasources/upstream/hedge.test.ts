import { SourceError } from '../../../../datasources/systems/defineSource.ts';
import { createLatency } from '../../../../datasources/upstream/latency.ts';
import type { SourceGuard } from '../../../../datasources/upstream/guard.ts';
import { guardOf, hanging, limits, never, pass, useClockByHand, watching } from './guarding.ts';

describe('hedging', () => {
  beforeEach(useClockByHand);
  afterEach(() => jest.useRealTimers());

  const after = (ms: number, value = 'well') => () => new Promise((resolve) => void setTimeout(() => resolve(value), ms));
  const read = (guard: SourceGuard, task: (signal: AbortSignal) => Promise<unknown>, signal = never()) => guard.run('fetch:party', 'read', task, signal);

  /** A guard that has seen 20 calls of 100 ms. */
  async function used(options: Parameters<typeof guardOf>[0] = {}) {
    const { observer, told } = watching();
    const guard = guardOf({ hedge: true, observer, ...options });
    const seen = Promise.all(Array.from({ length: 20 }, () => read(guard, after(100))));
    await pass(2_000);
    await seen;
    told.length = 0;
    return { guard, told };
  }

  it('is off unless it is asked for', async () => {
    const { guard, told } = await used({ hedge: false });
    const slow = read(guard, after(1_500));
    await pass(1_500);
    await slow;
    expect(told).toEqual(['desk fetch:party well']);
  });

  it('does nothing before the source has been seen often enough', async () => {
    let tries = 0;
    const guard = guardOf({ hedge: true });
    const slow = read(guard, () => ((tries += 1), after(1_500)()));
    await pass(1_500);
    await slow;
    expect(tries).toBe(1);
  });

  it('never sends a write twice', async () => {
    const { guard } = await used();
    let tries = 0;
    const slow = guard.run('fetch:party', 'write', () => ((tries += 1), after(1_500)()), never());
    await pass(1_500);
    await slow;
    expect(tries).toBe(1);
  });

  it('sends a read again that takes longer than 95 of 100, takes the first answer and cuts the other off', async () => {
    const { guard, told } = await used();
    const signals: AbortSignal[] = [];
    const slow = read(guard, (signal) => (signals.push(signal), signals.length === 1 ? hanging(signal) : after(50, 'second')()));
    await pass(99);
    expect(signals).toHaveLength(1);
    await pass(1);
    expect(signals).toHaveLength(2);
    await pass(50);
    expect(await slow).toBe('second');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(told).toEqual(['desk fetch:party hedge', 'desk fetch:party well', 'desk fetch:party aborted']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps the first answer where that comes first all the same', async () => {
    const { guard } = await used();
    const signals: AbortSignal[] = [];
    const slow = read(guard, (signal) => (signals.push(signal), signals.length === 1 ? after(120, 'first')() : hanging(signal)));
    await pass(120);
    expect(await slow).toBe('first');
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });

  it('waits for the other where one of two fails', async () => {
    const { guard } = await used();
    let tries = 0;
    const slow = read(guard, () => ((tries += 1) === 1 ? after(300, 'first')() : Promise.reject(new SourceError('desk', 'refused', 'no'))));
    await pass(300);
    expect(await slow).toBe('first');
  });

  it('is paid from the budget of retries', async () => {
    const { guard } = await used();
    let tries = 0;
    const slow = Promise.all(Array.from({ length: 100 }, () => read(guard, () => ((tries += 1), after(900)()))));
    await pass(900);
    await slow;
    // 120 requests pay for 24, and a second has 10 of its own.
    expect(tries).toBeGreaterThan(100);
    expect(tries).toBeLessThanOrEqual(100 + 24 + 10);
  });

  it('does not take the time in a queue for slowness', async () => {
    const { guard, told } = await used({ limits: limits({ concurrency: 1 }), timeoutMs: 60_000 });
    const both = Promise.all([read(guard, after(90)), read(guard, after(90)), read(guard, after(90))]);
    await pass(300);
    await both;
    expect(told.filter((line) => line.endsWith('hedge'))).toEqual([]);
  });

  it('ends with its caller', async () => {
    const { guard } = await used();
    const caller = new AbortController();
    const signals: AbortSignal[] = [];
    const slow = read(guard, (signal) => (signals.push(signal), hanging(signal)), caller.signal).catch((error: SourceError) => error.kind);
    await pass(150);
    caller.abort();
    expect(await slow).toBe('aborted');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    await pass(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('knows the 95th of 100 of the last calls', () => {
    const latency = createLatency();
    for (let ms = 1; ms < 20; ms += 1) latency.add(ms);
    expect(latency.p95()).toBeNull();
    latency.add(20);
    expect(latency.p95()).toBe(19);
    for (let ms = 0; ms < 400; ms += 1) latency.add(7);
    expect(latency.p95()).toBe(7);
  });
});
