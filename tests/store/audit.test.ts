import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditId, hashOf, type AuditEntry } from '../../domain/auditChain.ts';
import { createAudit } from '../../gateway/audit/audit.ts';
import { verifyAudit } from '../../gateway/audit/verify.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { EMAILS, readOf } from '../unit/gateway/audit/records.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const TIMEOUT_MS = 120_000;
const CHAIN = '019e0000-0000-7000-8000-000000000001';

const entry = (seq: number, parts: Partial<AuditEntry> = {}): AuditEntry => {
  const unhashed = {
    _id: auditId(CHAIN, seq), at: new Date(1_777_000_000_000 + Math.floor(seq / 2)), operation: 'query' as const, subject: 's1', role: 'agent', onBehalfOf: null,
    purpose: null, tokenId: null, requestId: null, about: ['c1'], shape: null, policy: 'p', outcome: 'answered' as const, follows: null, previous: '', ...parts,
  };
  return { ...unhashed, hash: hashOf(unhashed) };
};

describe.each(mongoServers())('the audit on the $name server', (server) => {
  let test: TestStore;
  let dataDir: string;
  beforeEach(async () => {
    test = await openTestStore(server);
    dataDir = mkdtempSync(join(tmpdir(), 'c360-store-audit-'));
  });
  afterEach(async () => {
    await test.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  afterAll(() => server.close());

  const seqs = (rows: { row: AuditEntry }[]) => rows.map(({ row }) => Number(row._id.slice(-3)));
  const folder = () => join(dataDir, 'audit');
  const faults = async () => [...new Set((await verifyAudit(test.store.audit, [folder()])).problems.map(({ fault }) => fault))];

  it('never writes over an entry or a shape that is there, and adds what a lost attempt left out', async () => {
    const { audit } = test.store;
    await audit.append([entry(1), entry(2)], TIMEOUT_MS);
    await audit.append([entry(1, { subject: 'other' }), entry(2), entry(3), entry(4)], TIMEOUT_MS);
    expect(await audit.byId(auditId(CHAIN, 1))).toEqual(entry(1));
    const kept: AuditEntry[] = [];
    for await (const each of audit.entries(CHAIN)) kept.push(each);
    expect(kept).toEqual([entry(1), entry(2), entry(3), entry(4)]);
    await audit.putShape({ _id: 'a', returned: ['A.b'], masked: [], denied: [] }, TIMEOUT_MS);
    await audit.putShape({ _id: 'a', returned: [], masked: [], denied: [] }, TIMEOUT_MS);
    expect((await audit.shapes(['a', 'none'])).get('a')?.returned).toEqual(['A.b']);
  });

  it('asks that a majority has the entries in its journal', async () => {
    await test.store.audit.append([entry(1)], TIMEOUT_MS);
    expect(test.commands.filter((command) => command['insert']).at(-1)).toMatchObject({ writeConcern: { w: 'majority', j: true } });
  });

  it('lists newest first, narrowed, and in pages that neither miss nor repeat a row of one moment', async () => {
    const { audit } = test.store;
    const all = Array.from({ length: 9 }, (_, index) => entry(index + 1, { about: [`c${index % 3}`, 'shop:party:1'], subject: `s${index % 2}` }));
    await audit.append(all, TIMEOUT_MS);
    const at = (seq: number) => new Date(1_777_000_000_000 + seq);
    const list = async (filter: Parameters<typeof audit.list>[0]['filter']) => seqs((await audit.list({ filter, after: null, first: 20 })).rows);
    expect(await list({ about: ['c9'] })).toEqual([]);
    expect(await list({})).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(await list({ about: ['c1', 'c2'] })).toEqual([9, 8, 6, 5, 3, 2]);
    expect(await list({ about: ['c1', 'shop:party:1'], subject: 's0', from: at(1), until: at(4) })).toEqual([7, 5, 3]);
    expect(await list({ subject: 's1' })).toEqual([8, 6, 4, 2]);
    for (const filter of [{}, { about: ['shop:party:1', 'c1'] }]) {
      const paged: number[] = [];
      for (let after = null as Parameters<typeof audit.list>[0]['after'], hasMore = true; hasMore; ) {
        const page = await audit.list({ filter, after, first: 2 });
        paged.push(...seqs(page.rows));
        after = page.rows.at(-1)!.position;
        hasMore = page.hasMore;
      }
      expect(paged).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    }
  });

  it('tells chains apart, and what was never written by a gateway from both', async () => {
    const other = '019e0000-0000-7000-8000-000000000002';
    await test.store.audit.append([entry(1), entry(2), entry(1, { _id: auditId(other, 1) })], TIMEOUT_MS);
    await test.database.collection<{ _id: string }>('audit').insertOne({ _id: 'nonsense' });
    const chains: string[] = [];
    for await (const chain of test.store.audit.chains()) chains.push(chain);
    expect(chains).toEqual([CHAIN, other, 'nonsense']);
  });

  it('shows under verification whatever was done to it, and nothing else', async () => {
    const writers = [1, 2].map((count) => createAudit({ store: test.store.audit, dataDir, logger: { error: () => undefined }, now: () => 1_777_000_000_000 + count, timeoutMs: TIMEOUT_MS }));
    await Promise.all(writers.flatMap((audit) => Array.from({ length: 40 }, (_, count) => audit.record(readOf({ coordinates: EMAILS, customers: [`c${count}`, 'shop:party:1'] })))));
    await writers[0]!.close();
    expect(await verifyAudit(test.store.audit, [folder()])).toMatchObject({ chains: 2, entries: 83, open: 1, problems: [] });
    await writers[1]!.close();

    const entries = test.database.collection<AuditEntry>('audit');
    const ids = (await entries.find({}, { projection: { _id: 1 }, sort: { _id: 1 } }).toArray()).map(({ _id }) => _id);
    const chain = ids[0]!.split(':')[0]!;
    const own = ids.filter((id) => id.startsWith(chain));
    const stored = (id: string) => entries.findOne({ _id: id }) as Promise<AuditEntry>;
    const undo = async (documents: AuditEntry[]) => {
      for (const document of documents) await entries.replaceOne({ _id: document._id }, document, { upsert: true });
      expect(await faults()).toEqual([]);
    };

    const [removed, changed, ...tail] = [await stored(own[5]!), await stored(own[9]!), await stored(own.at(-2)!), await stored(own.at(-1)!)];
    await entries.deleteOne({ _id: removed._id });
    expect(await faults()).toEqual(['ENTRIES_REMOVED']);
    await undo([removed]);
    await entries.updateOne({ _id: changed._id }, { $set: { about: [] } });
    expect(await faults()).toEqual(['ENTRY_CHANGED']);
    await undo([changed]);
    await entries.replaceOne({ _id: removed._id }, rest(changed));
    await entries.replaceOne({ _id: changed._id }, rest(removed));
    expect(await faults()).toContain('ENTRY_CHANGED');
    await undo([removed, changed]);
    await entries.deleteMany({ _id: { $in: tail.map(({ _id }) => _id) } });
    expect(await faults()).toEqual(['TAIL_CUT']);
    await undo(tail);
    const { insertedId } = await test.database.collection('audit').insertOne({ operation: 'query', subject: 'somebody' });
    expect(await faults()).toEqual(['NOT_AN_ENTRY']);
    await test.database.collection('audit').deleteOne({ _id: insertedId });
    await entries.deleteMany({ _id: { $in: own } });
    expect(await faults()).toEqual(['CHAIN_REMOVED']);
  });

  it('commits entries of many requests together', async () => {
    const audit = createAudit({ store: test.store.audit, dataDir, logger: { error: () => undefined }, now: Date.now, timeoutMs: TIMEOUT_MS });
    await audit.record(readOf({ coordinates: EMAILS }));
    test.commands.length = 0;
    await Promise.all(Array.from({ length: 200 }, () => audit.record(readOf({ coordinates: EMAILS }))));
    expect(test.commands.filter((command) => command['insert'] === 'audit').map((command) => (command['documents'] as unknown[]).length)).toEqual([200]);
    await audit.close();
    expect(readFileSync(join(folder(), `${(await first(test.store.audit.chains()))!}.heads`), 'utf8').trim().split('\n')).toHaveLength(3);
  });
});

/** An entry without its place. */
function rest({ _id, ...content }: AuditEntry): Omit<AuditEntry, '_id'> {
  return content;
}

async function first<Item>(items: AsyncIterable<Item>): Promise<Item | undefined> {
  for await (const item of items) return item;
  return undefined;
}
