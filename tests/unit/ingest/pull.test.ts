import { SourceError } from '../../../datasources/systems/defineSource.ts';
import { party as partyRecord, ticket as ticketRecord } from '../../support/fakes/records.ts';
import { seed } from '../../support/fakes/seed.ts';
import { createPulling, DAY_MS, HOUR_MS, START_MS, type Pulling } from './pulling.ts';

let pulling: Pulling;
beforeEach(() => {
  pulling = createPulling();
});

const waiting = async (...ids: string[]) => pulling.store.inbox.undone(ids.map((id) => `desk:party:${id}`));
const refs = (...ids: string[]) => new Set(ids.map((id) => `desk:party:${id}`));
const progress = async () => (await pulling.store.pulls.get('desk'))?.types.party;
const since = () => pulling.asked.map(([asked]) => asked);
const WATER = '2026-03-04T10:59:00.000Z';
const late = () => new SourceError('desk', 'timeout', 'late');

describe('a pull', () => {
  it('that breaks keeps what it found, and is begun again where the last whole one ended', async () => {
    pulling.pages = [{ ids: ['1'], highWater: null }, late()];
    expect(await pulling.once()).toBe('failed');
    expect(await waiting('1')).toEqual(refs('1'));
    expect(await progress()).toMatchObject({ highWater: null, completedAt: null, failure: { kind: 'timeout' } });
    pulling.pages = [{ ids: ['1', '2'], highWater: null }, { ids: [], highWater: WATER }];
    expect(await pulling.once()).toBe('whole');
    pulling.pages = [{ ids: ['3'], highWater: '2026-03-04T12:00:00.000Z' }, late()];
    await pulling.once();
    pulling.pages = [];
    await pulling.once();
    expect(since()).toEqual([null, null, '2026-03-04T10:58:00.000Z', '2026-03-04T10:58:00.000Z']);
    expect(await progress()).toMatchObject({ highWater: WATER, failure: null });
  });

  it('that breaks is gone on with behind its last page where the source has an order, and then begun anew from the next mark', async () => {
    pulling.pages = [{ ids: ['1'], highWater: null, place: 'p1' }, { ids: ['2'], highWater: null, place: 'p2' }, late()];
    await pulling.once();
    pulling.pages = [late()];
    await pulling.once();
    pulling.pages = [{ ids: ['3'], highWater: null, place: 'p3' }, { ids: [], highWater: WATER }];
    await pulling.once();
    pulling.pages = [];
    await pulling.once();
    expect(pulling.asked).toEqual([[null, null], [null, 'p2'], [null, 'p2'], ['2026-03-04T10:58:00.000Z', null]]);
  });

  it('is begun again where its source can make nothing of the place any more', async () => {
    pulling.pages = [{ ids: ['1'], highWater: null, place: 'p1' }, late()];
    await pulling.once();
    pulling.pages = [new SourceError('desk', 'refused', 'no')];
    await pulling.once();
    await pulling.once();
    expect(pulling.asked.map(([, place]) => place)).toEqual([null, 'p1', null]);
  });

  it('is not remembered as through where the inbox did not take a page', async () => {
    pulling.store.inbox.signal = () => Promise.reject(new Error('store'));
    pulling.pages = [{ ids: ['1'], highWater: WATER, place: 'p1' }];
    expect(await pulling.once()).toBe('failed');
    expect(pulling.counts).toEqual([]);
    expect(await progress()).toMatchObject({ highWater: null, completedAt: null, open: null });
  });

  it('takes everything at first, then what may have changed since, its overlap before', async () => {
    pulling.pages = [{ ids: ['1', '2', '1'], highWater: null }, { ids: [], highWater: WATER }];
    await pulling.once();
    expect(await waiting('1', '2', '3')).toEqual(refs('1', '2'));
    expect(pulling.counts).toEqual([2]);
    pulling.nowMs += HOUR_MS;
    pulling.pages = [{ ids: ['3'], highWater: '2026-03-04T11:59:00.000Z' }];
    await pulling.once();
    pulling.nowMs += HOUR_MS;
    await pulling.once();
    expect(since()).toEqual([null, '2026-03-04T10:58:00.000Z', '2026-03-04T11:58:00.000Z']);
    const at = new Date(pulling.nowMs);
    expect(await progress()).toEqual({
      since: '2026-03-04T11:58:00.000Z', highWater: '2026-03-04T11:59:00.000Z', begunAt: at, completedAt: at, fullAt: new Date(START_MS), open: null, sweep: null, failure: null,
    });
  });

  it('goes on from where it was when nothing changed', async () => {
    pulling.pages = [{ ids: ['1'], highWater: WATER }];
    await pulling.once();
    pulling.pages = [{ ids: [], highWater: null }];
    await pulling.once();
    await pulling.once();
    expect(since().slice(1)).toEqual(['2026-03-04T10:58:00.000Z', '2026-03-04T10:58:00.000Z']);
  });

  it('hands a mark that is no time back as its source made it', async () => {
    pulling.pages = [{ ids: ['1'], highWater: 'serial-77' }];
    await pulling.once();
    await pulling.once();
    expect(since()).toEqual([null, 'serial-77']);
  });

  it('takes everything as long as the source has named no mark', async () => {
    pulling.pages = [{ ids: ['1'], highWater: null }];
    await pulling.once();
    await pulling.once();
    expect(since()).toEqual([null, null]);
  });

  it('takes everything again after its time, of a source that has no sweep, and not a moment before', async () => {
    pulling.pages = [{ ids: ['1'], highWater: WATER }];
    await pulling.once();
    pulling.nowMs = START_MS + DAY_MS - 1;
    await pulling.once();
    pulling.nowMs = START_MS + DAY_MS;
    await pulling.once();
    pulling.nowMs += HOUR_MS;
    await pulling.once();
    expect(since()).toEqual([null, '2026-03-04T10:58:00.000Z', null, '2026-03-04T10:58:00.000Z']);
  });

  it('looks again at events that may still change, whatever their stamps say, and not at those that are final', async () => {
    const at = '2026-03-01T08:00:00.000Z';
    await seed(pulling.store, {
      customers: [{ id: 'c1', parties: [partyRecord('desk:party:1')] }],
      events: [ticketRecord('desk:ticket:1', 'desk:party:1', at), ticketRecord('desk:ticket:2', 'desk:party:1', at, { final: true }), ticketRecord('other:ticket:3', 'desk:party:1', at)],
    });
    const open = () => pulling.store.inbox.undone(['desk:ticket:1', 'desk:ticket:2', 'desk:ticket:3', 'other:ticket:3']);
    pulling.pages = [{ ids: [], highWater: WATER }];
    await pulling.once(['ticket']);
    expect(await open()).toEqual(new Set());
    await pulling.once(['ticket']);
    expect(await open()).toEqual(new Set(['desk:ticket:1']));
  });
});

