import { createCounters } from '../../../../datasources/upstream/counters.ts';
import { createLimiter } from '../../../../datasources/upstream/limiter.ts';
import { SourceError } from '../../../../datasources/systems/defineSource.ts';
import { deferred } from './fixtures.ts';

const never = () => new AbortController().signal;
const make = (options: Partial<Parameters<typeof createLimiter>[0]> = {}) => {
  const counters = createCounters();
  return { counters, limiter: createLimiter({ system: 'desk', concurrency: 1, maxQueued: 1, abandonedMs: 0, counters, ...options }) };
};

describe('the limiter', () => {
  it('refuses what its queue has no room for, and counts it', async () => {
    const { limiter, counters } = make();
    const gate = deferred<string>();
    const running = limiter.run(() => gate.promise, never());
    const queued = limiter.run(() => Promise.resolve('queued'), never());
    await expect(limiter.run(() => Promise.resolve('too many'), never())).rejects.toMatchObject({ kind: 'overloaded' });
    expect(counters.stats().failures).toEqual({ overloaded: 1 });
    gate.resolve('ran');
    expect(await Promise.all([running, queued])).toEqual(['ran', 'queued']);
  });

  it('runs what has a free slot even without a queue', async () => {
    const { limiter } = make({ maxQueued: 0 });
    expect(await limiter.run(() => Promise.resolve('ran'), never())).toBe('ran');
  });

  it('never starts a task that was given up in the queue', async () => {
    const { limiter } = make();
    const gate = deferred<string>();
    const running = limiter.run(() => gate.promise, never());
    const hurried = new AbortController();
    let started = false;
    const queued = limiter.run(() => {
      started = true;
      return Promise.resolve('x');
    }, hurried.signal);
    hurried.abort();
    await expect(queued).rejects.toMatchObject({ kind: 'aborted' });
    gate.resolve('ran');
    await running;
    await new Promise(setImmediate);
    expect(started).toBe(false);
  });

  it('keeps the slot of a timed-out call while the source works on', async () => {
    const { limiter } = make({ abandonedMs: 60, maxQueued: 5 });
    const started = performance.now();
    await expect(limiter.run(() => Promise.reject(new SourceError('desk', 'timeout', 'slow')), never())).rejects.toMatchObject({ kind: 'timeout' });
    expect(limiter.active).toBe(1);
    await limiter.run(() => Promise.resolve('next'), never());
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  });

  it('frees the slot of a refused call at once', async () => {
    const { limiter } = make({ abandonedMs: 60_000, maxQueued: 5 });
    await expect(limiter.run(() => Promise.reject(new SourceError('desk', 'refused', 'no')), never())).rejects.toMatchObject({ kind: 'refused' });
    expect(await limiter.run(() => Promise.resolve('next'), never())).toBe('next');
  });

  it('runs no more at once than it may', async () => {
    const { limiter } = make({ concurrency: 2, maxQueued: 100 });
    let [now, most] = [0, 0];
    await Promise.all(
      Array.from({ length: 20 }, () =>
        limiter.run(async () => {
          most = Math.max(most, (now += 1));
          await new Promise(setImmediate);
          now -= 1;
        }, never()),
      ),
    );
    expect(most).toBe(2);
  });
});
