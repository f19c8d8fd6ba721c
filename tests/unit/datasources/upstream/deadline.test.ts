import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SourceError } from '../../../../datasources/systems/defineSource.ts';
import { createCounters } from '../../../../datasources/upstream/counters.ts';
import { deadlineOf, setDeadline } from '../../../../datasources/upstream/deadline.ts';
import { createHttp } from '../../../../datasources/upstream/http.ts';
import { createBatcher } from '../../../../datasources/upstream/batcher.ts';
import { deferred } from './fixtures.ts';
import { guardOf, hanging, limits, never, pass, useClockByHand } from './guarding.ts';

describe('deadlines', () => {
  describe('by the clock', () => {
    beforeEach(useClockByHand);
    afterEach(() => jest.useRealTimers());

    const dying = async (asked: Promise<unknown>, afterMs: number) => {
      const startedMs = performance.now();
      const failed = asked.then(() => 'well', (error: SourceError) => `${error.kind} after ${performance.now() - startedMs}`);
      await pass(afterMs);
      return failed;
    };

    it('gives a try its own time where the caller has more', async () => {
      const caller = never();
      setDeadline(caller, performance.now() + 10_000);
      expect(await dying(guardOf({ timeoutMs: 300 }).run('fetch:party', 'read', hanging, caller), 300)).toBe('timeout after 300');
    });

    it('gives it what remains where that is less', async () => {
      const caller = never();
      setDeadline(caller, performance.now() + 200);
      expect(await dying(guardOf({ timeoutMs: 300 }).run('fetch:party', 'read', hanging, caller), 200)).toBe('timeout after 200');
    });

    it('gives a try that waited for its slot what is left then', async () => {
      const caller = never();
      setDeadline(caller, performance.now() + 250);
      const guard = guardOf({ timeoutMs: 200, limits: limits({ concurrency: 1 }) });
      const first = guard.run('fetch:party', 'write', hanging, never()).catch(() => undefined);
      expect(await dying(guard.run('fetch:party', 'write', hanging, caller), 250)).toBe('timeout after 250');
      await first;
    });

    it('hands the time of a batched call down', async () => {
      const seen = deferred<number>();
      const batcher = createBatcher<string>({ system: 'desk', batchSize: 10, answerMs: 700, call: (_keys, signal) => (seen.resolve(deadlineOf(signal) - performance.now()), Promise.resolve(new Map())) });
      await batcher.read('1', never());
      expect(await seen.promise).toBe(700);
    });

    it('leaves no timer and no listener of a call behind', async () => {
      const caller = new AbortController();
      const [added, removed] = [jest.spyOn(caller.signal, 'addEventListener'), jest.spyOn(caller.signal, 'removeEventListener')];
      await guardOf({ hedge: true }).run('fetch:party', 'read', () => Promise.resolve('well'), caller.signal);
      expect(removed.mock.calls.length).toBe(added.mock.calls.length);
      expect(jest.getTimerCount()).toBe(0);
    });
  });

  it('cuts the socket when the time is up, and is told to the source so', async () => {
    const closed = deferred<void>();
    const server = createServer((request) => void request.socket.once('close', () => closed.resolve()));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const http = createHttp({
      system: 'desk', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, connections: 1, connectTimeoutMs: 1_000, maxResponseBytes: 1_000, counters: createCounters(),
      guard: guardOf({ timeoutMs: 5_000 }),
    });
    const caller = never();
    setDeadline(caller, performance.now() + 50);
    await expect(http.send({ method: 'GET', path: '/' }, caller)).rejects.toMatchObject({ kind: 'timeout' });
    await closed.promise;
    await http.close();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });
});
