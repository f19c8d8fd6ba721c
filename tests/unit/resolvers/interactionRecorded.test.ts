import { createWorld, type Caller, type World } from '../../support/fakes/context.ts';
import { answerOf, listen, run } from '../../support/fakes/graphql.ts';
import { ADA, BOB, sample } from '../../support/fakes/sample.ts';
import { recordInteraction } from '../../../operations/recordInteraction.ts';
import { INTERACTION_TOPIC } from '../../../domain/interactionNotice.ts';

const subscription = (id: string) => `subscription { interactionRecorded(customerId: "${id}") { __typename refs customer { id name { full } } ... on RecordedInteraction { note } ... on Order { lines { name } } } }`;

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
});

const write = (customerId: string, idempotencyKey: string) =>
  recordInteraction({ idempotencyKey, customerId, channel: 'CHAT', direction: 'INBOUND', note: idempotencyKey }, world.request({ role: 'agent' }));

/** The events that a stream has told when all notices of this turn are through. */
async function eventsOf(stream: AsyncGenerator<unknown>, act: () => Promise<void>): Promise<unknown[]> {
  const events: unknown[] = [];
  const reading = (async () => {
    for await (const event of stream) events.push(answerOf(event as never));
  })();
  await act();
  // Reads of the fake sources take a turn of the event loop each; no event can come later than after a few.
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  await stream.return(undefined);
  await reading;
  return events;
}

describe('interactionRecorded', () => {
  const callers: [string, string, Caller][] = [
    ['an unknown customer', 'never-issued', {}],
    ['a customer out of view', BOB, { role: 'distributor', rows: { all: false, keys: ['territory:North'] } }],
    ['events of a kind that the caller may not see', BOB, { access: { interactions: 'deny' } }],
  ];
  it.each(callers)('is an open stream without events for %s', async (_of, id, caller) => {
    const stream = await listen(world.request(caller), subscription(id));
    const events = await eventsOf(stream, async () => void (await write(BOB, 'k1')));
    expect(events).toEqual([]);
  });

  it('tells nothing of other customers, of other messages, or of what is gone', async () => {
    const stream = await listen(world.request(), subscription(ADA));
    const events = await eventsOf(stream, async () => {
      const { notices } = world.request();
      await write(BOB, 'k1');
      await notices.publish(INTERACTION_TOPIC, { ref: 7 });
      await notices.publish(INTERACTION_TOPIC, { ref: 'rt:ticket:unknown', partyRef: 'rt:party:11' });
    });
    expect(events).toEqual([]);
  });

  it('tells each interaction once, with its live values, while it is open', async () => {
    const stream = await listen(world.request(), subscription(ADA));
    const { notices } = world.request();
    const events = await eventsOf(stream, async () => {
      const { _id: ref, partyRef } = await write(ADA, 'k1');
      await notices.publish(INTERACTION_TOPIC, { ref, partyRef });
      await notices.publish(INTERACTION_TOPIC, { ref: 'tryton:order:7', partyRef: 'tryton:party:1' });
    });
    const customer = { id: ADA, name: { full: 'Ada King' } };
    expect(events).toEqual([
      { data: { interactionRecorded: { __typename: 'RecordedInteraction', refs: [expect.stringMatching(/^gateway:interaction:/)], customer, note: 'k1' } }, errors: [] },
      { data: { interactionRecorded: { __typename: 'Order', refs: ['tryton:order:7', 'vendure:order:70'], customer, lines: [{ name: 'Lamp' }] } }, errors: [] },
    ]);
    await notices.publish(INTERACTION_TOPIC, { ref: 'rt:call:601', partyRef: 'rt:party:11' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('sees what a record says at the time of each event', async () => {
    const stream = await listen(world.request(), subscription(BOB));
    const names = await eventsOf(stream, async () => {
      await write(BOB, 'k1');
      for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      world.reader.records.set('tryton:party:2', { ...sample.customers[1]!.parties[0]!, name: { full: 'Bob Renamed', given: null, family: null } });
      await write(BOB, 'k2');
    });
    expect(names.map((each) => (each as { data: { interactionRecorded: { customer: { name: { full: string } } } } }).data.interactionRecorded.customer.name.full)).toEqual(['Bob Byron', 'Bob Renamed']);
  });

  it('goes on after an event for which the store failed', async () => {
    const { byRefs } = world.store.interactions;
    const stream = await listen(world.request(), subscription(ADA));
    const { notices } = world.request();
    const events = await eventsOf(stream, async () => {
      world.store.interactions.byRefs = () => Promise.reject(new Error('no store'));
      await notices.publish(INTERACTION_TOPIC, { ref: 'rt:call:601', partyRef: 'rt:party:11' });
      await new Promise((resolve) => setImmediate(resolve));
      world.store.interactions.byRefs = byRefs;
      await notices.publish(INTERACTION_TOPIC, { ref: 'rt:ticket:501', partyRef: 'rt:party:11' });
    });
    expect(events).toHaveLength(1);
  });

  it('ends and unsubscribes when the request ends', async () => {
    const leaving = new AbortController();
    const stream = await listen(world.request({ signal: leaving.signal }), subscription(ADA));
    const next = stream.next();
    leaving.abort();
    expect(await next).toEqual({ done: true, value: undefined });
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
