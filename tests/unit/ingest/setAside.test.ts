import { party } from '../datasources/upstream/fixtures.ts';
import { taking, type Taking } from './taking.ts';

const LONGEST_MS = 300_000;
let desk: Taking;
beforeEach(() => {
  desk = taking();
});

const asideRefs = async () => (await desk.store.inbox.listSetAside({ system: null, after: null, first: 100 })).rows.map(({ row }) => row._id).sort();
const reasons = async () => (await desk.store.inbox.listSetAside({ system: null, after: null, first: 100 })).rows.map(({ row }) => row.lastFailure);
/** Works, and lets so much time pass that everything is due again. */
async function tries(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await desk.work();
    desk.clock.nowMs += LONGEST_MS;
  }
}

describe('work that fails', () => {
  it.each(['unreachable', 'timeout', 'overloaded', 'unauthorised', 'refused', 'garbage'] as const)('is not set aside for an outage of its source, however long: %s', async (kind) => {
    for (const id of ['1', '2']) desk.says.set(id, kind);
    await desk.signal('party', '1', '2');
    await tries(40);
    expect(await asideRefs()).toEqual([]);
    expect(desk.calls).toHaveLength(40);
    desk.says.set('1', party('desk', '1')).set('2', party('desk', '2'));
    await desk.work();
    expect(await desk.store.inbox.waiting()).toEqual([]);
  });

  it('is not set aside for an outage that begins in the midst of good answers', async () => {
    desk.says.set('1', party('desk', '1'));
    await desk.signal('party', '1');
    await desk.work();
    desk.says.set('1', 'timeout');
    await desk.signal('party', '1');
    // Looked at once a second, as a worker does, for as long as twelve waits take together.
    for (let second = 0; second < 3_000; second += 1) {
      desk.clock.nowMs += 1_000;
      if (await desk.store.inbox.undone(['desk:party:1'])) await desk.work();
    }
    expect(await asideRefs()).toEqual([]);
  });

  it('is set aside after as many failures as are configured, with their kind, and costs no call any more', async () => {
    desk = taking({}, { maxAttempts: 3 });
    desk.says.set('1', 'unreadable').set('2', party('desk', '2'));
    await desk.signal('party', '1', '2');
    await tries(2);
    expect(await asideRefs()).toEqual([]);
    await tries(1);
    expect([await asideRefs(), await reasons()]).toEqual([['desk:party:1'], ['unreadable']]);
    expect(desk.logged.filter((message) => message.includes('set aside'))).toHaveLength(1);
    desk.calls.length = 0;
    await tries(3);
    expect(desk.calls).toEqual([]);
  });

  it('is set aside where it makes calls fail of a source that answers others, and takes no other record with it', async () => {
    for (const id of ['1', '2', '3', '4']) desk.says.set(id, party('desk', id));
    desk.says.set('bad', 'timeout');
    desk.says.set('other', party('desk', 'other'));
    await desk.signal('party', '1', '2', 'bad', '3', '4');
    for (let time = 0; time < 14; time += 1) {
      await desk.signal('party', 'other');
      await desk.signal('party', '1');
      await desk.work();
      desk.clock.nowMs += LONGEST_MS;
    }
    expect([await asideRefs(), await reasons()]).toEqual([['desk:party:bad'], ['timeout']]);
    expect(await desk.store.inbox.waiting()).toEqual([]);
    expect([...(await desk.store.parties.byRefs(['1', '2', '3', '4'].map((id) => `desk:party:${id}`))).keys()].sort()).toEqual(['1', '2', '3', '4'].map((id) => `desk:party:${id}`));
  });

  it('is set aside where its source is configured no more', async () => {
    await desk.store.inbox.signal([{ ref: 'former:party:1', system: 'former', type: 'party' }]);
    for (let time = 0; time < 12; time += 1) {
      await desk.ingest.applyNow(['former:party:1'], AbortSignal.timeout(5_000)).catch(() => undefined);
      desk.clock.nowMs += LONGEST_MS;
    }
    expect([await asideRefs(), await reasons()]).toEqual([['former:party:1'], ['unconfigured']]);
  });

  it('is tried once more when its source tells of it again, and from the beginning when an admin says so', async () => {
    desk = taking({}, { maxAttempts: 3 });
    desk.says.set('1', 'unreadable');
    await desk.signal('party', '1');
    await tries(3);
    await desk.signal('party', '1');
    await tries(1);
    expect(await asideRefs()).toEqual(['desk:party:1']);
    await desk.store.inbox.replay({ system: 'desk' });
    await tries(2);
    expect(await asideRefs()).toEqual([]);
    desk.says.set('1', party('desk', '1'));
    await tries(1);
    expect(await desk.store.inbox.waiting()).toEqual([]);
    desk.says.set('1', 'unreadable');
    await desk.signal('party', '1');
    await tries(2);
    expect(await asideRefs()).toEqual([]);
  });
});
