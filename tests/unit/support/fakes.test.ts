import { decodeHead } from '../../../domain/timelineHead.ts';
import type { InteractionDocument } from '../../../datasources/mongo/documents.ts';
import type { Store } from '../../../datasources/mongo/store.ts';
import { countingStore, createMemoryStore } from '../../support/fakes/memoryStore/index.ts';
import { createMemoryReader } from '../../support/fakes/memoryReader.ts';
import { order, party } from '../../support/fakes/records.ts';
import { ADA, BOB, sample } from '../../support/fakes/sample.ts';
import { seed } from '../../support/fakes/seed.ts';

const signal = new AbortController().signal;
const staff = { audience: 'staff' as const, rows: { all: true as const } };
const rows = (...keys: string[]) => ({ audience: 'staff' as const, rows: { all: false as const, keys } });

describe('the store in memory', () => {
  let nowMs = 1_000;
  let store: Store;
  beforeEach(async () => {
    nowMs = 1_000;
    store = createMemoryStore(() => nowMs);
    await seed(store, sample);
  });

  it('shows no customer outside the view, by whatever way', async () => {
    for (const view of [rows(), rows('territory:South'), { audience: 'outside' as const, rows: { all: false as const, keys: ['self:other'] } }]) {
      expect((await store.customerIndex.byIds([ADA], view)).size).toBe(0);
      expect(await store.customerIndex.byKey('email:ada@x.org', view, 5)).toEqual([]);
      expect((await store.customerIndex.byPartyRefs(['rt:party:11'], view)).size).toBe(0);
      expect((await store.customerIndex.search(['ada'], null, 5, view)).rows).toEqual([]);
    }
  });

  it('finds customers by every id, key and ref, without what is for finding only', async () => {
    const [document] = await store.customerIndex.byKey('email:ada@x.org', rows('territory:North'), 5);
    expect(document!.customerId).toBe(ADA);
    expect(document).not.toHaveProperty('keys');
    expect([...(await store.customerIndex.byIds([ADA, BOB, 'x'], staff)).keys()]).toEqual([ADA, BOB]);
  });

  it('keeps newest rows of each kind in the heads of an index document', async () => {
    const document = (await store.customerIndex.byIds([ADA], staff)).get(ADA)!;
    expect(decodeHead(document.heads.order).map(({ ref }) => ref).slice(0, 2)).toEqual(['vendure:order:90', 'vendure:order:89']);
    expect(decodeHead(document.heads.order).at(-1)).toMatchObject({ ref: 'tryton:order:7', twins: ['vendure:order:70'] });
    expect(decodeHead(document.head)[0]!.kind).toBe('call');
  });

  it('writes an index document only over the revision before it', async () => {
    const [document] = [...(await store.customerIndex.byIds([BOB], staff)).values()];
    const next = { ...document!, tokens: [], keys: [], hash: 'h' };
    expect(await store.customerIndex.put([{ ...next, revision: 3 }])).toEqual([BOB]);
    expect(await store.customerIndex.put([{ ...next, revision: 2 }])).toEqual([]);
    expect((await store.customerIndex.revisions([BOB])).get(BOB)).toMatchObject({ revision: 2, hash: 'h', partyRefs: ['tryton:party:2'] });
  });

  it('leads from a lesser view to the greater one, and lists the two as one row', async () => {
    const found = await store.interactions.byRefs(['vendure:order:70', 'x']);
    expect([...found].map(([ref, event]) => [ref, event._id])).toEqual([['vendure:order:70', 'tryton:order:7']]);
    const page = await store.interactions.timeline(['tryton:party:1', 'vendure:party:21'], { kinds: ['order'], after: null, first: 100 });
    expect(page.rows).toHaveLength(21);
    expect((await store.interactions.ordersByNumber('W70', 5)).map(({ _id }) => _id)).toEqual(['tryton:order:7']);
  });

  it('lists events of the row scope only, and goes on after a position', async () => {
    const query = { kinds: ['order' as const], after: null, first: 2 };
    expect((await store.interactions.listScoped(query, rows())).rows).toEqual([]);
    const first = await store.interactions.listScoped(query, rows('territory:North'));
    expect(first.hasMore).toBe(true);
    const second = await store.interactions.listScoped({ ...query, after: first.rows[1]!.position }, rows('territory:North'));
    expect([...first.rows, ...second.rows].map(({ row }) => row.ref)).toEqual([90, 89, 88, 87].map((id) => `vendure:order:${id}`));
  });

  it('refuses a write of an older or equal epoch', async () => {
    const stored = (await store.interactions.stored(['rt:call:601'])).get('rt:call:601')!;
    const change = (epoch: number): InteractionDocument => ({ record: null, ...stored, epoch, hash: `h${epoch}`, twinOf: 'x' });
    expect(await store.interactions.upsert([change(1)])).toEqual(new Set());
    expect(await store.interactions.upsert([change(2)])).toEqual(new Set(['rt:call:601']));
    // Pointers, parties and scope are not the upsert's to change.
    expect((await store.interactions.stored(['rt:call:601'])).get('rt:call:601')).toMatchObject({ hash: 'h2', twinOf: null });
    const party1 = (await store.parties.byRefs(['rt:party:11'])).get('rt:party:11')!;
    expect(await store.parties.upsert([{ ...party1, hash: 'other' }])).toEqual(new Set());
  });

  it('sets links and pointers only over the revision that was read', async () => {
    const { link } = (await store.parties.byRefs(['rt:party:11'])).get('rt:party:11')!;
    expect(await store.parties.setLinks([{ ref: 'rt:party:11', link: { ...link!, revision: 1 }, evidence: [] }])).toEqual(['rt:party:11']);
    expect(await store.parties.setLinks([{ ref: 'rt:party:11', link: { ...link!, revision: 2, customerId: 'c' }, evidence: [] }])).toEqual([]);
    expect((await store.parties.ofCustomers(['c'])).map(({ _id }) => _id)).toEqual(['rt:party:11']);
    await store.customers.create([{ _id: 'c', createdAt: new Date(0), mergedInto: null, revision: 1 }]);
    expect(await store.customers.setMergedInto([{ id: 'c', expectedRevision: 0, pointer: null }])).toEqual(['c']);
    expect(await store.customers.setMergedInto([{ id: 'c', expectedRevision: 1, pointer: null }])).toEqual([]);
  });

  it('leases work once, and keeps it dirty where a signal came meanwhile', async () => {
    const ref = { ref: 'rt:party:1', system: 'rt', type: 'party' as const };
    await store.inbox.signal([ref]);
    const [leased] = await store.inbox.lease('me', 'rt', 'party', 5, 100);
    expect(leased).toMatchObject({ epoch: 1, dirty: 1 });
    expect(await store.inbox.leaseRefs('other', ['rt:party:1'], 100)).toEqual([]);
    await store.inbox.signal([ref]);
    await store.inbox.complete([{ ref: 'rt:party:1', epoch: 1, dirty: 1 }]);
    expect(await store.inbox.undone(['rt:party:1', 'x'])).toEqual(new Set(['rt:party:1']));
    const [again] = await store.inbox.lease('me', 'rt', 'party', 5, 100);
    await store.inbox.retry([{ ref: 'rt:party:1', epoch: again!.epoch, failure: 'timeout', delayMs: 50, isFault: true }]);
    expect(await store.inbox.lease('me', 'rt', 'party', 5, 100)).toEqual([]);
    nowMs += 50;
    expect(await store.inbox.lease('me', 'rt', 'party', 5, 100)).toHaveLength(1);
  });

  it('keeps the first answer of an idempotency key', async () => {
    const first = { _id: 'k', bodyHash: 'a', ref: 'r', createdAt: new Date(1) };
    expect(await store.idempotency.putIfAbsent(first)).toEqual(first);
    expect(await store.idempotency.putIfAbsent({ ...first, bodyHash: 'b' })).toEqual(first);
  });

  it('has snapshots of parties and events, and none of what it has not', async () => {
    const found = await store.snapshots(['rt:party:11', 'rt:call:601', 'rt:call:0']);
    expect([...found.keys()]).toEqual(['rt:party:11', 'rt:call:601']);
  });

  it('writes down each call when counted', async () => {
    const counted = countingStore(store);
    await counted.store.customerIndex.byIds([ADA], staff);
    await counted.store.snapshots([]);
    expect(counted.calls).toEqual(['customerIndex.byIds', 'snapshots']);
  });
});

