import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { MongoClient, type Document } from 'mongodb';
import { openExportStore, type ExportStore } from '../../datasources/mongo/connect.ts';
import type { SourceRecord } from '../../domain/records.ts';
import { joinEmbeddedMongo, type EmbeddedMongo } from '../../embedded-mongo/join.ts';
import { parseExportArguments, runExport } from '../../gateway/cli/export.ts';
import { loadConfig } from '../../gateway/config.ts';
import { SAMPLE_COMPANY_NOT_STARTED } from '../../gateway/cli/sampleCompany.ts';
import { applyChange } from '../../operations/applyChange.ts';
import { exportLines, type ExportLine } from '../../operations/exportStore.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { order, party } from '../support/partyRecords.ts';
import { eventDocument, partyDocument } from './documents.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const systems = ['erp', 'shop', 'desk'];

const ANA: SourceRecord[] = [
  party('erp:party:1', { name: 'Ana García', emails: '✓a@x.example', territory: 'North' }),
  party('shop:party:2', { name: 'Ana García', emails: '✓a@x.example' }),
  party('desk:party:3', { name: 'Ana García', emails: 'a@x.example' }),
  party('desk:party:4', { name: 'Luis Pérez' }),
];
const ORDERS: SourceRecord[] = [order('shop:order:1', 'shop:party:2', { number: 'W-1' }), order('erp:order:9', 'erp:party:1', { number: 'S-9', sharedReferences: ['W-1'] })];

