/** Decisions of writers that are killed, race with others, or come in any sequence with what the systems say. */
import fc from 'fast-check';
import { tries } from '../support/depth.ts';
import { order, party } from '../support/partyRecords.ts';
import { countingIds } from '../support/ids.ts';
import { embeddedServer } from '../support/mongoServers.ts';
import { lineageFaults, looseEnds, partitionOf } from './canonical.ts';
import { dyingStore, heldStore } from './faultyStore.ts';
import { openDesk, OUTSIDE, STAFF, type Desk } from './stewards.ts';
import { strideOf } from './strides.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(600_000);

const server = embeddedServer();
let test: TestStore;
beforeAll(async () => {
  test = await openTestStore(server);
});
afterAll(async () => {
  await test.close();
  await server.close();
});

/** Empties the store: quicker than another one with all its indexes. */
async function clear(): Promise<void> {
  for (const { name } of await test.database.listCollections({}, { nameOnly: true }).toArray()) await test.database.collection(name).deleteMany({});
}

const outcome = async ({ database }: TestStore) => ({ staff: await partitionOf(database, 'staff'), outside: await partitionOf(database, 'outside') });
const faults = async ({ database }: TestStore) => [...(await looseEnds(database)), ...(await lineageFaults(database))];

/** Two people, one of them in two systems, with an order each. */
async function company(desk: Desk): Promise<void> {
  await desk.see(party('erp:party:1', { name: 'Eva|Gil', emails: '✓a@x.example' }), party('news:party:2', { name: 'Eva|Gil', emails: '✓a@x.example' }), order('erp:order:1', 'erp:party:1'));
  await desk.see(party('shop:party:3', { name: 'Eva|Gil', phones: '✓+34600111222' }), order('shop:order:3', 'shop:party:3'));
}

interface Act {
  before?: (desk: Desk) => Promise<unknown>;
  act: (desk: Desk) => Promise<unknown>;
}

/** Ids are given out in order, so the company's are known. */
const [EVA, EVA_TOO] = Array.from({ length: 2 }, countingIds(0)) as [string, string];
const merge: Act = { act: (desk) => desk.merge(EVA_TOO, EVA) };
const ACTS: Record<string, Act> = {
  'a merge': merge,
  'a split': { before: merge.act, act: (desk) => desk.split(EVA, 'shop:party:3') },
  'a match that is rejected inside of a customer': { act: (desk) => desk.reject('erp:party:1', 'news:party:2') },
  'a match that is confirmed and was so': { act: (desk) => desk.confirm('erp:party:1', 'news:party:2') },
};

/** What the act comes to when nothing goes wrong. */
async function undisturbed({ before, act }: Act, also?: (desk: Desk) => Promise<unknown>): Promise<Awaited<ReturnType<typeof outcome>>> {
  await clear();
  const desk = openDesk(test.store);
  await company(desk);
  await before?.(desk);
  await act(desk);
  await also?.(desk);
  expect(await faults(test)).toEqual([]);
  return outcome(test);
}

describe.each(Object.entries(ACTS))('%s that is killed at any of its writes', (_, act) => {
  it('is finished by the sweeper, or by the same call again, where it was written down at all', async () => {
    const expected = await undisturbed(act);
    let kills = 0;
    const step = Math.ceil(strideOf(1) / 2);
    for (let writes = 0; ; writes += step) {
      await clear();
      const desk = openDesk(test.store);
      await company(desk);
      await act.before?.(desk);
      const untouched = await outcome(test);
      const dying = openDesk(dyingStore(test.store, writes), desk);
      const died = await act.act(dying).then(() => false, () => true);
      if (writes % 2 === 0) await desk.sweep();
      else await act.act(desk);
      await desk.sweep();
      const written = (await test.database.collection('decisions').countDocuments({})) > (act.before ? 1 : 0);
      expect(await outcome(test)).toEqual(written ? expected : untouched);
      expect(await faults(test)).toEqual([]);
      if (!died) break;
      kills += 1;
    }
    expect(kills * step).toBeGreaterThan(2);
  });
});

/** Comes while a steward decides: it is tied to both sides, and could be taken in on grounds that hold no more. */
const arrival = (desk: Desk) => desk.see(party('desk:party:4', { name: 'Eva|Gil', emails: '✓a@x.example', phones: '✓+34600111222' }), order('desk:order:4', 'desk:party:4'));

