import { SourceError, type SweptPage } from '../../../datasources/systems/defineSource.ts';
import { isTooMany } from '../../../ingest/sweep.ts';
import { party as partyRecord, ticket as ticketRecord } from '../../support/fakes/records.ts';
import { seed } from '../../support/fakes/seed.ts';
import { createPulling, DAY_MS, START_MS, type Pulling } from './pulling.ts';

const WATER = '2026-03-04T10:59:00.000Z';
let pulling: Pulling;
/** What the source has, in its own order of keys: by number. */
let there: number[];

/** Three ids a page, from behind the place. */
function pagesBehind(place: string | null): SweptPage[] {
  const left = there.filter((id) => id > Number(place ?? 0)).sort((a, b) => a - b);
  const pages: SweptPage[] = [];
  for (let from = 0; from < left.length; from += 3) pages.push({ ids: left.slice(from, from + 3).map(String), place: String(left.slice(from, from + 3).at(-1)) });
  return pages;
}

/** A store that has these, last seen when the first pull was made. */
async function known(count: number): Promise<void> {
  there = Array.from({ length: count }, (_, index) => index + 1);
  await seed(pulling.store, { customers: there.map((id) => ({ id: `c${id}`, parties: [partyRecord(`desk:party:${id}`)] })) });
  pulling.pages = [{ ids: [], highWater: WATER }];
  await pulling.once(['party']);
  pulling.nowMs = START_MS + DAY_MS;
}

const sweepOf = async () => (await pulling.store.pulls.get('desk'))!.types.party!.sweep;
const waiting = async () => pulling.store.inbox.undone([...Array(3_000).keys()].map((id) => `desk:party:${id}`));
/** As a worker does who finds everything as it was. */
async function workOff(): Promise<void> {
  const batch = await pulling.store.inbox.lease('w', 'desk', 'party', 9_999, 60_000);
  await pulling.store.inbox.complete(batch.map(({ _id, epoch, dirty }) => ({ ref: _id, epoch, dirty })));
}

beforeEach(() => {
  pulling = createPulling();
  pulling.sweepPages = pagesBehind;
});