describe.each(mongoServers())('an export of a store on the $name server', (server) => {
  const opened: { test: TestStore; exported: ExportStore }[] = [];
  const commands: Document[] = [];
  async function open(worker = 0) {
    const test = await openTestStore(server);
    const exported = await openExportStore({ uri: await server.uri(), database: test.database.databaseName, waitMs: 20_000, onCommand: (command) => commands.push(command) });
    opened.push({ test, exported });
    let epoch = worker * 100;
    const deps = { ...applyOptions(systems, worker), store: test.store, now: () => Date.UTC(2026, 5, 1) + epoch * 1_000 };
    return {
      test,
      see: (...records: SourceRecord[]) => applyChange(deps, records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record }))),
      lose: (...refs: string[]) => applyChange(deps, refs.map((ref) => ({ ref, epoch: (epoch += 1), record: null }))),
      async lines(canonical: boolean, perPage?: number) {
        const lines: ExportLine[] = [];
        for await (const line of exportLines({ ...exported, canonical, ...(perPage && { perPage }) })) lines.push(JSON.parse(JSON.stringify(line)) as ExportLine);
        return lines;
      },
    };
  }
  afterEach(async () => {
    for (const { test, exported } of opened.splice(0)) {
      await exported.close();
      await test.close();
    }
  });
  afterAll(() => server.close());

  it('differs where a value, a link or a twin does', async () => {
    const { see, lines } = await open();
    await see(...ANA, ...ORDERS);
    let before = await lines(true);
    const changed = async (record: SourceRecord) => {
      await see(record);
      const [known, now] = [new Set(before.map((line) => JSON.stringify(line))), await lines(true)];
      before = now;
      return [...new Set(now.filter((line) => !known.has(JSON.stringify(line))).map(({ line }) => line))].sort();
    };
    expect(await changed(party('desk:party:4', { name: 'Luis Perez' }))).toEqual(['record']);
    expect(await changed(party('shop:party:2', { name: 'Ana García', emails: '✓b@x.example' }))).toEqual(['customer', 'link', 'part', 'record']);
    expect(await changed(order('erp:order:9', 'erp:party:1', { number: 'S-9', sharedReferences: [] }))).toEqual(['interaction']);
    expect(await changed(order('erp:order:9', 'erp:party:1', { number: 'S-9', sharedReferences: [] }))).toEqual([]);
  });

  it('is the same, canonical, in whatever order and number of steps the store came to know it', async () => {
    const [one, other] = [await open(1), await open(2)];
    await one.see(...ANA, ...ORDERS);
    await other.see(party('desk:party:3', { name: 'Somebody Else' }));
    for (const record of [...ORDERS, ...ANA].reverse()) await other.see(record);
    const lines = await one.lines(true);
    expect(await other.lines(true)).toEqual(lines);
    expect(await one.lines(false)).not.toEqual(await other.lines(false));
    expect(await one.lines(true, 1)).toEqual(lines);
  });

  it('names every customer and verified part by its least ref, and holds no id, clock or counter', async () => {
    const { see, test, lines } = await open();
    await see(...ANA, ...ORDERS);
    const all = await lines(true);
    expect(all.filter(({ line }) => ['customer', 'part', 'link'].includes(line))).toEqual([
      { line: 'customer', customer: 'desk:party:3', parts: ['desk:party:3', 'erp:party:1'] },
      { line: 'part', part: 'desk:party:3', customer: 'desk:party:3', refs: ['desk:party:3'] },
      { line: 'link', ref: 'desk:party:3', part: 'desk:party:3', customer: 'desk:party:3' },
      { line: 'customer', customer: 'desk:party:4', parts: ['desk:party:4'] },
      { line: 'part', part: 'desk:party:4', customer: 'desk:party:4', refs: ['desk:party:4'] },
      { line: 'link', ref: 'desk:party:4', part: 'desk:party:4', customer: 'desk:party:4' },
      { line: 'part', part: 'erp:party:1', customer: 'desk:party:3', refs: ['erp:party:1', 'shop:party:2'] },
      { line: 'link', ref: 'erp:party:1', part: 'erp:party:1', customer: 'desk:party:3' },
      { line: 'link', ref: 'shop:party:2', part: 'erp:party:1', customer: 'desk:party:3' },
    ]);
    expect(all.filter(({ line }) => line === 'interaction')).toMatchObject([
      { ref: 'erp:order:9', partyRef: 'erp:party:1', twinOf: null, twins: ['shop:order:1'], parties: ['erp:party:1', 'shop:party:2'], scope: ['territory:North'], values: { number: 'S-9' } },
      { ref: 'shop:order:1', partyRef: 'shop:party:2', twinOf: 'erp:order:9', twins: [], parties: [] },
    ]);
    const text = JSON.stringify(all);
    for (const { _id } of await test.database.collection<{ _id: string }>('customers').find().toArray()) expect(text).not.toContain(_id);
    expect(text).not.toMatch(/"(epoch|dirty|rev|revision|fetchedAt|linkedAt|changedAt|leaseUntil|hash)"/);
  });

  it('leaves out of canonical lines what was stated and is so no longer, and counts what was erased', async () => {
    const { see, lose, test, lines } = await open();
    await see(...ANA);
    await test.store.parties.upsert([partyDocument('shop:party:stated-1', { state: 'GONE', record: null, keys: [] })]);
    await lose('desk:party:4');
    await test.database.collection('tombstones').insertMany([{}, {}]);
    await test.database.collection<{ _id: string }>('discrepancies').insertOne({ _id: 'd', kind: 'AMOUNT', state: 'OPEN', refs: ['erp:order:9', 'shop:order:1'], since: new Date(0) } as never);
    const canonical = await lines(true);
    expect(canonical.filter(({ line }) => line === 'record').map(({ ref, state }) => [ref, state])).toEqual([['desk:party:3', 'LIVE'], ['desk:party:4', 'GONE'], ['erp:party:1', 'LIVE'], ['shop:party:2', 'LIVE']]);
    expect(canonical.slice(-2)).toEqual([{ line: 'discrepancy', kind: 'AMOUNT', state: 'OPEN', refs: ['erp:order:9', 'shop:order:1'] }, { line: 'tombstones', count: 2 }]);
    expect((await lines(false)).filter(({ ref }) => ref === 'shop:party:stated-1')).toMatchObject([{ line: 'record', state: 'GONE', system: 'shop' }]);
  });

  it('says of likely twins whom they are one with, and of discrepancies only what stands', async () => {
    const { see, test, lines } = await open();
    await see(...ANA, ...ORDERS);
    const interactions = test.database.collection<{ _id: string }>('interactions');
    const bookkeeping = { likelyTwinOf: 'erp:order:9', likelyTwins: [], rev: 7, changedAt: new Date(0), missingDue: new Date(0), awaited: ['erp'], attached: { to: 'erp:party:1', at: new Date(0), revision: 3 } };
    await interactions.updateOne({ _id: 'shop:order:1' }, { $set: bookkeeping });
    await test.database.collection<{ _id: string }>('parties').updateOne({ _id: 'erp:party:1' }, { $set: { held: [{ key: 'phone:+34600000000', since: new Date(0) }], rev: 5, relinks: 2 } });
    const states = ['OPEN', 'ACKNOWLEDGED', 'DISMISSED', 'RESOLVED'];
    await test.database.collection<{ _id: string }>('discrepancies').insertMany(states.map((state) => ({ _id: state, kind: 'AMOUNT', state, refs: ['erp:order:9', 'shop:order:1'], since: new Date(0) })) as never);
    const all = await lines(true);
    expect(all.filter(({ line }) => line === 'interaction').map(({ ref, likelyTwinOf }) => [ref, likelyTwinOf])).toEqual([['erp:order:9', null], ['shop:order:1', 'erp:order:9']]);
    expect(all.filter(({ line }) => line === 'discrepancy').map(({ state }) => state)).toEqual(['ACKNOWLEDGED', 'DISMISSED', 'OPEN']);
    expect((await lines(false)).filter(({ line }) => line === 'discrepancy')).toHaveLength(4);
    expect(JSON.stringify(all)).not.toMatch(/"(rev|changedAt|linkedAt|relinks|held|attached|revision|missingDue|awaited|since)"|1970-/);
  });

  it('gives a data mart ids that join its lines', async () => {
    const { see, lines } = await open();
    await see(...ANA);
    const all = await lines(false);
    const customer = all.find(({ line, customer }) => line === 'customer' && customer === 'desk:party:3')!;
    const links = all.filter(({ line, customer }) => line === 'link' && customer === 'desk:party:3');
    expect(customer).toMatchObject({ id: expect.any(String) as string, createdAt: expect.any(String) as string, pointers: [{ verified: false, rule: 'emailAndName' }] });
    for (const { customerId } of links) expect(customer['ids']).toContain(customerId);
    expect(links).toMatchObject([{ rule: 'founded' }, { rule: 'founded' }, { rule: 'email', fields: ['emails'], withRef: 'erp:party:1', linkedAt: expect.any(String) as string }]);
  });

  it('reads by indexes alone', async () => {
    const { see, test, lines } = await open();
    await see(...ANA, ...ORDERS);
    commands.length = 0;
    await lines(false, 1);
    const finds = commands.filter((command) => 'find' in command && command['find'] !== 'inbox');
    expect(new Set(finds.map((command) => command['find'] as string))).toEqual(new Set(['parties', 'customers', 'interactions', 'discrepancies']));
    for (const { find, filter, projection, sort, limit, hint } of finds) {
      if (find === 'discrepancies') continue;
      const explain = Object.fromEntries(Object.entries({ find, filter, projection, sort, limit, hint }).filter(([, value]) => value !== undefined));
      const plan = JSON.stringify((await test.database.command({ explain, verbosity: 'queryPlanner' }))['queryPlanner']['winningPlan']);
      expect(plan).toMatch(/IXSCAN|IDHACK|EXPRESS/);
      expect(plan).not.toMatch(/COLLSCAN|"SORT"/);
    }
  });

  it('does not meet an event twice where one comes meanwhile', async () => {
    const { see, test } = await open();
    await see(...ANA);
    await test.store.interactions.upsert([1, 3, 5].map((id) => eventDocument(`shop:order:${id}`, 'shop:party:2')));
    const refs: unknown[] = [];
    for await (const { line, ref } of exportLines({ ...opened[0]!.exported, canonical: true, perPage: 1 })) {
      if (line !== 'interaction') continue;
      refs.push(ref);
      await test.store.interactions.upsert([2, 4].map((id) => eventDocument(`shop:order:${id}`, 'shop:party:2')));
    }
    expect(refs).toEqual([1, 2, 3, 4, 5].map((id) => `shop:order:${id}`));
  });
});