describe.each([
  ['a merge', 1],
  ['a split', 3],
  ['a match that is rejected inside of a customer', 3],
])('%s that races with a record that joins both sides', (name, stride) => {
  const act = ACTS[name]!;

  it.each([
    ['the steward is held', true],
    ['the record is held', false],
  ])('ends where one after the other does, wherever %s', async (_who, isStewardHeld) => {
    const expected = await undisturbed(act, arrival);
    let barriers = 0;
    // Of the later ones each third barrier: the steps are the same.
    const step = strideOf(stride);
    for (let calls = 1; ; calls += step) {
      await clear();
      const desk = openDesk(test.store);
      await company(desk);
      await act.before?.(desk);
      const [first, second] = isStewardHeld ? [act.act, arrival] : [arrival, act.act];
      const other = openDesk(test.store, desk);
      const held = heldStore(test.store, calls, () => second(other));
      const holder = openDesk(held.store, desk);
      await first(holder);
      const wasReached = held.wasReached();
      if (wasReached) {
        expect(await outcome(test)).toEqual(expected);
        expect(await faults(test)).toEqual([]);
        barriers += 1;
      }
      if (!wasReached) break;
    }
    expect(barriers * step).toBeGreaterThan(8 * stride);
  });
});

describe('two stewards who say opposite things at once', () => {
  it('leave what one decision says and nothing undone, wherever one is held', async () => {
    let barriers = 0;
    for (let calls = 1; ; calls += strideOf(1)) {
      await clear();
      const desk = openDesk(test.store);
      await company(desk);
      const held = heldStore(test.store, calls, () => openDesk(test.store, desk).reject('shop:party:3', 'erp:party:1'));
      await openDesk(held.store, desk).confirm('erp:party:1', 'shop:party:3');
      if (!held.wasReached()) break;
      barriers += 1;
      expect(await faults(test)).toEqual([]);
      const decisions = await test.store.decisions.ofRefs(['erp:party:1']);
      const last = decisions.sort((a, b) => b.rank - a.rank || (a._id < b._id ? 1 : -1))[0]!;
      expect((await outcome(test)).staff).toHaveLength(last.kind === 'MUST_LINK' ? 1 : 2);
    }
    expect(barriers * strideOf(1)).toBeGreaterThan(10);
  });
});

const PEOPLE = ['Ana|García', 'García|Ana', 'Luis|Pérez'];
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('see' as const), id: fc.nat(5), name: fc.nat(2), emails: fc.subarray(['✓a@x.example', 'a@x.example', '✓b@x.example'], { maxLength: 2 }), events: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), id: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('merge' as const), id: fc.nat(5), other: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('split' as const), id: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('confirm' as const, 'reject' as const), id: fc.nat(5), other: fc.nat(5) }) },
);

describe('any sequence of merges, splits and arrivals', () => {
  it('loses and doubles neither an interaction nor an id, and shows an outside caller no more than staff', async () => {
    const ref = (id: number) => `${['erp', 'shop', 'desk'][id % 3]}:party:${id}`;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
        await clear();
        const desk = openDesk(test.store);
        const [issued, events] = [new Set<string>(), new Set<string>()];
        for (const each of steps) {
          const own = ref(each.id);
          // A decision about nothing, or about what is one already, is refused: that is no part of this.
          const decide = (call: Promise<unknown>) => call.catch((error: { code?: string }) => (error.code === 'BAD_USER_INPUT' ? null : Promise.reject(error as Error)));
          if (each.do === 'see') {
            const record = party(own, { name: PEOPLE[each.name]!, emails: each.emails });
            const placed = Array.from({ length: each.events }, (_, index) => order(`${own.split(':')[0]}:order:${each.id}-${events.size}-${index}`, own));
            placed.forEach((event) => events.add(event.ref));
            await desk.see(record, ...placed);
          } else if (each.do === 'lose') await desk.lose(own);
          else if (each.do === 'merge') await decide(desk.merge(await desk.idOf(own), await desk.idOf(ref(each.other))));
          else if (each.do === 'split') await decide(desk.split(await desk.idOf(own), own));
          else await decide(desk[each.do](own, ref(each.other)));
          for (const view of [STAFF, OUTSIDE]) for (let id = 0; id < 6; id += 1) issued.add(await desk.idOf(ref(id), view));
        }
        issued.delete('none');
        expect(await faults(test)).toEqual([]);
        const rows = await test.database.collection('customerIndex').find({ audience: 'staff' }).toArray();
        const shown = rows.flatMap((row) => String(row['head']).split('\n').filter(Boolean).map((line) => line.split(' ')[0]!));
        expect(shown.sort()).toEqual([...events].sort());
        for (const id of issued) {
          expect(rows.filter((row) => (row['ids'] as string[]).includes(id))).toHaveLength(1);
          expect(await desk.resolve(id, OUTSIDE)).toBeDefined();
        }
        const { staff, outside } = await outcome(test);
        for (const part of outside) expect(staff.some((group) => part.every((each) => group.includes(each)))).toBe(true);
      }),
      { seed: 20_260_612, numRuns: tries(25, 6), endOnFailure: true },
    );
  });
});