describe('a sweep', () => {
  it('is not begun before its time, nor before everything was taken once', async () => {
    there = [1];
    pulling.pages = [{ ids: ['1'], highWater: null }, new SourceError('desk', 'timeout', 'late')];
    await pulling.once();
    pulling.pages = [{ ids: ['1'], highWater: WATER }];
    await pulling.once();
    pulling.nowMs = START_MS + DAY_MS - 1;
    await pulling.once();
    expect(pulling.swept).toEqual([]);
    pulling.nowMs += 1;
    await pulling.once(['party'], { sweeps: false });
    expect(pulling.swept).toEqual([]);
    await pulling.once();
    await pulling.once();
    expect(pulling.swept).toEqual([null]);
  });

  it('has everything read again that the source has, and what it misses of what was there before', async () => {
    await known(12);
    there = there.filter((id) => id !== 10);
    await pulling.once();
    // 10 sorts before 2 in the store: the order of neither side matters.
    expect(await waiting()).toEqual(new Set(Array.from({ length: 12 }, (_, index) => `desk:party:${index + 1}`)));
    expect(await pulling.store.inbox.sweptBy(START_MS + DAY_MS, ['desk:party:9', 'desk:party:10', 'desk:party:11'])).toEqual(new Set(['desk:party:9', 'desk:party:11']));
    expect(await sweepOf()).toMatchObject({ stage: 'DONE', seen: 11, missing: 1 });
  });

  it('says nothing of what is gone already, was read since it began, or that no source keeps as a record', async () => {
    await known(3);
    there = [1];
    pulling.sweepPages = (place) => (place === null ? pagesBehind(null) : []);
    await pulling.store.parties.upsert([{ ...(await pulling.store.parties.byRefs(['desk:party:2'])).get('desk:party:2')!, epoch: 99, state: 'GONE', record: null }]);
    await pulling.store.parties.touch([{ ref: 'desk:party:3', epoch: 99 }], new Date(START_MS + DAY_MS));
    await seed(pulling.store, { customers: [{ id: 'c9', parties: [partyRecord('desk:party:stated-abc'), partyRecord('other:party:7')] }] });
    await pulling.once();
    expect(await waiting()).toEqual(new Set(['desk:party:1']));
    expect(await pulling.store.inbox.undone(['desk:party:stated-abc', 'other:party:7'])).toEqual(new Set());
  });

  it('compares events with events', async () => {
    there = [1];
    await seed(pulling.store, {
      customers: [{ id: 'c1', parties: [partyRecord('desk:party:1')] }],
      events: [1, 2].map((id) => ticketRecord(`desk:ticket:${id}`, 'desk:party:1', '2026-03-01T08:00:00.000Z', { final: true })),
    });
    pulling.pages = [{ ids: [], highWater: WATER }];
    await pulling.once(['ticket']);
    pulling.nowMs = START_MS + DAY_MS;
    await pulling.once(['ticket']);
    expect(await pulling.store.inbox.undone(['desk:ticket:1', 'desk:ticket:2', 'desk:party:1'])).toEqual(new Set(['desk:ticket:1', 'desk:ticket:2']));
    expect((await pulling.store.pulls.get('desk'))!.types.ticket!.sweep).toMatchObject({ stage: 'DONE', missing: 1 });
  });

  it('that breaks is gone on with behind its last page, and misses nothing that it saw before', async () => {
    await known(8);
    pulling.sweepPages = (place) => [...pagesBehind(place).slice(0, 1), new SourceError('desk', 'unreachable', 'away')];
    expect(await pulling.once()).toBe('failed');
    expect(await pulling.once()).toBe('failed');
    expect(await sweepOf()).toMatchObject({ stage: 'LISTING', place: '6', seen: 6 });
    await workOff();
    pulling.sweepPages = pagesBehind;
    expect(await pulling.once()).toBe('whole');
    expect(pulling.swept).toEqual([null, '3', '6']);
    expect(await sweepOf()).toMatchObject({ stage: 'DONE', seen: 8, missing: 0 });
    expect(await waiting()).toEqual(new Set(['desk:party:7', 'desk:party:8']));
  });

  it('lets pulls of changes come in between', async () => {
    await known(8);
    for (let round = 0; round < 6; round += 1) await pulling.once(['party'], { untilMs: 0 });
    expect(pulling.asked).toHaveLength(7);
    expect(pulling.swept).toEqual([null, '3', '6', '8']);
    expect(await sweepOf()).toMatchObject({ stage: 'DONE', seen: 8 });
  });

  it('stops before it has told of anything where more than 1 % and more than 20 are missing, and alarms', async () => {
    expect([isTooMany(20, 0), isTooMany(21, 79), isTooMany(21, 2_078), isTooMany(21, 2_079), isTooMany(1_000, 98_999)]).toEqual([false, true, true, false, true]);
    await known(100);
    there = there.slice(0, 79);
    await pulling.once();
    expect((await waiting()).size).toBe(79);
    expect(await sweepOf()).toMatchObject({ stage: 'STOPPED', missing: 21, seen: 79 });
    expect(pulling.warnings).toEqual([[{ system: 'desk', type: 'party', missing: 21, seen: 79 }, expect.stringContaining('misses too many')]]);
    await workOff();
    await pulling.once();
    expect((await waiting()).size).toBe(0);
  });

  it('tells of what is missing after all when an admin has confirmed this very sweep', async () => {
    await known(100);
    there = there.slice(0, 50);
    await pulling.once();
    await workOff();
    const { number } = (await sweepOf())!;
    await pulling.store.pulls.wish('desk', { at: new Date(1), sweep: false, confirmed: { party: number - 1 } });
    await pulling.once();
    expect([(await waiting()).size, (await sweepOf())!.stage]).toEqual([0, 'STOPPED']);
    await pulling.store.pulls.wish('desk', { at: new Date(2), sweep: false, confirmed: { party: number } });
    await pulling.once();
    expect([(await waiting()).size, (await sweepOf())!.stage]).toEqual([50, 'DONE']);
    expect((await pulling.store.pulls.get('desk'))!.wanted).toBeNull();
  });

  it('is begun at once where an admin wants it, and anew when its time comes after one that stopped', async () => {
    await known(100);
    pulling.nowMs = START_MS + 1;
    await pulling.store.pulls.wish('desk', { at: new Date(1), sweep: true, confirmed: {} });
    there = [];
    await pulling.once();
    expect(await sweepOf()).toMatchObject({ stage: 'STOPPED', missing: 100 });
    there = Array.from({ length: 100 }, (_, index) => index + 1);
    pulling.nowMs = START_MS + 1 + DAY_MS;
    await pulling.once();
    expect(await sweepOf()).toMatchObject({ stage: 'DONE', missing: 0, number: START_MS + 1 + DAY_MS });
  });
});
