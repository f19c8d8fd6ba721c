import type { DataClass, Principal } from '../../../domain/principal.ts';
import { INTERACTION_TOPIC } from '../../../domain/interactionNotice.ts';
import type { CustomerIndexDocument } from '../../../datasources/mongo/documents.ts';
import { recordInteraction } from '../../../operations/recordInteraction.ts';
import { caller } from '../../authz/callers.ts';
import { createWorld, NOW_MS, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { ADA, BOB, sample } from '../../support/fakes/sample.ts';
import { createStreamWorld, settle, type Listening } from '../../support/fakes/stream.ts';

const subscription = (id: string) => `subscription { interactionRecorded(customerId: "${id}") { __typename refs customer { id name { full } } ... on RecordedInteraction { note } ... on Order { lines { name } } } }`;
/** One of the ids that lead to Ada. */
const FORMER_ADA = '01900000-0000-7000-8000-00000000ada2';
const territory = (name: string): Partial<Principal> => ({ rows: { all: false, keys: [`territory:${name}`] } });

let world: World;
const open: Listening[] = [];
beforeEach(async () => {
  world = await createWorld(sample);
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.leave();
});

const write = (customerId: string, idempotencyKey: string) =>
  recordInteraction({ idempotencyKey, customerId, channel: 'CHAT', direction: 'INBOUND', note: idempotencyKey }, world.request({ role: 'agent' }));
const publish = (ref: string | number, partyRef: string) => world.request().notices.publish(INTERACTION_TOPIC, { ref, partyRef });

/** Everything has followed this event now, as after a change that nobody was told of. */
const known = (ref: string) => world.store.interactions.settle([{ ref, epoch: 1 }]);
const stamped = (id: string, after?: string) => `subscription { interactionRecorded(customerId: "${id}"${after === undefined ? '' : `, after: "${after}"`}) { refs revision changedAt cursor } }`;
type Stamped = { interactionRecorded: { refs: string[]; revision: number; changedAt: string | null; cursor: string } };

async function listen(customerId: string, principal: Principal = caller('agent'), again?: () => Principal, denied: readonly DataClass[] = [], query = subscription(customerId)): Promise<Listening> {
  const listening = await createStreamWorld(world, {}, denied).open(principal, query, again);
  open.push(listening);
  return listening;
}

type Told = { interactionRecorded: { refs: string[]; note?: string; customer: { id: string; name: { full: string } } } };
const told = ({ events }: Listening) => events.map(({ data }) => (data as Told).interactionRecorded);

/** Changes an index document as ingest does when links or sources change. */
async function reindex(id: string, change: (index: CustomerIndexDocument) => Partial<CustomerIndexDocument>): Promise<void> {
  const index = (await world.store.customerIndex.byIds([id], world.request().view)).get(id)!;
  const changed = { tokens: [], keys: [], hash: 'changed', ...index, ...change(index), revision: index.revision + 1 };
  expect(await world.store.customerIndex.put([changed as never])).toEqual([]);
}

describe('interactionRecorded', () => {
  const hidden: [string, string, Principal][] = [
    ['a customer out of view', BOB, caller('agent', undefined, territory('North'))],
    ['a merged id of a customer out of view', FORMER_ADA, caller('agent', undefined, territory('South'))],
  ];
  it.each(hidden)('is an open stream without events for %s, and asks the store what it asks for an unknown id', async (_of, id, principal) => {
    const callsOf = async (customerId: string): Promise<string[]> => {
      const listening = await listen(customerId, principal);
      world.forget();
      await publish('rt:call:601', 'rt:party:11');
      await publish('tryton:order:8', 'tryton:party:2');
      await settle();
      expect([listening.events, listening.hasEnded()]).toEqual([[], false]);
      const calls = [...world.calls, ...world.reader.calls.map(() => 'read')];
      await listening.leave();
      return calls;
    };
    expect(await callsOf(id)).toEqual(await callsOf('never-issued'));
  });

  it('tells nothing of a kind that the caller may not see', async () => {
    const listening = await listen(BOB, caller('agent'), undefined, ['interactions']);
    await write(BOB, 'k1');
    await settle();
    expect(listening.events).toEqual([]);
  });

  it('tells nothing of other customers, of other messages, or of what is gone', async () => {
    const listening = await listen(ADA);
    await write(BOB, 'k1');
    await publish(7, 'rt:party:11');
    await publish('rt:ticket:unknown', 'rt:party:11');
    await settle();
    expect(listening.events).toEqual([]);
  });

  it('tells each interaction once, with its live values, while it is open', async () => {
    const listening = await listen(ADA);
    const { _id: ref, partyRef } = await write(ADA, 'k1');
    await publish(ref, partyRef);
    await publish('tryton:order:7', 'tryton:party:1');
    await settle();
    await publish(ref, partyRef);
    await settle();
    const customer = { id: ADA, name: { full: 'Ada King' } };
    expect(listening.events).toEqual([
      { data: { interactionRecorded: { __typename: 'RecordedInteraction', refs: [expect.stringMatching(/^gateway:interaction:/)], customer, note: 'k1' } } },
      { data: { interactionRecorded: { __typename: 'Order', refs: ['tryton:order:7', 'vendure:order:70'], customer, lines: [{ name: 'Lamp' }] } } },
    ]);
    await listening.leave();
    await publish('rt:call:601', 'rt:party:11');
    await settle();
    expect(listening.events).toHaveLength(2);
  });

  it('sees what a record says at the time of each event', async () => {
    const listening = await listen(BOB);
    await write(BOB, 'k1');
    await settle();
    world.reader.records.set('tryton:party:2', { ...sample.customers[1]!.parties[0]!, name: { full: 'Bob Renamed', given: null, family: null } });
    await write(BOB, 'k2');
    await settle();
    expect(told(listening).map(({ customer }) => customer.name.full)).toEqual(['Bob Byron', 'Bob Renamed']);
  });

  it('goes on after an event for which the store failed, and tells that one once it answers', async () => {
    const { byRefs } = world.store.interactions;
    const listening = await listen(ADA);
    world.store.interactions.byRefs = () => Promise.reject(new Error('no store'));
    await publish('rt:call:601', 'rt:party:11');
    await settle();
    world.store.interactions.byRefs = byRefs;
    await publish('rt:ticket:501', 'rt:party:11');
    await settle();
    expect(told(listening).map(({ refs }) => refs)).toEqual([['rt:ticket:501']]);
    world.look();
    await settle();
    expect(told(listening).map(({ refs }) => refs)).toEqual([['rt:ticket:501'], ['rt:call:601']]);
  });

  it('tells an event again when it has changed, with a greater revision', async () => {
    const listening = await listen(ADA, undefined, undefined, [], stamped(ADA));
    const { _id: ref, partyRef } = await write(ADA, 'k1');
    await settle();
    const stored = (await world.store.interactions.byRefs([ref])).get(ref)!;
    await world.store.interactions.upsert([{ ...stored, epoch: 2 }]);
    await publish(ref, partyRef);
    await publish(ref, partyRef);
    await settle();
    expect(listening.events.map(({ data }) => (data as Stamped).interactionRecorded.revision)).toEqual([1, 2]);
  });

  it('finds an event whose notice was lost, once, however often it looks', async () => {
    const listening = await listen(ADA, undefined, undefined, [], stamped(ADA));
    await known('rt:call:601');
    await known('tryton:order:8');
    for (let look = 0; look < 3; look += 1) {
      world.look();
      await settle();
    }
    await publish('rt:call:601', 'rt:party:11');
    await settle();
    expect(listening.events).toEqual([{ data: { interactionRecorded: { refs: ['rt:call:601'], revision: 1, changedAt: new Date(NOW_MS).toISOString(), cursor: expect.any(String) } } }]);
  });

  it('told of by nobody but a notice has no changes before it is open', async () => {
    await known('rt:call:601');
    const listening = await listen(ADA);
    world.look();
    await settle();
    expect(listening.events).toEqual([]);
  });

  it('shows no more of a row that has left the scope of the caller, and again once it is back', async () => {
    const listening = await listen(BOB, caller('agent', undefined, territory('South')));
    await write(BOB, 'k1');
    await settle();
    await reindex(BOB, ({ scope }) => ({ scope: scope.filter((key) => key !== 'territory:South') }));
    await publish('tryton:order:8', 'tryton:party:2');
    await settle();
    expect(told(listening).map(({ note }) => note)).toEqual(['k1']);
    await reindex(BOB, ({ scope }) => ({ scope: [...scope, 'territory:South'] }));
    await publish('tryton:order:8', 'tryton:party:2');
    await settle();
    expect(told(listening).map(({ refs }) => refs[0])).toEqual([expect.any(String), 'tryton:order:8']);
  });

  it('is decided by the row scope that the token gives at that moment', async () => {
    let now = caller('agent', undefined, territory('South'));
    const listening = await listen(BOB, now, () => now);
    await write(BOB, 'k1');
    await settle();
    now = caller('agent', undefined, territory('North'));
    await publish('tryton:order:8', 'tryton:party:2');
    await settle();
    expect(told(listening).map(({ note }) => note)).toEqual(['k1']);
    now = caller('agent', undefined, territory('South'));
    await publish('tryton:order:8', 'tryton:party:2');
    await settle();
    expect(told(listening)).toHaveLength(2);
  });

  it('of a merged id goes on with the customer that it is part of now, by either id', async () => {
    const streams = [await listen(BOB), await listen(ADA), await listen(FORMER_ADA)];
    const bob = (await world.store.customerIndex.byIds([BOB], world.request().view)).get(BOB)!;
    await reindex(BOB, () => ({ ids: [], parties: [], audience: [] }));
    await reindex(ADA, ({ ids, parties }) => ({ ids: [...ids, BOB], parties: [...parties, ...bob.parties] }));
    await publish('tryton:order:8', 'tryton:party:2');
    await publish('rt:call:601', 'rt:party:11');
    await settle();
    for (const stream of streams) expect(told(stream).map(({ refs, customer }) => [refs[0], customer.id])).toEqual([['tryton:order:8', ADA], ['rt:call:601', ADA]]);
  });

  it('of a customer that is split tells no more of what has left it', async () => {
    const [adas, bobs] = [await listen(ADA), await listen(BOB)];
    const ada = (await world.store.customerIndex.byIds([ADA], world.request().view)).get(ADA)!;
    const leaving = ada.parties.filter(({ ref }) => ref === 'rt:party:11');
    await reindex(ADA, ({ parties }) => ({ parties: parties.filter(({ ref }) => ref !== 'rt:party:11') }));
    await reindex(BOB, ({ parties }) => ({ parties: [...parties, ...leaving] }));
    await publish('rt:call:601', 'rt:party:11');
    await publish('tryton:order:7', 'tryton:party:1');
    await settle();
    expect(told(adas).map(({ refs }) => refs[0])).toEqual(['tryton:order:7']);
    expect(told(bobs).map(({ refs }) => refs[0])).toEqual(['rt:call:601']);
  });
});

describe('interactionRecorded after a cursor', () => {
  const stampedOf = ({ events }: Listening) => events.map(({ data }) => (data as Stamped).interactionRecorded);
  const resume = (id: string, after: string, principal = caller('agent'), denied: readonly DataClass[] = []) => listen(id, principal, undefined, denied, stamped(id, after));
  /** The cursor of an event that was told now. */
  async function cursorNow(): Promise<string> {
    const listening = await listen(BOB, undefined, undefined, [], stamped(BOB));
    await known('tryton:order:8');
    world.look();
    await settle();
    await listening.leave();
    return stampedOf(listening)[0]!.cursor;
  }

  it.each(['', 'x', 'bm8tY3Vyc29y'])('refuses %j, which is no cursor of a stream', async (after) => {
    const stream = createStreamWorld(world).open(caller('agent'), stamped(ADA, after));
    await expect(stream).rejects.toThrow(/"code":"BAD_USER_INPUT"/);
  });

  it('tells nothing of a customer out of view, and asks the store what it asks for an unknown id', async () => {
    const after = await cursorNow();
    await known('rt:call:601');
    const callsOf = async (id: string): Promise<string[]> => {
      world.forget();
      const listening = await resume(id, after, caller('agent', undefined, territory('South')));
      await settle();
      expect([listening.events, listening.hasEnded()]).toEqual([[], false]);
      return [...world.calls];
    };
    const hidden = await callsOf(ADA);
    expect(hidden).toEqual(await callsOf('never-issued'));
    expect(hidden).toContain('customerIndex.byIds');
  });

  it('tells nothing of a kind that the caller may not see', async () => {
    const after = await cursorNow();
    await known('rt:call:601');
    await known('tryton:order:7');
    const listening = await resume(ADA, after, caller('agent'), ['calls']);
    await settle();
    expect(stampedOf(listening).map(({ refs }) => refs[0])).toEqual(['tryton:order:7']);
  });

  it('tells what has changed since, then what happens, each once', async () => {
    const after = await cursorNow();
    for (const ref of ['tryton:order:7', 'rt:call:601', 'rt:ticket:501']) await known(ref);
    const listening = await resume(ADA, after);
    await settle();
    expect(stampedOf(listening).map(({ refs, revision }) => [refs[0], revision])).toEqual([['rt:call:601', 1], ['rt:ticket:501', 1], ['tryton:order:7', 1]]);
    await publish('rt:call:601', 'rt:party:11');
    await write(ADA, 'k1');
    world.look();
    await settle();
    expect(stampedOf(listening).slice(3).map(({ refs }) => refs[0])).toEqual([expect.stringMatching(/^gateway:interaction:/)]);
    // And again from the last one: what lies within the overlap is told again.
    const again = await resume(ADA, stampedOf(listening).at(-1)!.cursor);
    await settle();
    expect(stampedOf(again)).toHaveLength(3);
  });

  it('gives a cursor to events of streams alone; revision and time to every event', async () => {
    await known('rt:call:601');
    const { data } = await run(world.request(), `{ customer(id: "${ADA}") { calls { edges { node { revision changedAt cursor } } } tickets(first: 1) { edges { node { revision changedAt } } } } }`);
    expect(data!['customer']).toEqual({
      calls: { edges: [{ node: { revision: 1, changedAt: new Date(NOW_MS).toISOString(), cursor: null } }] },
      tickets: { edges: [{ node: { revision: 1, changedAt: null } }] },
    });
    expect(world.calls.filter((call) => call === 'interactions.stamps')).toHaveLength(1);
  });
});

describe('recordInteraction', () => {
  const mutation = 'mutation ($input: RecordInteractionInput!) { recordInteraction(input: $input) { interaction { id at refs channel direction subject note recordedBy customer { id } } } }';

  it('answers with what was refused', async () => {
    const input = { idempotencyKey: 'k', customerId: 'never-issued', channel: 'CHAT', direction: 'INBOUND' };
    const { data, errors } = await run(world.request(), mutation, { input });
    expect(data).toEqual({ recordInteraction: null });
    expect(errors).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT', extensions: { argument: 'customerId' } })]);
  });

  it('answers with the interaction and its customer', async () => {
    const input = { idempotencyKey: 'k', email: 'ada@x.org', channel: 'PHONE', direction: 'OUTBOUND', at: '2026-03-01T00:00:00Z', subject: 'Call back' };
    const context = world.request({ role: 'agent' });
    const { data, errors } = await run(context, mutation, { input });
    expect(errors).toEqual([]);
    const { interaction } = data!['recordInteraction'];
    expect(interaction).toEqual({
      id: context.ids.encode(interaction.refs[0]), at: '2026-03-01T00:00:00.000Z', refs: [expect.stringMatching(/^gateway:interaction:/)], channel: 'PHONE',
      direction: 'OUTBOUND', subject: 'Call back', note: null, recordedBy: 'agent', customer: { id: ADA },
    });
  });
});
