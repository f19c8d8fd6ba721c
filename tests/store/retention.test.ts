/** Events that are past their retention: archived, then removed with all that followed from them; none is lost, and none comes back. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive, type Archive } from '../../datasources/archive.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import type { SourceRecord } from '../../domain/records.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { archiveEvents } from '../../operations/archiveEvents.ts';
import { eraseRecords } from '../../operations/eraseRecords.ts';
import { purgeArchive } from '../../operations/purgeArchive.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { sweepDiscrepancies } from '../../operations/sweepDiscrepancies.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { tries } from '../support/depth.ts';
import { call } from '../support/fakes/records.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { order, party } from '../support/partyRecords.ts';
import { canonicalContent, looseEnds } from './canonical.ts';
import { dyingStore, heldStore } from './faultyStore.ts';
import { STAFF } from './stewards.ts';
import { strideOf } from './strides.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);
const systems = ['erp', 'shop', 'desk'];
const never = new AbortController().signal;
const daysAgo = (days: number) => new Date(NOW - days * DAY).toISOString();
const ana = { name: 'Ana|García', emails: '✓ana@x.example' };
const old = (ref: string, partyRef: string, over: object = {}) => order(ref, partyRef, { at: daysAgo(400), total: { amount: '10.00', currency: 'EUR' }, number: ref.replaceAll(':', '-'), ...over });
/** A guest of whom nothing else is known. */
const guest = { statement: { kind: 'PERSON' as const, name: { full: 'Zoe Quiet', given: null, family: null }, emails: [{ value: 'zoe.quiet@x.example', verified: false, label: null }], phones: [], addresses: [] } };