describe('npm run export', () => {
  let dataDir: string;
  let env: NodeJS.ProcessEnv;
  let embedded: EmbeddedMongo;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'c360-export-'));
    const { C360_CONFIG: _config, MONGODB_URI: _uri, ...rest } = process.env;
    env = { ...rest, DATA_DIR: dataDir };
    embedded = await joinEmbeddedMongo({ dataDir });
  });
  afterAll(async () => {
    await embedded.close();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });
  async function run(args: readonly string[], more: NodeJS.ProcessEnv = {}) {
    const parsed = parseExportArguments(args);
    if ('problem' in parsed) throw new Error(parsed.problem);
    const [out, told] = [new PassThrough(), [] as string[]];
    const [text] = await Promise.all([readText(out), runExport(parsed, { env: { ...env, ...more }, out, tell: (message) => told.push(message) }).finally(() => out.end())]);
    return { text, told };
  }

  it.each([[['--output', ''], /name of a file/], [['--json'], /--json/], [['all'], /all/]] as [string[], RegExp][])('refuses %j', (args, problem) => {
    expect(parseExportArguments(args)).toEqual({ problem: expect.stringMatching(problem) as string });
  });

  it('says what to do where no store answers and where the file cannot be made', async () => {
    await expect(run(['--canonical'], { MONGODB_URI: 'mongodb://127.0.0.1:1/' })).rejects.toThrow(/does not answer: see that MongoDB runs and that MONGODB_URI names it/);
    await expect(run(['--output', join(dataDir, 'nowhere', 'x.jsonl')])).rejects.toThrow(/ENOENT.*name a file in a folder of yours/);
  });

  it('says where a store is empty', async () => {
    expect(await run([])).toEqual({ text: '{"count":0,"line":"tombstones"}\n', told: [expect.stringContaining('There is nothing in this store') as string] });
  });

  it('joins a running store, tells what waits there, and leaves a whole file that its owner alone can read', async () => {
    const client = new MongoClient(embedded.uri);
    const database = client.db(loadConfig({ ...env, ...SAMPLE_COMPANY_NOT_STARTED }).database);
    await database.collection<{ _id: string }>('interactions').insertMany([1, 2].map((id) => eventDocument(`shop:order:${id}`, 'shop:party:1') as never));
    await database.collection<{ _id: string }>('inbox').insertOne({ _id: 'shop:order:3', system: 'shop', type: 'order', dirty: 1 } as never);
    await client.close();
    const file = join(dataDir, 'store.jsonl');
    const { text, told } = await run(['--canonical']);
    expect(told).toEqual([expect.stringMatching(/^1 changes wait/) as string]);
    expect(text.trim().split('\n').map((line) => (JSON.parse(line) as { line: string }).line)).toEqual(['interaction', 'interaction', 'tombstones']);
    expect(await run(['--canonical', '--output', file])).toMatchObject({ text: '' });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('store.jsonl'))).toEqual(['store.jsonl']);
  });
});
