/** Rounds of ingest look at what is past its retention, once in an hour. */
import { ArchiveError, type Archive } from '../../../datasources/archive.ts';
import { applyOptions } from '../../support/acmeIngest.ts';
import { ticket } from '../../support/fakes/records.ts';
import { party } from '../datasources/upstream/fixtures.ts';
import { taking, type Taking } from './taking.ts';

const DAY = 86_400_000;
let desk: Taking;
let lines: string[];
let full: boolean;
let purges: number[];
const archive: Archive = {
  append: (appended) => (full && appended.length > 0 ? Promise.reject(new ArchiveError({ code: 'ENOSPC' })) : Promise.resolve(void lines.push(...appended))),
  close: () => Promise.resolve(),
  purge: async (erasures) => (purges.push(erasures), 1),
};
beforeEach(async () => {
  [lines, full, purges] = [[], false, []];
  desk = taking({}, { archive, apply: { ...applyOptions(['desk']), retention: { ticket: 40 * DAY } } });
  desk.says.set('1', party('desk', '1'));
  await desk.signal('party', '1');
  await desk.work();
});

/** A closed ticket of now, which grows old. */
async function closed(): Promise<void> {
  desk.says.set('7', ticket('desk:ticket:7', 'desk:party:1', new Date(desk.clock.nowMs).toISOString(), { final: true, status: 'RESOLVED' }));
  await desk.signal('ticket', '7');
  await desk.work();
}
const stored = async () => (await desk.store.interactions.stored(['desk:ticket:7'])).size;

describe('a round of ingest', () => {
  it('goes on when the archive cannot be written, and removes nothing', async () => {
    await closed();
    desk.clock.nowMs += 41 * DAY;
    full = true;
    await desk.work();
    expect([await stored(), lines]).toEqual([1, []]);
    expect(desk.logged).toEqual([expect.stringMatching(/could not be archived/)]);
    full = false;
    await desk.work();
    expect(lines).toEqual([]);
    desk.clock.nowMs += 3_600_000;
    await desk.work();
    expect([await stored(), lines.length]).toEqual([0, 1]);
  });

  it('has the archive purged once there are erasures, and says how many lines went', async () => {
    expect(purges).toEqual([]);
    await desk.store.erasures.seal([{ _id: 'a hash', actor: 'desk', reason: 'reported', at: new Date(desk.clock.nowMs) }]);
    desk.clock.nowMs += 3_600_000;
    await desk.work();
    expect([purges, desk.logged]).toEqual([[1], []]);
  });

  it('keeps for ever what no retention is configured for', async () => {
    await closed();
    desk.clock.nowMs += 4_000 * DAY;
    await desk.over(desk.store, { apply: applyOptions(['desk']) }).runOnce();
    expect([await stored(), lines]).toEqual([1, []]);
  });

  it('does not take in again what it has archived', async () => {
    await closed();
    desk.clock.nowMs += 41 * DAY;
    await desk.work();
    expect([await stored(), lines.length]).toEqual([0, 1]);
    await desk.signal('ticket', '7');
    await desk.work();
    expect([await stored(), await desk.store.inbox.waiting()]).toEqual([0, []]);
  });
});
