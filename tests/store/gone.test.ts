/** A record that is gone at its source: no value of it is left anywhere, its place stays, and it may come back. */
import type { Db, Document } from 'mongodb';
import { createMemoryNotices } from '../../datasources/redis/notices.ts';
import { defineSource, type SourceClient } from '../../datasources/systems/defineSource.ts';
import type { SourceRecord } from '../../domain/records.ts';
import { createIngest } from '../../ingest/ingest.ts';
import type { Ingest } from '../../ingest/types.ts';
import { connectSource } from '../../datasources/systems/connect.ts';
import { sourceConfigSchema } from '../../datasources/systems/config.ts';
import { z } from 'zod';
import { applyChange } from '../../operations/applyChange.ts';
import { ACTIVE_MARK, createParametersHolder } from '../../operations/parameters/activeParameters.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { matchingModel } from '../support/fakes/matchingModel.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { order, party } from '../support/partyRecords.ts';
import { looseEnds } from './canonical.ts';
import { STAFF } from './stewards.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);

const home = { street: 'Calle Mayor 12', city: 'Sevilla', postcode: '41003', region: null, country: 'ES' };
const secret = { name: 'Eva|Gilabert', birthDate: '1980-02-03', emails: '✓e.gilabert@x.example', phones: '✓+34600111222', account: 'C-7719', territory: 'North', addresses: [home] };
const inErp = party('tryton:party:1', secret);
const inShop = party('vendure:party:2', { ...secret, account: null, territory: null, loyaltyIds: '✓L-4471' });
/** What of them must be nowhere. */
const VALUES = ['gilabert', 'e.gil', '600111222', '1980-02-03', 'c-7719', 'l-4471', 'calle mayor', '41003', 'w-8812'];

const systems = ['tryton', 'vendure'];

/** Takes records in by the rules, and by a model if there is one. */
function openDesk({ store }: TestStore) {
  let epoch = 0;
  const deps = { ...applyOptions(systems), store, parameters: createParametersHolder({ store, settings: {}, systems }), now: () => Date.UTC(2026, 5, 1) + epoch };
  return {
    see: (...records: SourceRecord[]) => applyChange(deps, records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record }))),
    lose: (...refs: string[]) => applyChange(deps, refs.map((ref) => ({ ref, epoch: (epoch += 1), record: null }))),
  };
}

async function activateModel({ store }: TestStore): Promise<void> {
  const at = new Date(Date.UTC(2026, 5, 1));
  await store.parameters.add({ _id: 1, rules: {}, rulesHash: '', model: matchingModel, trainedAt: at, trainedBy: 'test', activatedAt: at, activatedBy: 'test', reason: null, dryRun: null });
  await store.marks.put(ACTIVE_MARK, '1');
}

/** Documents of any collection, by name and `_id`, that hold one of the values. */
async function holding(database: Db, values: readonly string[] = VALUES): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of await database.listCollections().toArray()) {
    if (name === 'parameters') continue;
    for (const row of await database.collection<Document>(name).find({}).toArray()) {
      const text = JSON.stringify(row).toLowerCase();
      for (const value of values) if (text.includes(value)) found.push(`${name} ${String(row['_id'])} ${value}`);
    }
  }
  return found;
}