describe('sources in memory', () => {
  const set = (snapshots?: () => Promise<Map<string, { record: ReturnType<typeof party>; fetchedAtMs: number }>>) =>
    createMemoryReader({
      systems: ['rt', 'erp'], records: [party('rt:party:1', { emails: [{ value: 'a@x.org', verified: false, label: null }] }), party('rt:party:2'), order('erp:order:1', 'erp:party:1', '2026-01-01T00:00:00.000Z')],
      now: () => 9, ...(snapshots && { snapshots }),
    });

  it('are DOWN without a snapshot and STALE with one', async () => {
    const reader = set();
    reader.down.add('rt');
    expect(await reader.read('rt:party:1', new Set(['core']), signal)).toEqual({ status: 'DOWN', failure: 'unreachable' });
    const kept = set(async () => new Map([['rt:party:1', { record: party('rt:party:1'), fetchedAtMs: 3 }]]));
    kept.down.add('rt');
    expect(await kept.read('rt:party:1', new Set(['core']), signal)).toMatchObject({ status: 'STALE', fetchedAtMs: 3 });
    expect(await kept.find('email', 'a@x.org', signal)).toEqual({ parties: [], failed: ['rt'] });
  });

  it('answer the reads of one turn with one call for each operation and shape', async () => {
    const reader = set();
    const core = new Set(['core'] as const);
    const reads = await Promise.all([
      reader.read('rt:party:1', core, signal), reader.read('rt:party:2', core, signal), reader.read('rt:party:9', core, signal),
      reader.read('rt:party:1', new Set(['core', 'addresses']), signal), reader.read('erp:order:1', core, signal),
    ]);
    expect(reads.map(({ status }) => status)).toEqual(['OK', 'OK', 'GONE', 'OK', 'OK']);
    expect(reader.calls).toEqual([
      { operation: 'rt:party', parts: ['core'], ids: ['1', '2', '9'] },
      { operation: 'rt:party', parts: ['core', 'addresses'], ids: ['1'] },
      { operation: 'erp:order', parts: ['core'], ids: ['1'] },
    ]);
  });

  it('find parties by contact point, one call for each source', async () => {
    const reader = set();
    expect((await reader.find('email', 'a@x.org', signal)).parties.map(({ ref }) => ref)).toEqual(['rt:party:1']);
    expect(reader.calls.map(({ operation }) => operation)).toEqual(['rt:find', 'erp:find']);
  });
});
