/** A call centre that only tells: an in-test definition whose calls cannot be asked for. */
import { createWebhooks } from '../../../ingest/webhooks.ts';
import { createMemoryRecordCache } from '../../../datasources/redis/recordCache.ts';
import { connectSource } from '../../../datasources/systems/connect.ts';
import { sourceConfigSchema } from '../../../datasources/systems/config.ts';
import { macOf, parsedBody, type ReadWebhook } from '../../../datasources/systems/webhook.ts';
import { createRecordReader } from '../../../datasources/upstream/recordReader.ts';
import type { CallRecord } from '../../../domain/records.ts';
import { call, party } from '../../support/fakes/records.ts';
import { taking, type Taking } from './taking.ts';

const AT = '2026-03-04T10:00:00.000Z';
const REF = 'desk:call:1';

/** One call as its switchboard tells it: its state, and the number of the statement. */
const readSwitchboard: ReadWebhook = ({ body, secret, nowMs }) => {
  const { id, seconds, number, ref = `desk:call:${id}` } = parsedBody(body) as { id: string; seconds: number | null; number: number; ref?: string };
  const record = seconds === null ? null : call(ref, 'desk:party:1', AT, { durationSeconds: seconds, final: true });
  return { told: [{ type: 'call', id, observed: { record, order: number } }], mac: macOf(secret, body), atMs: nowMs };
};
const definition = { types: ['party', 'call'] as const, observes: { call: 'number of the statement' }, webhook: readSwitchboard };

let desk: Taking;
beforeEach(() => {
  desk = taking(definition);
  desk.says.set('1', party('desk:party:1', { name: { full: 'Ana', given: null, family: null } }));
});

const tell = (seconds: number | null, number: number, more: object = {}) => {
  const endpoint = createWebhooks({ store: desk.store, sources: new Map([['desk', connectedDesk()]]), now: () => desk.clock.nowMs, logger: { info: () => undefined, warn: () => undefined } })('desk')!;
  return endpoint.take({}, Buffer.from(JSON.stringify({ id: '1', seconds, number, ...more })));
};
const stored = async () => (await desk.store.interactions.byRefs([REF])).get(REF);
const seconds = async () => ((await stored())?.record as CallRecord | null | undefined)?.durationSeconds;

describe('a source that cannot be asked', () => {
  it('is not believed of a record that says to be another one', async () => {
    expect(await tell(60, 1, { ref: 'desk:call:2' })).toBe('unreadable');
    expect(await desk.store.inbox.waiting()).toEqual([]);
  });

  it('is not asked, and what it has told is stored, placed, and gone from the inbox', async () => {
    expect(await tell(60, 1)).toBe('taken');
    await desk.work();
    expect(await seconds()).toBe(60);
    expect((await desk.store.customerIndex.byPartyRefs(['desk:party:1'], { audience: 'staff', rows: { all: true } })).size).toBe(1);
    expect(desk.calls.flat()).toEqual(['1']);
    const [left] = await (await desk.store.inbox.signal([{ ref: REF, system: 'desk', type: 'call' }]), desk.store.inbox.leaseRefs('x', [REF], 1));
    expect(left!.observation).toBeNull();
  });

  it.each([
    ['in order', [[10, 1], [20, 2], [30, 3]]],
    ['the last one first', [[30, 3], [10, 1], [20, 2]]],
    ['doubled', [[10, 1], [30, 3], [30, 3], [20, 2], [10, 1]]],
  ])('ends with what was last by its own count, told %s, whether or not anything was applied between', async (_name, statements) => {
    for (const workBetween of [true, false]) {
      desk = taking(definition);
      for (const [length, number] of statements) {
        await tell(length!, number!);
        if (workBetween) await desk.work();
      }
      await desk.work();
      expect(await seconds()).toBe(30);
    }
  });

  it('may say that there is none any more, and later that there is again', async () => {
    await tell(10, 1);
    await desk.work();
    await tell(null, 2);
    await desk.work();
    expect(await stored()).toMatchObject({ state: 'GONE', record: null });
    await tell(20, 3);
    await desk.work();
    expect(await seconds()).toBe(20);
  });

  it('loses nothing where a worker dies after it has applied an observation and before it could say so', async () => {
    await tell(10, 1);
    const { complete } = desk.store.inbox;
    desk.store.inbox.complete = () => Promise.reject(new Error('killed'));
    await expect(desk.ingest.runOnce()).rejects.toThrow('killed');
    desk.store.inbox.complete = complete;
    desk.clock.nowMs += 600_000;
    await desk.work();
    expect([await seconds(), await desk.store.inbox.waiting()]).toEqual([10, []]);
  });

  it('keeps the record when it is merely signalled: nobody has said anything of it', async () => {
    await tell(10, 1);
    await desk.work();
    await desk.signal('call', '1');
    await desk.work();
    expect([await seconds(), await desk.store.inbox.waiting()]).toEqual([10, []]);
  });

  it('is shown as it was last told', async () => {
    await tell(10, 1);
    await desk.work();
    const reader = createRecordReader({
      sources: new Map([['desk', { ...connectedDesk(), read: 'live' as const }]]),
      cache: createMemoryRecordCache({ maxEntries: 10 }),
      snapshots: async (refs) => new Map([...(await desk.store.snapshots(refs))].map(([ref, { record, fetchedAtMs }]) => [ref, { record, fetchedAt: new Date(fetchedAtMs) }])),
    });
    expect(await reader.read(REF, new Set(['core']), new AbortController().signal)).toMatchObject({ status: 'STALE', record: { durationSeconds: 10 } });
  });
});

function connectedDesk() {
  const limits = { batchSize: 1, pageSize: 1, concurrency: 1, abandonedMs: 0 };
  return connectSource(
    'desk',
    {
      ...definition, adapter: 'switchboard', settings: {} as never, gives: () => [], optionalParts: {}, limits: { fetch: { call: limits }, find: limits, changed: limits }, concurrency: 1, findsBy: [], overlapMs: 0,
      verifies: [], references: { identity: [], relationship: [] },
      connect: () => ({ fetchByIds: () => Promise.reject(new Error('It cannot be asked.')), changedSince: async function* () {} }),
    },
    sourceConfigSchema.parse({ adapter: 'switchboard', url: 'http://127.0.0.1:9', settings: {}, webhook: { secret: 'a secret of the switchboard' } }), {}, { defaultRegion: 'ES', now: () => desk.clock.nowMs },
  );
}