describe.each(mongoServers())('a record that is gone, on the $name server', (server) => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore(server);
  });
  afterEach(async () => {
    const ends = await looseEnds(test.database);
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const stored = async (ref: string) => (await test.store.parties.byRefs([ref])).get(ref)!;
  const customerOf = async (ref: string) => (await test.store.customerIndex.byPartyRefs([ref], STAFF)).get(ref)!;

  describe('with a model of matching', () => {
    let desk: ReturnType<typeof openDesk>;
    beforeEach(async () => {
      await activateModel(test);
      desk = openDesk(test);
      await desk.see(inErp, inShop, order('vendure:order:9', inShop.ref, { number: 'W-8812' }));
    });

    it('leaves no value behind when its customer has no other record, and no pair', async () => {
      expect((await holding(test.database)).map((each) => each.split(' ')[0])).toEqual(expect.arrayContaining(['parties', 'customerIndex', 'interactions']));
      expect(await test.store.edges.ofRefs([inErp.ref])).toHaveLength(1);
      await desk.lose(inErp.ref, inShop.ref, 'vendure:order:9');
      expect(await holding(test.database)).toEqual([]);
      expect(await test.store.edges.ofRefs([inErp.ref, inShop.ref])).toEqual([]);
      expect(await stored(inErp.ref)).toMatchObject({ state: 'GONE', record: null, keys: [], formerKeys: [], evidence: [], blocks: [] });
      expect((await test.store.interactions.stored(['vendure:order:9'])).get('vendure:order:9')).toMatchObject({ state: 'GONE', numbers: [], sharedKeys: [], scope: [], parties: [] });
      expect(await test.store.snapshots([inErp.ref, inShop.ref, 'vendure:order:9'])).toEqual(new Map());
    });

    it('takes only its own values out of the golden record, the words of search, the scopes and the keys', async () => {
      await desk.see(party('tryton:party:1', { ...secret, name: 'Evva|Gilabert', emails: ['✓e.gilabert@x.example', '✓evva@x.example'] }));
      expect(await customerOf(inShop.ref)).toMatchObject({ nameKey: expect.stringContaining('evva') as string });
      await desk.lose(inErp.ref);
      const customer = await customerOf(inShop.ref);
      expect(customer).toMatchObject({ nameKey: expect.stringContaining('eva') as string });
      expect(await holding(test.database, ['evva', 'c-7719', 'territory:north'])).toEqual([]);
      expect(await test.store.customerIndex.search(['evva'], null, 5, STAFF)).toMatchObject({ rows: [] });
      expect(await test.store.customerIndex.byKey('email:evva@x.example', STAFF, 5)).toEqual([]);
    });

    it('is the record of the same link when it comes back, found by what it is found by', async () => {
      const before = await stored(inErp.ref);
      const pairs = (await test.store.edges.ofRefs([inErp.ref])).map(({ _id, state, weight }) => [_id, state, weight]);
      await desk.lose(inErp.ref);
      expect((await stored(inErp.ref)).link).toEqual(before.link);
      await desk.see(inErp);
      const after = await stored(inErp.ref);
      const told = ({ state, record, hash, keys, blocks, blocked, evidence, link }: typeof after) => ({ state, record, hash, keys, blocks, blocked, evidence, link: { ...link, revision: 0 } });
      expect(told(after)).toEqual(told(before));
      expect(after.blocks!.length).toBeGreaterThan(0);
      expect((await test.store.edges.ofRefs([inErp.ref])).map(({ _id, state, weight }) => [_id, state, weight])).toEqual(pairs);
    });
  });

  it('keeps what its link rests on from a worker that has read it before it went', async () => {
    const desk = openDesk(test);
    await desk.see(inErp, inShop);
    const { link } = await stored(inShop.ref);
    await desk.lose(inShop.ref);
    const refused = await test.store.parties.setLinks([{ ref: inShop.ref, link: { ...link!, revision: link!.revision + 1 }, evidence: ['email:e.gilabert@x.example'] }]);
    expect([refused, (await stored(inShop.ref)).evidence]).toEqual([[inShop.ref], []]);
  });

  describe('in a sweep over its source', () => {
    let there: SourceRecord[];
    let unanswered: Set<string>;
    let forgotten: string[];
    let nowMs: number;
    let ingest: Ingest;
    beforeEach(() => {
      [there, unanswered, forgotten, nowMs] = [[], new Set(), [], Date.UTC(2026, 5, 1)];
      const idsOf = (type: string) => there.filter((record) => record.type === type && !unanswered.has(record.ref)).map(({ ref }) => ref.split(':')[2]!);
      const client: SourceClient = {
        fetchByIds: (type, ids) => Promise.resolve(there.filter((record) => record.type === type && ids.includes(record.ref.split(':')[2]!))),
        async *changedSince(type, since) {
          yield { ids: since === null ? idsOf(type) : [], highWater: '2026-05-31T00:00:00.000Z' };
        },
        async *sweep(type) {
          yield { ids: idsOf(type), place: 'end' };
        },
      };
      const limits = { batchSize: 50, pageSize: 50, concurrency: 2, abandonedMs: 0 };
      const definition = defineSource({
        adapter: 'test', settings: z.strictObject({}), types: ['party', 'order'], gives: () => ['name'], optionalParts: {}, findsBy: [], overlapMs: 0, concurrency: 4, verifies: [],
        limits: { fetch: { party: limits, order: limits }, find: limits, changed: limits }, references: { identity: [], relationship: [] }, connect: () => client,
      });
      const config = sourceConfigSchema.parse({ adapter: 'test', url: 'http://127.0.0.1:9', settings: {} });
      const source = connectSource('shop', definition, config, {}, { defaultRegion: 'ES', now: Date.now });
      ingest = createIngest({
        store: test.store, sources: new Map([['shop', source]]), notices: createMemoryNotices(), apply: applyOptions(['shop']), now: () => nowMs,
        reader: { invalidate: (refs) => Promise.resolve(void forgotten.push(...refs)) }, logger: { info: () => undefined, warn: () => undefined },
      });
    });
    const nextDay = () => {
      nowMs += 86_400_000;
      return ingest.runOnce();
    };

    it('is not gone where the source only left it out, and gone where it has none by that id either', async () => {
      there = [party('shop:party:1', secret), party('shop:party:2', { name: 'Luis Peña' }), order('shop:order:9', 'shop:party:1', { number: 'W-8812' })];
      await ingest.runOnce();
      unanswered = new Set(['shop:party:1', 'shop:order:9']);
      await nextDay();
      expect([(await stored('shop:party:1')).state, (await test.store.interactions.stored(['shop:order:9'])).get('shop:order:9')!.state]).toEqual(['LIVE', 'LIVE']);
      there = there.slice(1, 2);
      forgotten = [];
      await nextDay();
      expect(await holding(test.database)).toEqual([]);
      expect(forgotten.sort()).toEqual(['shop:order:9', 'shop:party:1']);
      expect((await test.store.pulls.get('shop'))!.types).toMatchObject({ party: { sweep: { stage: 'DONE', seen: 1, missing: 1 } }, order: { sweep: { stage: 'DONE', missing: 1 } } });
    });

    it('comes back with the next sweep, whatever its stamp says', async () => {
      there = [party('shop:party:1', secret)];
      await ingest.runOnce();
      const { link } = await stored('shop:party:1');
      [there, unanswered] = [[], new Set()];
      await nextDay();
      expect((await stored('shop:party:1')).state).toBe('GONE');
      there = [party('shop:party:1', secret)];
      await nextDay();
      expect(await stored('shop:party:1')).toMatchObject({ state: 'LIVE', link });
    });
  });
});
