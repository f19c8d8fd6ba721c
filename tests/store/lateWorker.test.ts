/** A worker that was paused wakes up after its lease has run out and another one has taken its work over, at each call of the store in turn. */
import type { Document } from 'mongodb';
import { createMemoryNotices } from '../../datasources/redis/notices.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import type { EventRecord, PartyRecord, SourceRecord } from '../../domain/records.ts';
import { createIngest } from '../../ingest/ingest.ts';
import type { Ingest } from '../../ingest/types.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { identifier, order, party, ticket } from '../support/fakes/records.ts';
import { embeddedServer } from '../support/mongoServers.ts';
import { noChanges, source } from '../unit/datasources/upstream/fixtures.ts';
import { looseEnds } from './canonical.ts';
import { heldStore } from './faultyStore.ts';
import { strideOf } from './strides.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(900_000);
/** Each costs a database of its own: in `npm test` a few of them. */
const STRIDE = strideOf(1) === 1 ? 1 : 17;
const AT = '2026-03-01T10:00:00.000Z';
const guest = (name: string) => ({ statement: { kind: 'PERSON' as const, name: { full: name, given: null, family: null }, emails: [identifier(`${name}@x.example`)], phones: [], addresses: [] } });

/** What the source has at first, and after it has changed: values, an event's statement, an event that is gone, a new one. */
const VIEWS: readonly (readonly SourceRecord[])[] = [
  [
    party('desk:party:1', { name: { full: 'Ana', given: null, family: null }, emails: [identifier('ana@x.example', true)] }),
    party('desk:party:2', { name: { full: 'Bea', given: null, family: null }, account: 'C-2' }),
    ticket('desk:ticket:1', 'desk:party:1', AT, { subject: 'before' }),
    { ...order('desk:order:1', '', AT, { number: 'W-1' }), party: guest('carl') },
    ticket('desk:ticket:2', 'desk:party:2', AT),
  ],
  [
    party('desk:party:1', { name: { full: 'Ana Maria', given: null, family: null }, emails: [identifier('ana.maria@x.example', true)] }),
    party('desk:party:2', { name: { full: 'Bea', given: null, family: null }, account: 'C-3' }),
    ticket('desk:ticket:1', 'desk:party:2', AT, { subject: 'after' }),
    { ...order('desk:order:1', '', AT, { number: 'W-2' }), party: guest('dora') },
    ticket('desk:ticket:3', 'desk:party:1', AT),
  ],
];
const REFS = [...new Set(VIEWS.flat().map(({ ref }) => ref))];

/** The source as it is now. */
interface World {
  view: 0 | 1;
}

function worker(store: Store, world: World, number: number): Ingest {
  const fetchByIds = async (type: string, ids: readonly string[]) => VIEWS[world.view]!.filter(({ ref }) => ids.some((id) => ref === `desk:${type}:${id}`));
  const made = source({ fetchByIds, changedSince: noChanges });
  const limits = { batchSize: 10, pageSize: 10, concurrency: 4, abandonedMs: 0 };
  const definition = { ...made.definition, types: ['party', 'order', 'ticket'] as const, limits: { ...made.definition.limits, fetch: { party: limits, order: limits, ticket: limits } } };
  return createIngest({
    store,
    sources: new Map([['desk', { ...made, definition }]]),
    reader: { invalidate: () => Promise.resolve() },
    notices: createMemoryNotices(),
    apply: applyOptions(['desk'], number),
    now: Date.now,
    logger: { info: () => undefined, warn: () => undefined },
    owner: `worker-${number}`,
    leaseMs: 1,
  });
}

const signal = (store: Store) => store.inbox.signal(REFS.map((ref) => ({ ref, system: 'desk', type: ref.split(':')[1] as SourceRecord['type'] })));

/** What a store says of what is there: the values, and whose they are. */
async function essence({ database }: TestStore): Promise<object> {
  const rows = (name: string) => database.collection<Document & { _id: string }>(name).find({}).sort({ _id: 1 }).toArray();
  const parties = (await rows('parties')).filter(({ state }) => state === 'LIVE');
  const live = new Set(parties.map(({ _id }) => _id));
  const groups = (audience: string, index: Document[]) =>
    index.filter((row) => (row['audience'] as string[]).includes(audience)).map((row) => (row['parties'] as { ref: string }[]).map(({ ref }) => ref).filter((ref) => live.has(ref)).sort().join()).filter((group) => group !== '').sort();
  const index = await rows('customerIndex');
  return {
    parties: parties.map(({ _id, record, keys, formerKeys }) => ({ _id, record: record as PartyRecord, keys, formerKeys })),
    events: (await rows('interactions')).filter(({ state }) => state === 'LIVE').map(({ _id, record, partyRef, parties: of, twinOf, twins, numbers, former }) => ({ _id, record: record as EventRecord, partyRef, of, twinOf, twins, numbers, former })),
    staff: groups('staff', index),
    outside: groups('outside', index),
    inbox: (await rows('inbox')).map(({ _id, dirty, setAside }) => ({ _id, dirty, setAside })),
  };
}

describe('a worker that was paused and wakes up late', () => {
  const server = embeddedServer();
  afterAll(() => server.close());

  async function run(calls: number | null): Promise<{ reached: boolean; state: object; ends: string[] }> {
    const test = await openTestStore(server);
    try {
      const world: World = { view: 0 };
      let reached = false;
      await signal(test.store);
      if (calls === null) await worker(test.store, world, 1).runOnce();
      else {
        const meanwhile = async (): Promise<void> => {
          world.view = 1;
          await signal(test.store);
          await worker(await test.another(), world, 2).runOnce();
        };
        const held = heldStore(test.store, calls, meanwhile);
        await worker(held.store, world, 1).runOnce();
        reached = held.wasReached();
      }
      if (!reached) {
        world.view = 1;
        await signal(test.store);
        await worker(test.store, world, 2).runOnce();
      }
      // As ever: the next round follows up what is left.
      await worker(test.store, world, 3).runOnce();
      return { reached, state: await essence(test), ends: await looseEnds(test.database) };
    } finally {
      await test.close();
    }
  }

  it('harms nothing, at whichever call of the store it was', async () => {
    const whole = await run(null);
    expect(whole.ends).toEqual([]);
    let held = 0;
    for (let calls = 1; ; calls += STRIDE) {
      const { reached, state, ends } = await run(calls);
      if (!reached) break;
      held += 1;
      expect({ calls, ends, state }).toEqual({ calls, ends: [], state: whole.state });
    }
    expect(held).toBeGreaterThan(2);
  });
});
