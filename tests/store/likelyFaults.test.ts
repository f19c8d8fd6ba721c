/** Pairs that are alike, placed by workers that race with each other or are killed: they end where one worker would. */
import type { Store } from '../../datasources/mongo/store.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { logBacklog } from '../../operations/logLineage.ts';
import { createMemoryStore } from '../support/fakes/memoryStore/index.ts';
import { embeddedServer } from '../support/mongoServers.ts';
import { party } from '../support/partyRecords.ts';
import { lineageFaults, looseEnds } from './canonical.ts';
import { dyingStore, heldStore } from './faultyStore.ts';
import { activate, groupsOf, learnedCompany, openLikelyDesk, sorted, type LikelyDesk } from './likely.ts';
import { strideOf } from './strides.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(600_000);

const home = { street: 'Calle Mayor 12', city: 'Sevilla', postcode: '41003', region: null, country: 'ES' };
const eva = { name: 'Eva|Gil', birthDate: '1980-02-03' };
const inErp = party('tryton:party:1', { ...eva, name: 'Eva|Gil Robles', addresses: [home] });
const inShop = party('vendure:party:2', { ...eva, emails: 'e.gil@x.example', addresses: [home], taxIds: '✓ES00000014Z' });
const atDesk = party('rt:party:3', { ...eva, phones: '+34600111222' });
/** Of the same name, born on the same day, and somebody else. */
const namesake = party('ghost:party:4', { ...eva, emails: 'other@y.example', taxIds: '✓ES00000023T' });
const luis = { name: 'Luis|Peña Soto', birthDate: '1961-11-30', emails: 'luis@z.example' };
const REFS: SourceRef[] = [inErp.ref, inShop.ref, atDesk.ref, namesake.ref];

interface Race {
  before?(desk: LikelyDesk): Promise<unknown>;
  first(desk: LikelyDesk): Promise<unknown>;
  second(desk: LikelyDesk): Promise<unknown>;
  unions: SourceRef[][];
}

const RACES: Record<string, Race> = {
  'two records of one person that come at once': {
    first: (desk) => desk.see(inErp),
    second: (desk) => desk.see(inShop),
    unions: [[inErp.ref, inShop.ref]],
  },
  'a record that turns into somebody else while the other one changes': {
    before: (desk) => desk.see(inErp, inShop),
    first: (desk) => desk.see(party(inErp.ref, luis)),
    second: (desk) => desk.see({ ...inShop, phones: atDesk.phones }),
    unions: [[inErp.ref], [inShop.ref]],
  },
  'a record that turns into the same person while the other one changes': {
    before: (desk) => desk.see(party(inErp.ref, luis), inShop),
    first: (desk) => desk.see(inErp),
    second: (desk) => desk.see({ ...inShop, phones: atDesk.phones }),
    unions: [[inErp.ref, inShop.ref]],
  },
  'a record that is the same person again as the other one turns into somebody else': {
    before: (desk) => desk.see(party(inErp.ref, luis), inShop),
    first: (desk) => desk.see(inErp),
    second: (desk) => desk.see(party(inShop.ref, luis)),
    unions: [[inErp.ref], [inShop.ref]],
  },
  'a record that goes while another one of the same person comes': {
    before: (desk) => desk.see(inErp, inShop),
    first: (desk) => desk.lose(inShop.ref),
    second: (desk) => desk.see(atDesk),
    unions: [[inErp.ref, atDesk.ref]],
  },
  'a record that could be either of two who come at once': {
    before: (desk) => desk.see(inErp),
    first: (desk) => desk.see(inShop),
    second: (desk) => desk.see(namesake),
    unions: [[inErp.ref], [inShop.ref], [namesake.ref]],
  },
};

interface Place {
  store: Store;
  faults(): Promise<string[]>;
}

async function memory(): Promise<Place> {
  const store = createMemoryStore();
  await activate(store, learnedCompany().model);
  return { store, faults: async () => [] };
}

const server = embeddedServer();
let test: TestStore;
beforeAll(async () => {
  test = await openTestStore(server);
});
afterAll(async () => {
  await test.close();
  await server.close();
});

async function embedded(): Promise<Place> {
  for (const { name } of await test.database.listCollections({}, { nameOnly: true }).toArray()) await test.database.collection(name).deleteMany({});
  await activate(test.store, learnedCompany().model);
  const faults = async () => {
    // As each round does: a change that was lost to another worker's may have left its entry with the document.
    await logBacklog(test.store, new AbortController().signal);
    return [...(await looseEnds(test.database)), ...(await lineageFaults(test.database))];
  };
  return { store: test.store, faults };
}

