import { setMaxListeners } from 'node:events';
import { SourceError, type SourceClient } from '../../../datasources/systems/defineSource.ts';
import { GatewayError } from '../../../domain/errors.ts';
import { createPuller, type Puller } from '../../../ingest/puller.ts';
import { openPullSession } from '../../../ingest/pullSession.ts';
import { createMemoryStore } from '../../support/fakes/memoryStore/index.ts';
import type { Store } from '../../../datasources/mongo/store.ts';
import { deferred, source } from '../datasources/upstream/fixtures.ts';

const HOUR_MS = 3_600_000;

/** Three sources of different intervals; time passes as it is waited for, in small steps, as one clock for all. */
describe('pullers of several sources', () => {
  let nowMs: number;
  let store: Store;
  let asked: [string, number][];
  let stuck: ReturnType<typeof deferred<void>> | null;
  /** What pulls of `hourly` break off with, one each. */
  let breaking: Error[];
  let pullers: Puller[];

  const client = (system: string): SourceClient => ({
    fetchByIds: () => Promise.resolve([]),
    async *changedSince(type, _since, signal) {
      if (type === 'party') asked.push([system, nowMs]);
      if (system === 'hourly' && type === 'party' && breaking.length > 0) throw breaking.shift();
      if (system === 'slow' && stuck) await Promise.race([stuck.promise, new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))]);
      yield { ids: [], highWater: '2026-03-04T10:59:00.000Z' };
    },
  });
  /** All that wait for their time, the earliest first. */
  let sleepers: { atMs: number; wake: () => void }[];
  const clock = {
    nowMs: () => nowMs,
    wait: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        sleepers.push({ atMs: nowMs + ms, wake: resolve });
        setMaxListeners(0, signal);
        signal.addEventListener('abort', () => resolve());
      }),
  };
  /** Lets time pass, whoever waits woken in turn, and everything that is begun come to its end in between. */
  async function pass(ms: number): Promise<void> {
    const endMs = nowMs + ms;
    for (;;) {
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      const next = sleepers.sort((a, b) => a.atMs - b.atMs)[0];
      if (!next || next.atMs > endMs) break;
      sleepers.shift();
      nowMs = Math.max(nowMs, next.atMs);
      next.wake();
    }
    nowMs = endMs;
  }

  function pullerOf(owner: string): Puller {
    const sources = new Map([
      ['slow', source(client('slow'), { system: 'slow' })],
      ['quick', source(client('quick'), { system: 'quick', sync: { intervalMs: 2_000 } })],
      ['hourly', source(client('hourly'), { system: 'hourly', sync: { intervalMs: HOUR_MS } })],
    ]);
    const puller = createPuller({ store, sources, owner, leaseMs: 60_000, intervalMs: 10_000, now: () => nowMs, logger: { info: () => undefined, warn: () => undefined }, onPage: () => undefined, clock });
    pullers.push(puller);
    return puller;
  }
  const times = (system: string) => [...new Set(asked.filter(([each]) => each === system).map(([, at]) => at))];

  beforeEach(() => {
    [nowMs, asked, stuck, breaking, pullers, sleepers] = [0, [], null, [], [], []];
    store = createMemoryStore(() => nowMs);
  });
  afterEach(() => Promise.all(pullers.map((puller) => puller.stop())));

  it('ask each at its own intervals, the slow one holding up nobody', async () => {
    stuck = deferred();
    pullerOf('one').start('withRound');
    await pass(9_000);
    expect(times('quick')).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
    expect(times('slow')).toEqual([0]);
    stuck.resolve();
    stuck = null;
    await pass(12_000);
    expect(times('slow')).toEqual([0, 10_000, 20_000]);
  });

  it('rest first where a round has just been made', async () => {
    pullerOf('one').start('resting');
    await pass(1_500);
    expect(asked).toEqual([]);
    await pass(1_000);
    expect(times('quick')).toEqual([2_000]);
  });

  it.each([
    ['the store', () => new GatewayError('STORE_UNAVAILABLE', 'The store does not answer.')],
    ['the source', () => new SourceError('hourly', 'unreachable', 'It does not answer.')],
  ])('go on half a minute later with a round that %s broke off, however long the interval is', async (_who, failure) => {
    breaking = [failure(), failure()];
    pullerOf('one').start('withRound');
    await pass(95_000);
    expect(times('hourly')).toHaveLength(3);
    const [first, second, third] = times('hourly') as [number, number, number];
    for (const between of [second - first, third - second]) expect(between).toBeGreaterThanOrEqual(30_000);
    expect((await store.pulls.get('hourly'))!.types.party!.completedAt).toEqual(new Date(third));
    await pass(HOUR_MS - 100_000);
    expect(times('hourly')).toHaveLength(3);
  });

  it('go on with the round of one that has died as soon as its lease has run out', async () => {
    await store.pulls.lease('hourly', 'dead', 60_000);
    pullerOf('one').start('withRound');
    await pass(59_000);
    expect(times('hourly')).toEqual([]);
    await pass(4_000);
    expect(times('hourly')).toHaveLength(1);
    await pass(HOUR_MS / 2);
    expect(times('hourly')).toHaveLength(1);
  });

  it('of two instances ask no more often than one would', async () => {
    pullerOf('one').start('withRound');
    await pass(700);
    pullerOf('other').start('withRound');
    await pass(20_000);
    expect(times('quick').length).toBeLessThanOrEqual(11);
    expect(times('slow').length).toBeLessThanOrEqual(3);
  });

  it('take up a wish within a second or so', async () => {
    pullerOf('one').start('withRound');
    await pass(3_000);
    await store.pulls.wish('slow', { at: new Date(nowMs), sweep: false, confirmed: {} });
    await pass(1_500);
    expect(times('slow')).toHaveLength(2);
    expect((await store.pulls.get('slow'))!.wanted).toBeNull();
  });

  it('give their leases back when they are stopped in the middle of a pull', async () => {
    stuck = deferred();
    const puller = pullerOf('one');
    puller.start('withRound');
    await pass(100);
    expect((await store.pulls.get('slow'))!.leaseUntil).not.toBeNull();
    await puller.stop();
    expect((await store.pulls.get('slow'))!.leaseUntil).toBeNull();
  });
});

it('a lease that was given back is free, even where a renewal of it was still on its way', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  try {
    const store = createMemoryStore(() => 0);
    const gate = deferred<void>();
    const pulls: Store['pulls'] = { ...store.pulls, renew: (...lease) => gate.promise.then(() => store.pulls.renew(...lease)) };
    const session = await openPullSession(
      {
        store: { ...store, pulls }, source: source({ fetchByIds: () => Promise.resolve([]), async *changedSince() {} }, { system: 'slow' }),
        owner: 'one', leaseMs: 3_000, now: () => 0, signal: new AbortController().signal, onPage: () => undefined, makeRoom: () => Promise.resolve(),
      },
      0,
    );
    jest.advanceTimersByTime(1_000);
    const closed = session!.close(true);
    gate.resolve();
    await closed;
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect((await store.pulls.get('slow'))!.leaseUntil).toBeNull();
  } finally {
    jest.useRealTimers();
  }
});