describe('a puller', () => {
  it('asks nothing of a source that another one pulls, and goes on where a dead one was', async () => {
    const other = await pulling.store.pulls.lease('desk', 'other', 60_000);
    pulling.pages = [{ ids: ['1'], highWater: WATER }];
    expect(await pulling.once()).toBe('elsewhere');
    expect(pulling.asked).toEqual([]);
    await pulling.store.pulls.save({ system: 'desk', fence: other!.fence }, 'party', { since: null, highWater: null, begunAt: new Date(START_MS), completedAt: null, fullAt: null, open: { since: null, place: 'p9' }, sweep: null, failure: null }, 60_000);
    pulling.nowMs += 60_001;
    expect(await pulling.once()).toBe('whole');
    expect(pulling.asked).toEqual([[null, 'p9']]);
  });

  it('stops where another one has taken its source over meanwhile, and writes nothing more', async () => {
    pulling.pages = [{ ids: ['1'], highWater: null, place: 'p1' }, { ids: ['2'], highWater: WATER }];
    const { signal } = pulling.store.inbox;
    pulling.store.inbox.signal = async (...args) => {
      pulling.nowMs += 60_001;
      await pulling.store.pulls.lease('desk', 'other', 60_000);
      return signal(...args);
    };
    expect(await pulling.once()).toBe('elsewhere');
    expect(await pulling.store.pulls.get('desk')).toMatchObject({ leaseOwner: 'other', types: { party: { open: null, completedAt: null } } });
    expect(pulling.warnings).toEqual([]);
  });

  it('gives the lease back whatever happened', async () => {
    pulling.pages = [late()];
    await pulling.once();
    expect((await pulling.store.pulls.get('desk'))!.leaseUntil).toBeNull();
    pulling.store.inbox.signal = () => Promise.reject(new Error('store'));
    await pulling.once();
    expect((await pulling.store.pulls.get('desk'))!.leaseUntil).toBeNull();
  });

  it('asks for no more while too many refs of the source wait, and goes on when they are worked off', async () => {
    pulling = createPulling({ maxWaiting: 3 });
    await pulling.store.inbox.signal([1, 2, 3, 4].map((id) => ({ ref: `other:party:${id}`, system: 'other', type: 'party' as const })));
    pulling.pages = [{ ids: ['1', '2'], highWater: null, place: 'p1' }, { ids: ['3', '4'], highWater: null, place: 'p2' }, { ids: ['5'], highWater: WATER }];
    const waited: (number | undefined)[] = [];
    await pulling.once(['party'], {
      async makeRoom() {
        waited.push((await pulling.store.inbox.waiting()).find(({ system }) => system === 'desk')?.count);
        const [work] = await pulling.store.inbox.lease('w', 'desk', 'party', 1, 60_000);
        await pulling.store.inbox.complete([{ ref: work!._id, epoch: work!.epoch, dirty: work!.dirty }]);
      },
    });
    // Four wait where three may; then again with the fifth.
    expect(waited).toEqual([4, 4]);
    expect(pulling.counts).toEqual([2, 2, 1]);
  });
});
