/** Work that takes longer than its lease. */
import { party } from '../datasources/upstream/fixtures.ts';
import { taking } from './taking.ts';

const LEASE_MS = 900;

describe('work that takes longer than its lease', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'Date', 'performance'] }));
  afterEach(() => void jest.useRealTimers());

  it('is taken by nobody else while it goes on, and is done when it ends', async () => {
    const desk = taking({}, { leaseMs: LEASE_MS });
    desk.says.set('1', party('desk', '1', 'one@x.example'));
    await desk.signal('party', '1');
    desk.hooks.afterAnswer = async () => {
      for (let passed = 0; passed < 5 * LEASE_MS; passed += LEASE_MS / 3) {
        desk.clock.nowMs += LEASE_MS / 3;
        await jest.advanceTimersByTimeAsync(LEASE_MS / 3);
        expect(await desk.store.inbox.lease('next', 'desk', 'party', 5, LEASE_MS)).toEqual([]);
      }
    };
    await desk.ingest.applyNow(['desk:party:1'], new AbortController().signal);
    expect([desk.calls.length, await desk.store.inbox.waiting(), jest.getTimerCount()]).toEqual([1, [], 0]);
  });
});
