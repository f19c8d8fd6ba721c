import type { PullProgress } from '../../../../datasources/mongo/documents.ts';
import type { Store } from '../../../../datasources/mongo/store.ts';
import { syncStatus } from '../../../../operations/syncStatus.ts';
import { parseSyncArguments } from '../../../../gateway/cli/sync.ts';
import { followSync, isTaken, outcomeOf, type FollowOptions } from '../../../../gateway/cli/sync/follow.ts';
import { createMemoryStore } from '../../../support/fakes/memoryStore/index.ts';

const AT = new Date('2026-03-04T11:00:00Z');
const progress = (over: Partial<PullProgress> = {}): PullProgress => ({ since: null, highWater: 'w', begunAt: AT, completedAt: AT, fullAt: AT, open: null, sweep: null, failure: null, ...over });
const sweep = (stage: 'LISTING' | 'STOPPED' | 'DONE'): PullProgress['sweep'] => ({ number: 7, stage, begunAt: AT, completedAt: null, place: null, seen: 79, missing: 21 });

describe('the arguments of npm run sync', () => {
  it.each([[[]], [['erp', 'shop']], [['sap']], [['erp', '--fast']]])('are refused with the sources that there are: %j', (args) => {
    expect(parseSyncArguments(args, ['erp', 'shop'])).toEqual({ problem: expect.stringContaining('erp shop') as string });
  });

  it('name a source and what is to be done', () => {
    expect(parseSyncArguments(['shop', '--sweep'], ['erp', 'shop'])).toEqual({ system: 'shop', sweep: true, confirmMissing: false });
    expect(parseSyncArguments(['erp', '--confirm-missing'], ['erp', 'shop'])).toEqual({ system: 'erp', sweep: false, confirmMissing: true });
  });
});

describe('following a pull', () => {
  let nowMs: number;
  let store: Store;
  let shown: string[];
  /** What happens at each look. */
  let steps: (() => Promise<unknown>)[];
  let options: FollowOptions;
  beforeEach(() => {
    nowMs = AT.getTime();
    store = createMemoryStore(() => nowMs);
    [shown, steps] = [[], []];
    options = {
      store,
      display: { update: ({ type, done, total }) => void shown.push(`${type} ${done}/${total}`), end: () => undefined },
      now: () => nowMs,
      async wait(ms) {
        nowMs += ms;
        await steps.shift()?.();
      },
    };
  });
  const status = async () => (await syncStatus(options, ['erp']))[0]!;
  const lease = async () => ({ system: 'erp', fence: (await store.pulls.lease('erp', 'p', 60_000))!.fence });
  const signal = (...ids: number[]) => store.inbox.signal(ids.map((id) => ({ ref: `erp:party:${id}`, system: 'erp', type: 'party' as const })));
  async function workOff(count: number): Promise<void> {
    const batch = await store.inbox.lease('w', 'erp', 'party', count, 60_000);
    await store.inbox.complete(batch.map(({ _id, epoch, dirty }) => ({ ref: _id, epoch, dirty })));
  }

  it('is not begun where nobody takes the wish up, however long another pull lasts before', async () => {
    const wish = { at: AT, sweep: false, confirmed: {} };
    await store.pulls.wish('erp', wish);
    expect(await isTaken(options, 'erp')).toBe(false);
    const held = await lease();
    steps = [...Array.from({ length: 60 }, () => () => Promise.resolve()), () => store.pulls.release(held, true)];
    const before = nowMs;
    expect(await isTaken(options, 'erp')).toBe(false);
    expect(nowMs - before).toBeGreaterThan(15_000);
    steps = [async () => store.pulls.takeWish(await lease(), wish)];
    expect(await isTaken(options, 'erp')).toBe(true);
  });

  it('shows what is done until the last sweep is through and nothing waits', async () => {
    const held = await lease();
    steps = [
      () => signal(1, 2, 3),
      () => workOff(1),
      () => store.pulls.save(held, 'party', progress({ sweep: sweep('LISTING') }), 60_000),
      () => store.pulls.release(held, true),
      () => workOff(5),
      () => store.pulls.save(held, 'party', progress({ sweep: sweep('DONE') }), 60_000).then(() => store.pulls.release(held, true)),
    ];
    const done = await followSync(options, 'erp');
    expect([steps, new Set(shown)]).toEqual([[], new Set(['party 0/3', 'party 1/3', 'party 3/3'])]);
    expect(outcomeOf(done)).toEqual({ isWell: true, lines: [expect.stringContaining('saw 79 and missed 21')] });
  });

  it('ends where what is left cannot be taken in now, and says so', async () => {
    await signal(1, 2);
    steps = [() => workOff(1)];
    expect(outcomeOf(await followSync(options, 'erp'))).toEqual({ isWell: false, lines: [expect.stringContaining('1 wait')] });
  });

  it('says why a source stands still', async () => {
    const held = await lease();
    await store.pulls.save(held, 'party', progress({ sweep: sweep('STOPPED') }), 60_000);
    await store.pulls.save(held, 'order', progress({ completedAt: null, failure: { kind: 'timeout', at: AT } }), 60_000);
    const { lines, isWell } = outcomeOf(await status());
    expect([isWell, lines[0], lines[1]]).toEqual([false, expect.stringMatching(/STOPPED: 21 are missing.*--confirm-missing/), expect.stringMatching(/not pulled yet; FAILED: timeout/)]);
  });
});
