/** New parameters: what is there before and after they are activated, and that no worker that still holds the old ones has the last word. */
import type { Store } from '../../datasources/mongo/store.ts';
import { acmeIdentity } from '../../bench/identity/acmeRecords.ts';
import { partitionAll } from '../../domain/identity/batch.ts';
import type { IdentitySettings } from '../../domain/identity/config.ts';
import type { PartyRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { isStatedRef } from '../../domain/statedParty.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { activateParameters } from '../../operations/parameters/activateParameters.ts';
import { ACTIVE_MARK, createParametersHolder, rulesHashOf } from '../../operations/parameters/activeParameters.ts';
import { dryRun } from '../../operations/parameters/dryRun.ts';
import { followParameters, FOLLOWED_MARK } from '../../operations/parameters/followParameters.ts';
import { trainParameters } from '../../operations/parameters/trainParameters.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { isWhole } from '../support/depth.ts';
import { createMemoryStore } from '../support/fakes/memoryStore/index.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { party } from '../support/partyRecords.ts';
import { eventDocument } from './documents.ts';
import { dyingStore, heldStore } from './faultyStore.ts';
import { groupsOf, sorted } from './likely.ts';
import { SYSTEMS } from './stewards.ts';
import { strideOf } from './strides.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);

const of = (ref: SourceRef, name: string, mail: string) => party(ref, { name, emails: `✓${mail}@x.example` });
const RECORDS = [
  of('erp:party:1', 'Ana|García', 'ana'), of('shop:party:2', 'Ana|García', 'ana'),
  of('erp:party:3', 'Eva|Gil', 'eva'), of('shop:party:4', 'Eva|Gil', 'eva'),
];
const LATE = of('news:party:5', 'Ana|García', 'ana');
const REFS = [...RECORDS, LATE].map(({ ref }) => ref);
/** The first set of rules splits what the second one joins, and the other way round. */
const FIRST: IdentitySettings = { blockList: { email: ['eva@x.example'] } };
const SECOND: IdentitySettings = { blockList: { email: ['ana@x.example'] } };
const BY_FIRST = [['erp:party:1', 'shop:party:2'], ['erp:party:3'], ['shop:party:4']];
const BY_SECOND = [['erp:party:1'], ['erp:party:3', 'shop:party:4'], ['shop:party:2']];

interface Worker {
  deps: ApplyDeps;
  see(...records: PartyRecord[]): Promise<unknown>;
  sweep(): Promise<void>;
}

/** A process of its own: it finds out by itself which version is active. */
function worker(store: Store, like?: Worker, systems: readonly string[] = SYSTEMS): Worker {
  const options = applyOptions([...systems]);
  let ms = Date.UTC(2026, 5, 1);
  const deps: ApplyDeps = { ...options, newId: like?.deps.newId ?? options.newId, now: like?.deps.now ?? (() => (ms += 1_000)), store, parameters: createParametersHolder({ store, settings: {}, systems }) };
  let epoch = like ? 1_000 : 0;
  return {
    deps,
    see: (...records) => applyChange(deps, records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record }))),
    sweep: () => settleBacklog(deps, new AbortController().signal, () => undefined, (_, error) => {
      throw error;
    }),
  };
}

/** Records placed by the first version, a second one with its dry run beside it. */
async function prepare(store: Store): Promise<Worker> {
  const at = new Date(Date.UTC(2026, 5, 1));
  const version = (_id: number, rules: IdentitySettings) => ({ _id, rules, rulesHash: rulesHashOf(rules), model: null, trainedAt: at, trainedBy: 'sam', activatedAt: null, activatedBy: null, reason: null, dryRun: null });
  await store.parameters.add(version(1, FIRST));
  await store.parameters.add(version(2, SECOND));
  for (const mark of [FOLLOWED_MARK, ACTIVE_MARK]) await store.marks.put(mark, '1');
  const one = worker(store);
  await one.see(...RECORDS);
  await dryRun(2, one.deps);
  return one;
}

const activate = (by: Worker) => activateParameters(2, 'One mailbox of many.', 'sam', by.deps);
const unions = async (store: Store, refs: readonly SourceRef[] = RECORDS.map(({ ref }) => ref)) => (await groupsOf(store, refs)).unions;
const unsettled = async (store: Store) => (await store.parties.unsettled(99)).map(({ _id }) => _id);

