/** Whom an answer tells of, as the audit is told: nobody who is not in the answer, and everybody who is. */
import { INTERACTION_TOPIC } from '../../../domain/interactionNotice.ts';
import { recordInteraction } from '../../../operations/recordInteraction.ts';
import { caller } from '../../authz/callers.ts';
import { createWorld, type Caller, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { ACME, ADA, BOB, sample } from '../../support/fakes/sample.ts';
import { createStreamWorld, settle } from '../../support/fakes/stream.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
});

/** What an answer met: customers, and parties of events whose customer was not read, by their refs. */
async function met(query: string, as: Caller = {}): Promise<string[]> {
  const request = world.request(as);
  const { errors } = await run(request, query);
  expect(errors).toEqual([]);
  // A ref can hold an e-mail address or a telephone number, and whoever reads the audit's store must not.
  expect([...request.met].filter((name) => name.includes(':'))).toEqual([]);
  return namesIn(request).sort();
}

const namesIn = ({ met, ids }: ReturnType<World['request']>): string[] => [...met].map((name) => ids.decode(name) ?? name);

const north: Caller = { role: 'distributor', rows: { all: false, keys: ['territory:North'] } };

describe('nobody is met', () => {
  it.each([
    ['by an unknown id', '{ customer(id: "never-issued") { id } }'],
    ['by an id out of view', `{ customer(id: "${BOB}") { id name { full } } }`],
    ['by an order out of view', '{ order(ref: "SO8") { number customer { id } } }'],
    ['by a node out of view', `{ node(id: "${BOB}") { id } }`],
    ['by an e-mail that nobody has', '{ customerBy(key: { email: "nobody@x.org" }) { id } }'],
    ['by a telephone number that nobody of the view has', '{ callerContext(phone: "+34600000000") { recognised candidates { customer { id } } } }'],
    ['by who one is', '{ me { role subject } }'],
  ])('%s', async (_of, query) => {
    expect(await met(query, north)).toEqual([]);
  });

  it('by orders of which only the places are asked for', async () => {
    expect(await met('{ orders { edges { cursor } pageInfo { hasNextPage } } }')).toEqual([]);
  });

  it('by a customer who is looked for and stays unread because several have the value', async () => {
    const request = world.request();
    const { errors } = await run(request, '{ customerBy(key: { phone: "+34911234567" }) { id } }');
    expect([errors[0]?.code, ...request.met]).toEqual(['AMBIGUOUS']);
  });
});

describe('a customer is met', () => {
  it.each([
    ['by id', `{ customer(id: "${ADA}") { id } }`, [ADA]],
    ['by an id that leads to it', '{ customer(id: "01900000-0000-7000-8000-00000000ada2") { kind } }', [ADA]],
    ['by a value', '{ customerBy(key: { email: "ada@x.org" }) { kind } }', [ADA]],
    ['in a list', '{ customers { edges { node { kind } } } }', [ADA, BOB, ACME]],
    ['in a search', '{ searchCustomers(text: "byron") { edges { node { id } } } }', [BOB]],
    ['as a candidate, asked for or not', '{ callerContext(phone: "+34911234567") { recognised } }', [ADA, BOB]],
    ['in the context of a talk', '{ customerContext(key: { email: "ada@x.org" }) { preferredLanguage } }', [ADA]],
    ['beside the customer that it belongs to', `{ customer(id: "${ADA}") { organisations { role } } }`, [ADA, ACME]],
    ['as the contact of an organisation', `{ customer(id: "${ACME}") { contacts { customer { kind } } } }`, [ADA, ACME]],
    ['by its provenance', `{ customer(id: "${ADA}") { provenance(fields: [NAME]) { value } } }`, [ADA]],
    ['by its own orders, and nobody else', `{ customer(id: "${ADA}") { orders { edges { node { number views { number } customer { id } } } } } }`, [ADA]],
  ])('%s', async (_of, query, expected) => {
    expect(await met(query)).toEqual([...expected].sort());
  });

  it('by the party of an order whose customer is not asked for, in a list and alone', async () => {
    expect(await met('{ orders(first: 100) { edges { node { number } } } }')).toEqual(['tryton:party:1', 'tryton:party:2', 'vendure:party:21']);
    expect(await met('{ order(ref: "SO8") { status } }')).toEqual([BOB, 'tryton:party:2'].sort());
    const order = world.request().ids.encode('tryton:order:8');
    expect(await met(`{ node(id: "${order}") { id } }`)).toContain('tryton:party:2');
  });

  it('by each party whose view of an order is shown', async () => {
    expect(await met('{ orders(first: 100, filter: { status: [DONE] }) { edges { node { views { number } } } } }')).toEqual(expect.arrayContaining(['tryton:party:1', 'vendure:party:21']));
  });

  it('by an order whose source does not answer, since that there is one is told', async () => {
    world.reader.down.add('tryton');
    const request = world.request();
    await run(request, '{ orders(first: 100) { edges { node { at } } } }');
    expect(namesIn(request)).toContain('tryton:party:2');
  });

  it('by what was written down about it', async () => {
    const request = world.request({ role: 'agent' });
    const { errors } = await run(request, `mutation { recordInteraction(input: { idempotencyKey: "k", customerId: "${BOB}", channel: CHAT, direction: INBOUND }) { interaction { at } } }`);
    expect(errors).toEqual([]);
    const [index] = (await world.store.customerIndex.byPartyRefs(namesIn(request), world.request().view)).values();
    expect(index?.customerId).toBe(BOB);
  });

  it('by a stream once it tells of it, and nobody by what it does not tell', async () => {
    const told: (readonly string[])[] = [];
    const listening = await createStreamWorld(world, { gates: { audit: ({ customers }) => void told.push(customers) } }).open(
      caller('agent'), `subscription { interactionRecorded(customerId: "${ADA}") { __typename } }`,
    );
    const writer = world.request({ role: 'agent' });
    const write = (customerId: string, idempotencyKey: string) => recordInteraction({ idempotencyKey, customerId, channel: 'CHAT', direction: 'INBOUND' }, writer);
    await write(BOB, 'k1');
    await settle();
    expect(told).toEqual([]);
    const { _id: ref, partyRef } = await write(ADA, 'k2');
    await writer.notices.publish(INTERACTION_TOPIC, { ref, partyRef });
    await settle();
    expect(told).toEqual([[ADA]]);
    await listening.leave();
  });
});