describe.each(mongoServers())('retention on the $name server', (server) => {
  let test: TestStore;
  let deps: ApplyDeps;
  let epoch: number;
  let lines: string[];
  let beforeAppend: () => Promise<unknown>;
  const archive: Archive = {
    async append(appended) {
      await beforeAppend();
      lines.push(...appended);
    },
    close: () => Promise.resolve(),
    purge: () => Promise.resolve(0),
  };
  beforeEach(async () => {
    test = await openTestStore(server);
    [epoch, lines, beforeAppend] = [0, [], () => Promise.resolve()];
    const reconciliation = [{ systems: ['erp', 'shop'] as const, kind: 'order' as const, window: { amountTolerance: 0, timeToleranceMs: DAY }, agreement: { amountTolerance: 0 }, expectedIn: { system: 'erp', afterMs: DAY } }];
    deps = { ...applyOptions(systems), reconciliation, retention: { order: 365 * DAY }, store: test.store, now: () => NOW };
  });
  afterEach(async () => {
    const ends = await looseEnds(test.database);
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const see = (...records: SourceRecord[]) => applyChange({ ...deps, retention: {} }, records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record })));
  const seeAgain = (...records: SourceRecord[]) => applyChange(deps, records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record })));
  const round = (store: Store = test.store) => archiveEvents({ ...deps, store }, archive, never);
  const left = async () => (await test.database.collection('interactions').find({}).sort({ _id: 1 }).toArray()).map(({ _id }) => String(_id));
  const archived = () => lines.map((line) => (JSON.parse(line) as { ref: string }).ref).sort();
  const open = async () => (await test.store.discrepancies.list({ filter: { states: ['OPEN'] }, after: null, first: 20 })).rows.map(({ row }) => row._id);
  const customerOf = async (ref: string) => (await test.store.customerIndex.byPartyRefs([ref], STAFF)).get(ref);

  it('keeps what is younger, what may still change and what is of a kind that is kept for ever', async () => {
    await see(party('shop:party:1', ana), old('shop:order:1', 'shop:party:1', { at: daysAgo(364) }), old('shop:order:2', 'shop:party:1', { final: false }), call('desk:call:1', 'shop:party:1', daysAgo(4_000), { final: true }));
    await round();
    expect([await left(), lines]).toEqual([['desk:call:1', 'shop:order:1', 'shop:order:2'], []]);
    await archiveEvents({ ...deps, retention: {} }, archive, never);
    expect(await left()).toHaveLength(3);
  });

  it('removes nothing that could not be archived', async () => {
    await see(party('shop:party:1', ana), old('shop:order:1', 'shop:party:1'));
    beforeAppend = () => Promise.reject(new Error('full'));
    await expect(round()).rejects.toThrow('full');
    expect((await test.store.interactions.stored(['shop:order:1'])).get('shop:order:1')).toMatchObject({ state: 'LIVE', settled: true });
  });

  it('keeps both views of an event while one of them may still change: the other would be missing in its system', async () => {
    await see(party('erp:party:1', ana), party('shop:party:1', ana), old('erp:order:1', 'erp:party:1', { sharedReferences: ['W-1'], final: false }), old('shop:order:1', 'shop:party:1', { number: 'W-1' }), old('erp:order:2', 'erp:party:1', { total: { amount: '7.00', currency: 'EUR' }, at: daysAgo(365) }), old('shop:order:2', 'shop:party:1', { total: { amount: '7.00', currency: 'EUR' }, at: daysAgo(365.5) }));
    await round();
    expect([await left(), lines, await open()]).toEqual([['erp:order:1', 'erp:order:2', 'shop:order:1', 'shop:order:2'], [], []]);
  });

  it('leaves to the eraser what is to be erased', async () => {
    await see(party('shop:party:1', ana), old('shop:order:1', 'shop:party:1'), old('shop:order:2', 'shop:party:1'));
    await test.store.erasures.seal([{ _id: deps.keyedHash('erased\u0000shop:order:1'), reason: 'r', actor: 's', at: new Date(NOW) }]);
    await round();
    expect([archived(), await left()]).toEqual([['shop:order:2'], ['shop:order:1']]);
  });

  it('loses from the archive what is erased afterwards: an event, and all of a party', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'c360-retention-'));
    try {
      // Files that were written just now are finished in two hours.
      const files = openArchive(folder, () => Date.now() + 2 * 3_600_000);
      const inFiles = async () => (await Promise.all((await readdir(folder)).filter((name) => name.startsWith('events-')).map((name) => readFile(join(folder, name), 'utf8')))).join('').trim().split('\n').map((text) => (JSON.parse(text) as { ref: string }).ref).sort();
      await see(party('shop:party:1', ana), party('shop:party:2', { name: 'Luis|Gil', emails: '✓luis@x.example' }));
      await see(old('shop:order:1', 'shop:party:1'), old('shop:order:2', 'shop:party:2'), old('shop:order:3', 'shop:party:2'));
      await archiveEvents(deps, files, never);
      expect([await inFiles(), await purgeArchive(deps, files)]).toEqual([['shop:order:1', 'shop:order:2', 'shop:order:3'], 0]);
      await eraseRecords(deps, ['shop:party:1', 'shop:order:3'], { actor: 'ana', reason: 'asked for' });
      expect([await purgeArchive(deps, files), await inFiles()]).toEqual([2, ['shop:order:2']]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('keeps what changes while it is archived, as it is then', async () => {
    await see(party('shop:party:1', ana), old('shop:order:1', 'shop:party:1'));
    beforeAppend = () => see(old('shop:order:1', 'shop:party:1', { final: false, status: 'OPEN' }));
    await round();
    expect((await test.store.interactions.byRefs(['shop:order:1'])).get('shop:order:1')).toMatchObject({ state: 'LIVE', status: 'OPEN', record: { number: 'shop-order-1' } });
  });

  it('archives the whole event, and leaves its customer and the rest of the timeline as if it had never been', async () => {
    await see(party('shop:party:1', ana), old('shop:order:1', 'shop:party:1', { lines: [{ sku: 'S', name: 'Soap', quantity: 2, total: { amount: '10.00', currency: 'EUR' } }] }), order('shop:order:2', 'shop:party:1', { at: daysAgo(10), number: 'W-2' }));
    const { customerId } = (await customerOf('shop:party:1'))!;
    expect(await round()).toEqual({ refs: ['shop:order:1'], more: false });
    expect(JSON.parse(lines[0]!)).toMatchObject({ line: 'interaction', ref: 'shop:order:1', partyRef: 'shop:party:1', kind: 'order', values: { number: 'shop-order-1', lines: [{ name: 'Soap' }] }, archivedAt: new Date(NOW).toISOString() });
    const customer = (await customerOf('shop:party:1'))!;
    expect(customer.customerId).toBe(customerId);
    expect([customer.head, customer.heads.order].map((head) => head.split('\n').map((line) => line.split(' ')[0]))).toEqual([['shop:order:2'], ['shop:order:2']]);
    expect(await left()).toEqual(['shop:order:2']);
    expect(await round()).toEqual({ refs: [], more: false });
  });

  it('takes all views of an event at once, and resolves what they disagreed in', async () => {
    await see(party('erp:party:1', ana), party('shop:party:1', ana), old('erp:order:1', 'erp:party:1', { sharedReferences: ['W-1'] }), old('shop:order:1', 'shop:party:1', { number: 'W-1', total: { amount: '11.00', currency: 'EUR' }, at: daysAgo(399) }));
    expect(await open()).toHaveLength(1);
    await round();
    expect([archived(), await left(), await open()]).toEqual([['erp:order:1', 'shop:order:1'], [], []]);
    expect((await test.store.discrepancies.list({ filter: {}, after: null, first: 20 })).rows.map(({ row }) => row.state)).toEqual(['RESOLVED']);
    expect((JSON.parse(lines.find((line) => line.includes('"ref":"erp:order:1"'))!) as { twins: string[] }).twins).toEqual(['shop:order:1']);
  });

  it('stops where it has taken out as many as it may, and says that there are more', async () => {
    await see(party('shop:party:1', ana), old('shop:order:1', 'shop:party:1'), call('desk:call:1', 'shop:party:1', daysAgo(800), { final: true }));
    const both = { ...deps, retention: { order: 365 * DAY, call: 365 * DAY } };
    expect(await archiveEvents(both, archive, never, 1)).toEqual({ refs: ['shop:order:1'], more: true });
    expect(await archiveEvents(both, archive, never, 5)).toEqual({ refs: ['desk:call:1'], more: false });
    expect(await left()).toEqual([]);
  });

  it('lets go of a party that nothing else states', async () => {
    await see(old('shop:order:1', '', { party: guest }));
    await round();
    expect(JSON.stringify(await canonicalContent(test.database)).toLowerCase()).not.toMatch(/quiet/);
    expect(lines[0]).toContain('zoe.quiet@x.example');
  });

  it('takes nothing in again that is past its retention, nor the party that it states; what has become open again it does', async () => {
    await seeAgain(old('shop:order:1', '', { party: guest }), old('shop:order:2', 'shop:party:9'));
    expect([await left(), await test.database.collection('parties').countDocuments({}), await test.store.inbox.waiting()]).toEqual([[], 0, []]);
    await see(party('shop:party:1', ana), old('shop:order:3', 'shop:party:1'));
    await seeAgain(old('shop:order:3', 'shop:party:1', { status: 'CANCELLED' }));
    expect((await test.store.interactions.stored(['shop:order:3'])).get('shop:order:3')).toMatchObject({ status: 'CANCELLED' });
    await round();
    await seeAgain(old('shop:order:3', 'shop:party:1'));
    expect(await left()).toEqual([]);
    await seeAgain(old('shop:order:3', 'shop:party:1', { final: false, status: 'OPEN' }));
    expect(await left()).toEqual(['shop:order:3']);
  });

  it('removes what is gone at its source as well, without a line', async () => {
    await see(party('shop:party:1', ana), old('shop:order:1', 'shop:party:1'));
    await applyChange(deps, [{ ref: 'shop:order:1', epoch: (epoch += 1), record: null }]);
    await round();
    expect([await left(), lines]).toEqual([[], []]);
  });

  const company = (): SourceRecord[] => [
    party('erp:party:1', ana), party('shop:party:1', ana), party('shop:party:2', { name: 'Luis|Peña' }),
    old('erp:order:1', 'erp:party:1', { sharedReferences: ['W-1'] }), old('shop:order:1', 'shop:party:1', { number: 'W-1', total: { amount: '11.00', currency: 'EUR' } }),
    old('erp:order:2', 'erp:party:1', { total: { amount: '7.00', currency: 'EUR' } }), old('shop:order:2', 'shop:party:1', { total: { amount: '7.00', currency: 'EUR' } }),
    old('shop:order:3', '', { party: guest }), order('shop:order:4', 'shop:party:2', { at: daysAgo(0.5) }),
  ];
  const gone = ['erp:order:1', 'erp:order:2', 'shop:order:1', 'shop:order:2', 'shop:order:3'];
  const finish = async () => {
    await settleBacklog(deps, never, () => undefined, (_ref, error) => { throw error; });
    await sweepDiscrepancies(deps, never);
    await round();
  };
  const stands = async () => {
    expect([...new Set(archived())]).toEqual(gone);
    expect([await left(), await open()]).toEqual([['shop:order:4'], []]);
    expect(JSON.stringify(await canonicalContent(test.database)).toLowerCase()).not.toMatch(/quiet/);
    expect(await looseEnds(test.database)).toEqual([]);
  };

  it('ends the same whichever write it was killed after', async () => {
    let survived = false;
    for (let writes = 0; !survived; writes += tries(1, 8)) {
      await test.close();
      test = await openTestStore(server);
      deps = { ...deps, store: test.store };
      lines = [];
      await see(...company());
      survived = await round(dyingStore(test.store, writes)).then(() => true, () => false);
      await finish();
      await stands();
    }
    expect(survived).toBe(true);
  });

  it('ends the same when another one archives at any moment of it', async () => {
    for (let calls = 1, reached = true; reached; calls += strideOf(3)) {
      await test.close();
      test = await openTestStore(server);
      deps = { ...deps, store: test.store };
      lines = [];
      await see(...company());
      const held = heldStore(test.store, calls, () => round());
      await round(held.store);
      reached = held.wasReached();
      await finish();
      await stands();
    }
  });
});