describe.each(mongoServers())('activating parameters, on the $name server', (server) => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore(server);
  });
  afterEach(() => test.close());
  afterAll(() => server.close());

  it('moves nothing before it is done, has listed joins and splits by then, and has everything placed by the new ones after', async () => {
    const one = await prepare(test.store);
    expect((await test.store.parameters.byVersion(2))!.dryRun).toMatchObject({
      against: 1, joins: 1, splits: 1, examples: [{ kind: 'JOIN', groups: [['erp:party:3'], ['shop:party:4']] }, { kind: 'SPLIT', groups: [['erp:party:1'], ['shop:party:2']] }],
    });
    expect([await unions(test.store), await unsettled(test.store)]).toEqual([BY_FIRST, []]);
    await activate(one);
    expect([await unions(test.store), (await unsettled(test.store)).length]).toEqual([BY_FIRST, 4]);
    await worker(test.store, one).sweep();
    expect([await unions(test.store), await unsettled(test.store)]).toEqual([BY_SECOND, []]);
  });

  it('keeps a record unsettled that was unsettled since it was read', async () => {
    await prepare(test.store);
    const [before] = (await test.store.parties.stored(['erp:party:1'])).values();
    await test.store.parties.unsettle();
    const { _id: ref, epoch, reopened } = before!;
    await test.store.parties.settle([{ ref, epoch, reopened }]);
    expect(await unsettled(test.store)).toContain(ref);
    const [after] = (await test.store.parties.stored([ref])).values();
    await test.store.parties.settle([{ ref, epoch, reopened: after!.reopened }]);
    expect(await unsettled(test.store)).not.toContain(ref);
  });
});

describe('activating parameters', () => {
  it('ends in the new ones where a worker that has read the old ones is held at any call of the store', async () => {
    for (let calls = 1, stride = strideOf(1); ; calls += stride) {
      const store = createMemoryStore();
      const one = await prepare(store);
      const holding = heldStore(store, calls, async () => {
        const other = worker(store, one);
        await activate(other);
        await other.sweep();
      });
      await worker(holding.store, one).see(LATE);
      if (!holding.wasReached()) break;
      await worker(store, one).sweep();
      expect([calls, await unions(store, REFS)]).toEqual([calls, sorted([...BY_SECOND, [LATE.ref]])]);
    }
  });

  it('ends in the new ones where a sweep that has read the old ones is held at any call of the store', async () => {
    for (let calls = 1, stride = strideOf(1); ; calls += stride) {
      const store = createMemoryStore();
      const one = await prepare(store);
      await store.parties.unsettle();
      const holding = heldStore(store, calls, async () => {
        const other = worker(store, one);
        await activate(other);
        await other.sweep();
      });
      await worker(holding.store, one).sweep();
      if (!holding.wasReached()) break;
      await worker(store, one).sweep();
      expect([calls, await unions(store)]).toEqual([calls, BY_SECOND]);
    }
  });

  it('goes on where the process that places anew is killed at any of its writes', async () => {
    for (let writes = 0, stride = strideOf(1); ; writes += stride) {
      const store = createMemoryStore();
      const one = await prepare(store);
      await activate(one);
      const died = await worker(dyingStore(store, writes), one).sweep().then(() => false, () => true);
      await worker(store, one).sweep();
      expect([writes, await unions(store), await unsettled(store)]).toEqual([writes, BY_SECOND, []]);
      if (!died) break;
    }
  });

  it('is wholly done or not at all where the call itself is killed at any of its writes', async () => {
    const ends = new Set<string>();
    for (let writes = 0; ; writes += 1) {
      const store = createMemoryStore();
      const one = await prepare(store);
      const died = await activate(worker(dyingStore(store, writes), one)).then(() => false, () => true);
      await followParameters(store);
      await worker(store, one).sweep();
      const isNew = (await store.marks.get(ACTIVE_MARK)) === '2';
      ends.add(`${died} ${isNew}`);
      expect([writes, await unions(store)]).toEqual([writes, isNew ? BY_SECOND : BY_FIRST]);
      if (!died) break;
    }
    expect([...ends].sort()).toEqual(['false true', 'true false', 'true true']);
  });

  // Learning takes seconds.
  (isWhole ? it : it.skip)('brings what a model learned from the stored records says, and nothing of it before', async () => {
    const company = acmeIdentity(11, { people: 170, hardCasesAtLeast: 3 });
    const { systems } = company.config;
    const store = createMemoryStore();
    const one = worker(store, undefined, systems);
    const refs = company.records.map(({ ref }) => ref);
    await one.see(...company.records);
    // A guest stands in the store for as long as an event states him.
    await store.interactions.upsert(refs.filter(isStatedRef).map((ref, number) => eventDocument(`vendure:order:${number}`, ref)));
    const byRules = await groupsOf(store, refs);

    const version = await trainParameters(one.deps, 'sam');
    const { joins, splits, records } = await dryRun(version, one.deps);
    expect(records).toBe(refs.length);
    expect(joins).toBeGreaterThan(20);
    expect(splits).toBe(0);
    expect(await groupsOf(store, refs)).toEqual(byRules);

    await activateParameters(version, 'Learned.', 'sam', one.deps);
    await one.sweep();
    const { config, model } = (await one.deps.parameters!.version(version))!;
    const expected = partitionAll({ records: company.records, config, model: model! });
    expect(await groupsOf(store, refs)).toEqual({ parts: sorted(expected.parts), unions: sorted(expected.unions) });
    expect(await unsettled(store)).toEqual([]);
  });
});
