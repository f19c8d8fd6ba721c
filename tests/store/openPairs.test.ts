/** Pairs that a rule speaks for and a difference leaves open, in a store that has no model yet. */
import { edgeId } from '../../datasources/mongo/edges.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { party } from '../support/partyRecords.ts';
import { looseEnds, partitionOf } from './canonical.ts';
import { openDesk, type Desk } from './stewards.ts';
import { openTestStore, type TestStore } from './testStore.ts';

const mailbox = { name: 'José|Ruiz', emails: '✓ruiz@x.example' };
const old = party('erp:party:1', { ...mailbox, birthDate: '1950-01-02' });
const young = party('shop:party:2', { ...mailbox, birthDate: '1980-05-06' });
const id = edgeId(old.ref, young.ref);

describe.each(mongoServers())('a pair that a rule leaves open, on the $name server', (server) => {
  let test: TestStore;
  let desk: Desk;
  beforeEach(async () => {
    test = await openTestStore(server);
    desk = openDesk(test.store);
  });
  afterEach(async () => {
    const ends = await looseEnds(test.database);
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const waiting = async () => (await test.store.edges.reviews(9, null)).rows.map(({ row }) => row);

  it('waits for a steward, as likely one party as two, with what agrees and what does not, and no value', async () => {
    await desk.see(old);
    await desk.see(young);
    expect(await partitionOf(test.database, 'staff')).toEqual([[old.ref], [young.ref]]);
    const [review, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(review).toMatchObject({ _id: id, refs: [old.ref, young.ref], weight: 0, telling: false, state: 'REVIEW', parameters: 0 });
    expect(review!.levels).toContainEqual({ field: 'email', level: 'exact', weight: 0 });
    expect(review!.levels.find(({ field }) => field === 'birthDate')).toMatchObject({ level: 'different' });
    expect(JSON.stringify(review)).not.toMatch(/ruiz@|1950|1980|josé/i);
  });

  it('waits no longer once a steward has decided, either way', async () => {
    await desk.see(old, young);
    await desk.confirm(old.ref, young.ref);
    expect([await partitionOf(test.database, 'outside'), await waiting()]).toEqual([[[old.ref, young.ref]], []]);
    await desk.reject(old.ref, young.ref);
    expect([await partitionOf(test.database, 'outside'), await waiting()]).toEqual([[[old.ref], [young.ref]], []]);
  });

  it('waits no longer once the dates are one, or a record of it is gone', async () => {
    await desk.see(old, young);
    await desk.see({ ...young, birthDate: old.birthDate });
    expect([await partitionOf(test.database, 'outside'), await waiting()]).toEqual([[[old.ref, young.ref]], []]);
    await desk.see(young);
    expect((await waiting()).map(({ _id }) => _id)).toEqual([id]);
    await desk.lose(old.ref);
    expect(await waiting()).toEqual([]);
  });
});