/** Who is one, and what the stored pairs say. */
async function outcome(store: Store) {
  const live = [...(await store.parties.stored(REFS)).values()].flatMap(({ _id, state }) => (state === 'LIVE' ? [_id] : []));
  const edges = (await store.edges.ofRefs(REFS)).map(({ refs, weight, state, telling }) => ({ refs, weight, state, telling }));
  return { ...(await groupsOf(store, live)), edges: edges.sort((a, b) => (a.refs.join() < b.refs.join() ? -1 : 1)) };
}

const STORES: [string, () => Promise<Place>, number][] = [['in memory', memory, strideOf(1)], ['on the embedded server', embedded, strideOf(11)]];

describe.each(Object.entries(RACES))('%s', (_name, race) => {
  async function undisturbed(open: () => Promise<Place>, order: ('first' | 'second')[]) {
    const { store, faults } = await open();
    const desk = openLikelyDesk(store);
    await race.before?.(desk);
    for (const who of order) await race[who](desk);
    expect(await faults()).toEqual([]);
    return outcome(store);
  }

  it.each(STORES)('ends where one after the other does, wherever one of the two is held (%s)', async (_, open, stride) => {
    const expected = await undisturbed(open, ['first', 'second']);
    expect(expected.unions).toEqual(sorted(race.unions));
    expect(await undisturbed(open, ['second', 'first'])).toEqual(expected);
    for (const [held, other] of [['first', 'second'], ['second', 'first']] as const) {
      let barriers = 0;
      for (let calls = 1; ; calls += stride) {
        const { store, faults } = await open();
        const desk = openLikelyDesk(store);
        await race.before?.(desk);
        const holding = heldStore(store, calls, () => race[other](openLikelyDesk(store, desk)));
        // A desk that is like the other's in all but the store.
        await race[held](openLikelyDesk(holding.store, desk));
        if (!holding.wasReached()) break;
        barriers += 1;
        expect([calls, await outcome(store)]).toEqual([calls, expected]);
        expect(await faults()).toEqual([]);
      }
      expect(barriers * stride).toBeGreaterThan(15);
    }
  });

  it.each(STORES)('is finished by a sweep where the second is killed at any of its writes (%s)', async (_, open, stride) => {
    const expected = await undisturbed(open, ['first', 'second']);
    const before = await undisturbed(open, ['first']);
    let kills = 0;
    const step = Math.ceil(stride / 3);
    for (let writes = 0; ; writes += step) {
      const { store, faults } = await open();
      const desk = openLikelyDesk(store);
      await race.before?.(desk);
      await race.first(desk);
      const died = await race.second(openLikelyDesk(dyingStore(store, writes), desk)).then(() => false, () => true);
      const unsettled = (await store.parties.unsettled(10)).length > 0;
      await desk.sweep();
      // Before its first write nothing was said.
      expect([writes, await outcome(store)]).toEqual([writes, died && !unsettled && writes === 0 ? before : expected]);
      expect(await faults()).toEqual([]);
      if (!died) break;
      kills += 1;
    }
    expect(kills * step).toBeGreaterThan(2);
  });
});

describe('a record that changes after a worker was killed', () => {
  it.each<[string, (desk: LikelyDesk) => Promise<unknown>, (desk: LikelyDesk) => Promise<unknown>]>([
    ['over another record that it was alike', (desk) => desk.see(inErp), (desk) => desk.see(inShop)],
    ['over itself, to whom others were led', async (desk) => [await desk.see(party(inErp.ref, luis)), await desk.see(inShop)], (desk) => desk.see(inErp)],
  ])('%s, is parted from whom it was joined with, at whatever write that was', async (_, before, killed) => {
    for (let writes = 1; ; writes += 1) {
      const { store } = await memory();
      const desk = openLikelyDesk(store);
      await before(desk);
      const died = await killed(openLikelyDesk(dyingStore(store, writes), desk)).then(() => false, () => true);
      // Nobody has followed up what was left; the record turns into somebody else first.
      await openLikelyDesk(store, desk, 2_000).see({ ...party(inErp.ref, luis), language: 'es' });
      await desk.sweep();
      const { unions, edges } = await outcome(store);
      expect([writes, unions, edges]).toEqual([writes, [[inErp.ref], [inShop.ref]], []]);
      if (!died) break;
    }
  });
});
