import type { PullProgress } from '../../../datasources/mongo/documents.ts';
import { createWorld, NOW_MS, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { ADA, sample } from '../../support/fakes/sample.ts';

const AT = new Date(NOW_MS - 90_000);
const ISO = AT.toISOString();
const sweep = (stage: 'STOPPED' | 'DONE', number = 7): PullProgress['sweep'] => ({ number, stage, begunAt: AT, completedAt: AT, place: null, seen: 79, missing: 21 });
const progress = (over: Partial<PullProgress> = {}): PullProgress => ({
  since: null, highWater: ISO, begunAt: AT, completedAt: AT, fullAt: AT, open: null, sweep: sweep('STOPPED'), failure: null, ...over,
});
const STATUS = '{ syncStatus { system pulling wanted types { type begunAt completedAt highWater highWaterAge fullAt waiting setAside failure failedAt sweep { stage begunAt completedAt seen missing } } } }';

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
});

async function pulled(party: PullProgress, order?: PullProgress): Promise<void> {
  const { pulls } = world.store;
  const lease = { system: 'tryton', fence: (await pulls.lease('tryton', 'p', 60_000))!.fence };
  await pulls.save(lease, 'party', party, 60_000);
  if (order) await pulls.save(lease, 'order', order, 60_000);
  await pulls.release(lease, true);
}
const sync = (input: string) => run(world.request(), `mutation { syncSource(input: ${input}) { source { system wanted } } }`);
const wished = async () => (await world.store.pulls.get('tryton'))?.wanted;

describe('the status of pulls', () => {
  it('names every configured source in order, those that nobody has pulled too', async () => {
    expect((await run(world.request(), STATUS)).data!['syncStatus']).toEqual(['tryton', 'rt', 'vendure', 'ghost'].map((system) => ({ system, pulling: false, wanted: false, types: [] })));
  });

  it('tells how far each type is, what waits, and why it stands still', async () => {
    await pulled(progress({ failure: { kind: 'timeout', at: AT } }), progress({ highWater: 'serial-77', sweep: null }));
    await world.store.inbox.signal([{ ref: 'tryton:party:1', system: 'tryton', type: 'party' }, { ref: 'rt:call:1', system: 'rt', type: 'call' }]);
    await world.store.inbox.signal([{ ref: 'tryton:order:9', system: 'tryton', type: 'order' }]);
    const [failed] = await world.store.inbox.leaseRefs('w', ['tryton:order:9'], 60_000);
    await world.store.inbox.setAside([{ ref: failed!._id, epoch: failed!.epoch, dirty: failed!.dirty, failure: 'garbage' }]);
    await world.store.pulls.lease('rt', 'p', 60_000);
    const [tryton, rt] = (await run(world.request(), STATUS)).data!['syncStatus'];
    const times = { begunAt: ISO, completedAt: ISO, fullAt: ISO };
    expect(tryton).toEqual({
      system: 'tryton', pulling: false, wanted: false,
      types: [
        { type: 'party', ...times, highWater: ISO, highWaterAge: 90, waiting: 1, setAside: 0, failure: 'timeout', failedAt: ISO, sweep: { stage: 'STOPPED', begunAt: ISO, completedAt: ISO, seen: 79, missing: 21 } },
        { type: 'order', ...times, highWater: 'serial-77', highWaterAge: null, waiting: 0, setAside: 1, failure: null, failedAt: null, sweep: null },
      ],
    });
    expect(rt).toMatchObject({ system: 'rt', pulling: true, types: [{ type: 'call', begunAt: null, completedAt: null, waiting: 1, sweep: null }] });
  });
});

describe('a wish for a pull', () => {
  it('is refused for a source that there is not, and told which there are', async () => {
    expect((await sync('{system: "sap"}')).errors).toMatchObject([{ code: 'BAD_USER_INPUT', message: expect.stringContaining('one of tryton, rt, vendure, ghost') }]);
  });

  it('is refused where it confirms what no sweep misses, or would begin anew what it goes on with', async () => {
    await pulled(progress({ sweep: sweep('DONE') }));
    expect((await sync('{system: "tryton", confirmMissing: true}')).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'confirmMissing' } }]);
    await pulled(progress());
    expect((await sync('{system: "tryton", confirmMissing: true, sweep: true}')).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'sweep' } }]);
    expect(await wished()).toBeNull();
  });

  it('waits for a puller, with what was asked for before', async () => {
    expect((await sync('{system: "tryton", sweep: true}')).data).toEqual({ syncSource: { source: { system: 'tryton', wanted: true } } });
    await sync('{system: "tryton"}');
    expect(await wished()).toMatchObject({ sweep: true, confirmed: {} });
  });

  it('confirms the very sweeps that have stopped', async () => {
    await pulled(progress({ sweep: sweep('DONE', 5) }), progress({ sweep: sweep('STOPPED', 8) }));
    await sync('{system: "tryton", confirmMissing: true}');
    expect(await wished()).toMatchObject({ sweep: false, confirmed: { order: 8 } });
  });
});

describe('an erasure by a steward', () => {
  const erase = (ref: string, caller: Parameters<World['request']>[0] = {}, reason = 'asked for it') =>
    run(world.request({ role: 'steward', ...caller }), 'mutation($i: EraseRecordInput!) { eraseRecord(input: $i) { interactions } }', { i: { ref, reason } });
  const refOf = async () => (await world.store.customerIndex.byIds([ADA], { audience: 'staff', rows: { all: true } })).get(ADA)!.parties[0]!.ref;

  it.each(['no ref', 'tryton:party:nobody', 'tryton:party:', 'x'.repeat(2_000), 'gateway:party:pin-1'])('is refused for what is no record (%#)', async (ref) => {
    expect((await erase(ref)).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'ref' } }]);
    expect(await world.store.erasures.pending(5)).toEqual([]);
  });

  it('is refused for a record out of the steward\'s view as for one that there is not, and without a reason', async () => {
    const ref = await refOf();
    const hidden = await erase(ref, { rows: { all: false, keys: ['territory:Nowhere'] } as never });
    expect(hidden.errors).toEqual((await erase('tryton:party:nobody')).errors);
    expect((await erase(ref, {}, '  ')).errors).toMatchObject([{ extensions: { argument: 'reason' } }]);
    expect((await world.store.parties.byRefs([ref])).get(ref)!.state).toBe('LIVE');
  });

  it('takes the record out, forgets cached views of it, tells the audit whose it was, and may be repeated', async () => {
    const ref = await refOf();
    const forgotten: string[] = [];
    world.reader.invalidate = async (refs) => void forgotten.push(...refs);
    const context = world.request({ role: 'steward' });
    const { data } = await run(context, 'mutation($i: EraseRecordInput!) { eraseRecord(input: $i) { interactions } }', { i: { ref, reason: 'asked for it' } });
    expect(data!['eraseRecord'].interactions).toBeGreaterThanOrEqual(0);
    expect(await world.store.parties.byRefs([ref])).toEqual(new Map());
    expect([...context.met]).toContain(ADA);
    expect(forgotten).toContain(ref);
    expect((await erase(ref)).data).toEqual({ eraseRecord: { interactions: 0 } });
  });
});
