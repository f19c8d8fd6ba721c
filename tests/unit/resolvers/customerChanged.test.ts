import type { DataClass, Principal } from '../../../domain/principal.ts';
import { CHANGED_TOPIC } from '../../../domain/change.ts';
import { INTERACTION_TOPIC } from '../../../domain/interactionNotice.ts';
import type { CustomerIndexDocument } from '../../../datasources/mongo/documents.ts';
import { caller } from '../../authz/callers.ts';
import { createWorld, type World } from '../../support/fakes/context.ts';
import { ADA, BOB, sample } from '../../support/fakes/sample.ts';
import { createStreamWorld, settle, type Listening } from '../../support/fakes/stream.ts';

const territory = (name: string): Partial<Principal> => ({ rows: { all: false, keys: [`territory:${name}`] } });
const subscription = (id: string, after?: string) =>
  `subscription { customerChanged(customerId: "${id}"${after === undefined ? '' : `, after: "${after}"`}) { id kind revision changedAt cursor customer { id name { full } } } }`;
interface Told {
  id: string;
  kind: string;
  revision: number;
  changedAt: string | null;
  cursor: string;
  customer: { id: string; name: { full: string } };
}

let world: World;
const open: Listening[] = [];
beforeEach(async () => {
  world = await createWorld(sample);
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.leave();
});

async function listen(id: string, principal: Principal = caller('agent'), denied: readonly DataClass[] = [], after?: string): Promise<Listening> {
  const listening = await createStreamWorld(world, {}, denied).open(principal, subscription(id, after));
  open.push(listening);
  return listening;
}
const told = ({ events }: Listening): Told[] => events.map(({ data }) => (data as { customerChanged: Told }).customerChanged);
async function looked(): Promise<void> {
  world.look();
  await settle();
}

/** As ingest writes a record that says something else now. */
async function rewrite(ref: string): Promise<void> {
  const { link: _link, evidence: _evidence, ...stored } = (await world.store.parties.byRefs([ref])).get(ref)!;
  await world.store.parties.upsert([{ ...stored, epoch: stored.epoch + 1, hash: `${stored.hash}+` }]);
}

async function relink(id: string, change: (index: CustomerIndexDocument) => Partial<CustomerIndexDocument>, isRelinked = true): Promise<void> {
  const index = (await world.store.customerIndex.byIds([id], world.request().view)).get(id)!;
  const changed = { tokens: [], keys: [], hash: 'changed', ...index, ...change(index), revision: index.revision + 1 };
  expect(await world.store.customerIndex.put([changed as never], new Set(isRelinked ? [changed._id] : []))).toEqual([]);
}

/** One change of each kind of a customer. */
async function changeEverything(id: string, party: string, event: string): Promise<void> {
  await rewrite(party);
  await world.store.interactions.settle([{ ref: event, epoch: 1 }]);
  await relink(id, () => ({}));
}

describe('customerChanged', () => {
  it.each([['a new stream', false], ['one after a cursor', true]])('is silent for a customer out of view, in %s, and asks the store what it asks for an unknown id', async (_of, resumes) => {
    const first = await listen(BOB);
    await rewrite('tryton:party:2');
    await looked();
    const after = resumes ? told(first)[0]!.cursor : undefined;
    await first.leave();
    const callsOf = async (id: string): Promise<string[]> => {
      world.forget();
      const listening = await listen(id, caller('agent', undefined, territory('South')), [], after);
      await changeEverything(ADA, 'tryton:party:1', 'rt:call:601');
      world.forget();
      await looked();
      expect([listening.events, listening.hasEnded()]).toEqual([[], false]);
      await listening.leave();
      return [...world.calls, ...world.reader.calls.map(() => 'read')];
    };
    expect(await callsOf(ADA)).toEqual(await callsOf('never-issued'));
  });

  it('tells nothing of other customers, nor of what a document says beside, nor of kinds of events that the caller may not see', async () => {
    const listening = await listen(BOB, caller('agent'), ['orders']);
    await changeEverything(ADA, 'tryton:party:1', 'rt:call:601');
    await relink(BOB, () => ({ nameKey: 'other' }), false);
    await world.store.interactions.settle([{ ref: 'tryton:order:8', epoch: 1 }]);
    await looked();
    expect(told(listening)).toEqual([]);
  });

  it('tells what kind of thing has changed, each change once, with the customer as it is then', async () => {
    const listening = await listen(BOB);
    await changeEverything(BOB, 'tryton:party:2', 'tryton:order:8');
    world.reader.records.set('tryton:party:2', { ...sample.customers[1]!.parties[0]!, name: { full: 'Bob Renamed', given: null, family: null } });
    for (let look = 0; look < 3; look += 1) await looked();
    const { ids } = world.request();
    expect(told(listening)).toEqual([
      expect.objectContaining({ id: ids.encode('tryton:order:8'), kind: 'EVENTS', revision: 1 }),
      expect.objectContaining({ id: ids.encode('tryton:party:2'), kind: 'RECORDS', revision: 2, customer: { id: BOB, name: { full: 'Bob Renamed' } } }),
      expect.objectContaining({ id: BOB, kind: 'LINKS', revision: 2 }),
    ]);
    await rewrite('tryton:party:2');
    await looked();
    expect(told(listening).slice(3).map(({ id, revision }) => [id, revision])).toEqual([[ids.encode('tryton:party:2'), 3]]);
  });

  it('looks at the store when a notice says that something has changed', async () => {
    const listening = await listen(BOB);
    await rewrite('tryton:party:2');
    await world.request().notices.publish(CHANGED_TOPIC, {});
    await world.request().notices.publish(INTERACTION_TOPIC, { ref: 'tryton:order:8', partyRef: 'tryton:party:2' });
    const deadline = Date.now() + 5_000;
    while (told(listening).length < 2 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(told(listening).map(({ kind }) => kind)).toEqual(['EVENTS', 'RECORDS']);
  });

  it('says of links that records have changed to a caller who may not see how they hang together', async () => {
    const listening = await listen(BOB, caller('sales'));
    await relink(BOB, () => ({}));
    await looked();
    expect(told(listening).map(({ kind, id }) => [kind, id])).toEqual([['RECORDS', BOB]]);
  });

  it('tells what has changed since a cursor, of every kind', async () => {
    const first = await listen(BOB);
    await rewrite('tryton:party:2');
    await looked();
    const { cursor } = told(first)[0]!;
    await first.leave();
    await changeEverything(BOB, 'tryton:party:2', 'tryton:order:8');
    const listening = await listen(BOB, caller('agent'), [], cursor);
    await settle();
    expect(told(listening).map(({ kind, revision }) => [kind, revision])).toEqual([['RECORDS', 3], ['LINKS', 2], ['EVENTS', 1]]);
  });

  it('of an id that was merged goes on with the customer that it is part of now', async () => {
    const listening = await listen(BOB);
    const bob = (await world.store.customerIndex.byIds([BOB], world.request().view)).get(BOB)!;
    await relink(BOB, () => ({ ids: [], parties: [], audience: [] }));
    await relink(ADA, ({ ids, parties }) => ({ ids: [...ids, BOB], parties: [...parties, ...bob.parties] }));
    await looked();
    expect(told(listening).map(({ kind, customer }) => [kind, customer.id])).toEqual([['LINKS', ADA]]);
  });
});
