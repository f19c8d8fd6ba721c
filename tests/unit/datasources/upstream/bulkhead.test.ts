import { SourceError, type SourceLimits } from '../../../../datasources/systems/defineSource.ts';
import { deferred } from './fixtures.ts';
import { guardOf, hanging, limits, never, pass, useClockByHand, watching } from './guarding.ts';

const kindOf = (asked: Promise<unknown>): Promise<unknown> => asked.then((value) => value, (error: SourceError) => error.kind);

describe('the bulkheads of a source', () => {
  beforeEach(useClockByHand);
  afterEach(() => jest.useRealTimers());

  const each = { batchSize: 1, pageSize: 1, concurrency: 2, abandonedMs: 0 };
  const narrow: SourceLimits = { fetch: { party: each, order: each }, find: { ...each, concurrency: 1 }, changed: { ...each, concurrency: 1 } };

  it('never run more of one operation at once than it may', async () => {
    const guard = guardOf({ limits: narrow, concurrency: 100 });
    let [now, most] = [0, 0];
    await Promise.all(
      Array.from({ length: 20 }, () =>
        guard.run('fetch:party', 'read', async () => {
          most = Math.max(most, (now += 1));
          await new Promise(setImmediate);
          now -= 1;
        }, never()),
      ),
    );
    expect(most).toBe(2);
  });

  it('never run more of all operations together than the source bears', async () => {
    const guard = guardOf({ limits: narrow, concurrency: 3 });
    let [now, most] = [0, 0];
    const task = async () => {
      most = Math.max(most, (now += 1));
      await new Promise(setImmediate);
      now -= 1;
    };
    await Promise.all(['fetch:party', 'fetch:order', 'find:email', 'sweep:party', 'sign-in'].flatMap((operation) => [1, 2, 3].map(() => guard.run(operation, 'read', task, never()))));
    expect(most).toBe(3);
  });

  it.each([
    ['look-ups by anything', 'find:email', 'find:phone'],
    ['pulls and sweeps of anything', 'changed:party', 'sweep:order'],
  ])('are shared by %s', async (_name, one, other) => {
    const guard = guardOf({ limits: narrow });
    const gate = deferred<string>();
    const first = guard.run(one, 'read', () => gate.promise, never());
    let started = false;
    const second = guard.run(other, 'read', () => ((started = true), Promise.resolve('second')), never());
    await pass(0);
    expect(started).toBe(false);
    gate.resolve('first');
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  });

  it('let another operation pass by one that hangs', async () => {
    const guard = guardOf({ limits: narrow, concurrency: 3 });
    for (let made = 0; made < 10; made += 1) void kindOf(guard.run('fetch:party', 'read', hanging, never()));
    expect(await guard.run('fetch:order', 'read', () => Promise.resolve('well'), never())).toBe('well');
    await pass(20_000);
  });

  it('refuse what their queues have no room for', async () => {
    const guard = guardOf({ limits: narrow, concurrency: 1, maxQueued: 1, retry: { times: 0 } });
    const gate = deferred<string>();
    const [first, second] = [guard.run('a', 'read', () => gate.promise, never()), guard.run('b', 'read', () => Promise.resolve('second'), never())];
    expect(await kindOf(guard.run('c', 'read', () => Promise.resolve('third'), never()))).toBe('overloaded');
    gate.resolve('first');
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  });

  it('are left by who gives up while waiting, which makes room for another', async () => {
    const { observer, loads } = watching();
    const guard = guardOf({ limits: narrow, concurrency: 1, maxQueued: 1, observer });
    const gate = deferred<string>();
    const first = guard.run('a', 'read', () => gate.promise, never());
    for (let made = 0; made < 100; made += 1) {
      const caller = new AbortController();
      const waiting = kindOf(guard.run('b', 'read', () => Promise.resolve('never'), caller.signal));
      expect(loads.at(-1)).toEqual([1, 1]);
      caller.abort();
      expect(await waiting).toBe('aborted');
      expect(loads.at(-1)).toEqual([1, 0]);
    }
    const last = guard.run('b', 'read', () => Promise.resolve('last'), never());
    gate.resolve('first');
    expect(await Promise.all([first, last])).toEqual(['first', 'last']);
    await pass(0);
    expect(loads.at(-1)).toEqual([0, 0]);
  });

  it('are held by abandoned work for as long as the operation says, the source\'s as well', async () => {
    const { observer, loads } = watching();
    const guard = guardOf({ limits: { ...narrow, fetch: { party: { ...each, concurrency: 1, abandonedMs: 5_000 }, order: each } }, concurrency: 2, observer });
    const caller = new AbortController();
    const gone = kindOf(guard.run('fetch:party', 'read', hanging, caller.signal));
    caller.abort();
    expect(await gone).toBe('aborted');
    let started = false;
    const next = guard.run('fetch:party', 'read', () => ((started = true), Promise.resolve('next')), never());
    expect(await guard.run('fetch:order', 'read', () => Promise.resolve('other'), never())).toBe('other');
    await pass(4_999);
    expect([started, loads.at(-1)]).toEqual([false, [1, 1]]);
    await pass(1);
    expect(await next).toBe('next');
    await pass(0);
    expect(loads.at(-1)).toEqual([0, 0]);
  });

  it('are free at once where nothing was sent', async () => {
    const guard = guardOf({ limits: { ...narrow, fetch: { party: { ...each, concurrency: 1, abandonedMs: 60_000 } } }, concurrency: 2, timeoutMs: 100_000 });
    const gates = [deferred<string>(), deferred<string>()];
    // The source is full of others: this one has its operation's slot and waits for the source's.
    const others = gates.map((gate) => guard.run('find', 'write', () => gate.promise, never()));
    void others;
    const full = guard.run('sign-in', 'signIn', () => gates[1]!.promise, never());
    const caller = new AbortController();
    const gone = kindOf(guard.run('fetch:party', 'read', () => Promise.resolve('never'), caller.signal));
    caller.abort();
    expect(await gone).toBe('aborted');
    for (const gate of gates) gate.resolve('well');
    expect(await Promise.all([...others, full])).toEqual(['well', 'well', 'well']);
    expect(await guard.run('fetch:party', 'read', () => Promise.resolve('next'), never())).toBe('next');
  });

  it('let no more calls begin in any second than the source\'s rate', async () => {
    const guard = guardOf({ rate: { calls: 5, perMs: 1_000 } });
    const begun: number[] = [];
    const startedMs = performance.now();
    const all = Promise.all(Array.from({ length: 12 }, () => guard.run('fetch:party', 'read', () => Promise.resolve(begun.push(performance.now() - startedMs)), never())));
    await pass(3_000);
    await all;
    for (let index = 5; index < begun.length; index += 1) expect(begun[index]! - begun[index - 5]!).toBeGreaterThanOrEqual(1_000);
    expect(begun[11]).toBeLessThan(2_500);
  });

  it('tell what goes out and what comes of it', async () => {
    const { observer, told } = watching();
    const guard = guardOf({ observer, limits: limits() });
    await guard.run('sign-in', 'signIn', () => Promise.resolve('well'), never());
    await kindOf(guard.run('fetch:party', 'read', () => Promise.reject(new SourceError('desk', 'refused', 'no')), never()));
    expect(told).toEqual(['desk sign-in well', 'desk fetch:party refused']);
  });
});
