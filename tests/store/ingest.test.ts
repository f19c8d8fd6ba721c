import { randomStream } from '../../examples/acme/people/random.ts';
import { startAcmeIngest, type AcmeIngest } from '../support/acmeIngest.ts';
import { isWhole } from '../support/depth.ts';
import { embeddedServer } from '../support/mongoServers.ts';
import { canonicalContent, looseEnds, partitionOf } from './canonical.ts';
import { dyingStore } from './faultyStore.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);

/** Every party record of the truth by the ref that the gateway gives it. */
function truthByRef({ acme }: AcmeIngest): Map<string, string> {
  const truth = acme.truth().records.map(({ ref, personId }): [string, string] => [ref.replace(/^(\w+):(user|customer|member):/, '$1:party:'), personId]);
  return new Map(truth);
}

describe('ingest of the sample company', () => {
  const server = embeddedServer();
  let company: AcmeIngest;
  let whole: TestStore;
  beforeAll(async () => {
    company = await startAcmeIngest(40);
    whole = await openTestStore(server);
    const result = await company.worker(whole.store).runOnce();
    expect(result.failed).toEqual([]);
  });
  afterAll(async () => {
    await whole.close();
    await company.close();
    await server.close();
  });

  it('leaves nothing undone and nothing that does not hang together', async () => {
    expect(await looseEnds(whole.database)).toEqual([]);
  });

  it('shows no outside caller a record of somebody else', async () => {
    const truth = truthByRef(company);
    const mixed = (await partitionOf(whole.database, 'outside')).filter((refs) => new Set(refs.flatMap((ref) => truth.get(ref) ?? [])).size > 1);
    expect(mixed).toEqual([]);
  });

  it('joins what belongs together for staff, and nobody else', async () => {
    const truth = truthByRef(company);
    const groups = await partitionOf(whole.database, 'staff');
    const mixed = groups.filter((refs) => new Set(refs.flatMap((ref) => truth.get(ref) ?? [])).size > 1);
    expect(mixed).toEqual([]);
    const groupOf = new Map(groups.flatMap((refs, group) => refs.map((ref) => [ref, group] as const)));
    const byPerson = new Map<string, number[]>();
    for (const [ref, person] of truth) if (groupOf.has(ref)) byPerson.set(person, [...(byPerson.get(person) ?? []), groupOf.get(ref)!]);
    let [pairs, joined] = [0, 0];
    for (const all of byPerson.values()) all.forEach((one, i) => all.slice(i + 1).forEach((other) => ((pairs += 1), (joined += Number(one === other)))));
    expect(joined / pairs).toBeGreaterThan(0.85);
  });

  it('makes one node of an order that shop and ERP know', async () => {
    const shared = company.acme.truth().sharedOrders;
    expect(shared.length).toBeGreaterThan(5);
    for (const { shop, erp } of shared) {
      const leading = (await whole.store.interactions.byRefs([shop])).get(shop);
      expect(leading).toMatchObject({ _id: erp.replace(':sale:', ':order:'), twins: [shop] });
    }
  });

  it('makes one event, for staff, of an order and the sale that a clerk typed in, and of no others', async () => {
    const { typedOrders } = company.acme.truth();
    const typed = new Set(typedOrders.map(({ shop, erp }) => `${shop} ${erp.replace(':sale:', ':order:')}`));
    const found = await whole.database.collection('interactions').find({ likelyTwinOf: { $type: 'string' } }).toArray();
    const pairs = found.map(({ _id, likelyTwinOf }) => `${String(_id)} ${String(likelyTwinOf)}`);
    expect(pairs.filter((pair) => !typed.has(pair))).toEqual([]);
    expect(pairs.length).toBeGreaterThan(0);
  });

  it('finds where shop and ERP disagree about an order, as the truth has it', async () => {
    const disagreeing = company.acme.truth().sharedOrders.filter(({ amountsAgree }) => !amountsAgree).map(({ shop, erp }) => `AMOUNT\n${erp.replace(':sale:', ':order:')}\n${shop}`);
    const found = await whole.database.collection<{ _id: string }>('discrepancies').find({ kind: 'AMOUNT', refs: { $in: company.acme.truth().sharedOrders.map(({ shop }) => shop) }, state: 'OPEN' }).toArray();
    expect(found.map(({ _id }) => _id).sort()).toEqual(disagreeing.sort());
    expect(disagreeing.length).toBeGreaterThan(0);
  });

  it('changes nothing when everything is pulled a second time', async () => {
    const before = await canonicalContent(whole.database);
    await whole.database.collection('pulls').deleteMany({});
    const result = await company.worker(whole.store).runOnce();
    expect(result.applied).toBeGreaterThan(200);
    expect(await canonicalContent(whole.database)).toEqual(before);
  });

  it('re-reads little when nothing changed', async () => {
    const result = await company.worker(whole.store).runOnce();
    expect(result.applied).toBeLessThan(120);
  });

  it('ends where one worker would with several at once', async () => {
    const test = await openTestStore(server);
    try {
      const workers = [1, 2, 3].map(async (number) => company.worker(await test.another(), { number, batchSize: 25 }).runOnce());
      expect((await Promise.all(workers)).map(({ failed }) => failed)).toEqual([[], [], []]);
      await company.worker(test.store, { number: 4 }).runOnce();
      expect(await looseEnds(test.database)).toEqual([]);
      for (const audience of ['staff', 'outside'] as const) expect(await partitionOf(test.database, audience)).toEqual(await partitionOf(whole.database, audience));
    } finally {
      await test.close();
    }
  });

  it('ends where batch by batch does when a large load finds its customers at its end', async () => {
    const test = await openTestStore(server);
    try {
      await company.worker(test.store, { largeRound: 0 }).runOnce();
      expect(await looseEnds(test.database)).toEqual([]);
      for (const audience of ['staff', 'outside'] as const) expect(await partitionOf(test.database, audience)).toEqual(await partitionOf(whole.database, audience));
      const headsOf = async (store: TestStore) => {
        const rows = (await canonicalContent(store.database)).customerIndex!.filter(({ audience }) => (audience as string[]).includes('staff'));
        return rows.map(({ head, parties }) => [(parties as { ref: string }[]).map(({ ref }) => ref).sort().join(), head]).sort();
      };
      expect(await headsOf(test)).toEqual(await headsOf(whole));
    } finally {
      await test.close();
    }
  });

  // Some twenty intakes.
  if (isWhole) {
    it.each([['in a large load', 0], ['batch by batch', 1_000_000]] as const)('ends in the same place after it was killed again and again, %s', async (_name, largeRound) => {
      const test = await openTestStore(server);
      const random = randomStream(20_260_601, 'kills');
      try {
        let kills = 0;
        for (let number = 10; number < 80; number += 1) {
          const store = dyingStore(test.store, random.int(5, 130));
          // A lease of a dead worker runs out; here at once, so that the next one takes over.
          const died = await company.worker(store, { number, largeRound, batchSize: 60, leaseMs: 1 }).runOnce().then(() => false, () => true);
          if (!died) break;
          kills += 1;
        }
        expect(kills).toBeGreaterThan(5);
        await company.worker(test.store, { number: 90, largeRound, leaseMs: 60_000 }).runOnce();
        expect(await looseEnds(test.database)).toEqual([]);
        for (const audience of ['staff', 'outside'] as const) expect(await partitionOf(test.database, audience)).toEqual(await partitionOf(whole.database, audience));
      } finally {
        await test.close();
      }
    });
  }

  it('takes a single ref in at once', async () => {
    const test = await openTestStore(server);
    try {
      const ref = [...truthByRef(company).keys()].find((each) => each.startsWith('tryton:'))!;
      await company.worker(test.store).applyNow([ref], AbortSignal.timeout(60_000));
      expect([...(await test.store.customerIndex.byPartyRefs([ref], { audience: 'staff', rows: { all: true } })).keys()]).toEqual([ref]);
    } finally {
      await test.close();
    }
  });
});
