/** What the model joins, as stores keep it and callers meet it. */
import type { PartyRecord } from '../../domain/records.ts';
import { edgeId } from '../../datasources/mongo/edges.ts';
import { DEFAULT_ROW_SCOPES } from '../../domain/rowScopes.ts';
import { writeChange } from '../../operations/applyChange.ts';
import { decideMatch } from '../../operations/decisions/decideMatch.ts';
import { caller } from '../authz/callers.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { order, party } from '../support/partyRecords.ts';
import { lineageFaults, looseEnds, partitionOf } from './canonical.ts';
import { activate, learnedCompany, openLikelyDesk, type LikelyDesk } from './likely.ts';
import { OUTSIDE, STAFF } from './stewards.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);

const home = { street: 'Calle Mayor 12', city: 'Sevilla', postcode: '41003', region: null, country: 'ES' };
const eva = { name: 'Eva|Gil', birthDate: '1980-02-03' };
const luis = { name: 'Luis|Peña Soto', birthDate: '1961-11-30' };
const inErp = party('tryton:party:1', { ...eva, name: 'Eva|Gil Robles', addresses: [home] });
const inShop = party('vendure:party:2', { ...eva, emails: '✓e.gil@x.example', addresses: [home] });
const inNews = party('ghost:party:3', { name: 'Eva|Gil', emails: '✓e.gil@x.example' });
const atDesk = party('rt:party:4', { ...eva, phones: '+34600111222' });

describe.each(mongoServers())('records that are alike, on the $name server', (server) => {
  let test: TestStore;
  let desk: LikelyDesk;
  beforeEach(async () => {
    test = await openTestStore(server);
    await activate(test.store, learnedCompany().model);
    desk = openLikelyDesk(test.store);
  });
  afterEach(async () => {
    const ends = [...(await looseEnds(test.database)), ...(await lineageFaults(test.database))];
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const seenBy = async (view: typeof STAFF, ref: string) => (await test.store.customerIndex.byPartyRefs([ref], view)).get(ref)!;
  const edges = async (...records: PartyRecord[]) => (await test.store.edges.ofRefs(records.map(({ ref }) => ref))).map(({ _id, state }) => [_id, state]).sort();

  it('are one customer for staff alone: an outside caller never gains a record by it', async () => {
    await desk.see(inErp);
    const before = await seenBy(OUTSIDE, inErp.ref);
    const steps: PartyRecord[] = [inShop, inNews, atDesk, { ...inErp, phones: atDesk.phones }];
    for (const record of steps) {
      await desk.see(record);
      const outside = await partitionOf(test.database, 'outside');
      // Shop and newsletter share a verified address; nothing else does.
      for (const part of outside) expect(part.length === 1 || part.join() === [inNews.ref, inShop.ref].join()).toBe(true);
    }
    expect(await partitionOf(test.database, 'staff')).toEqual([[inNews.ref, atDesk.ref, inErp.ref, inShop.ref]]);
    await desk.see(order('vendure:order:1', inShop.ref) as unknown as PartyRecord);
    const staff = await seenBy(STAFF, inErp.ref);
    const outside = await seenBy(OUTSIDE, inErp.ref);
    expect(staff.head).toContain('vendure:order:1');
    expect([outside.customerId, outside.ids, outside.parties.map(({ ref }) => ref), outside.head]).toEqual([before.customerId, before.ids, [inErp.ref], before.head]);
    // Nor by what leads to the others: their keys, words and scopes.
    expect(await test.store.customerIndex.byKey('email:e.gil@x.example', OUTSIDE, 5)).toMatchObject([{ customerId: (await seenBy(OUTSIDE, inShop.ref)).customerId }]);
    const { customerId } = staff;
    for (const view of [OUTSIDE, STAFF]) {
      const own = (await test.store.customerIndex.byIds([customerId], view)).get(customerId)!;
      expect(own.parties).toHaveLength(view === STAFF ? 4 : own.parties.some(({ ref }) => ref === inShop.ref) ? 2 : 1);
    }
  });

  it('are one where a large load is placed at its end too, however few of it at a time', async () => {
    const { parties } = test.store;
    const slow = openLikelyDesk({ ...test.store, parties: { ...parties, unsettled: () => parties.unsettled(1) } });
    const load = [inNews, inShop, inErp];
    await writeChange(slow.deps, load.map((record) => ({ ref: record.ref, epoch: 1, record })));
    await slow.sweep();
    expect(await partitionOf(test.database, 'staff')).toEqual([load.map(({ ref }) => ref).sort()]);
  });

  it('point to each other with the weight and every level, and no value', async () => {
    await desk.see(inErp);
    await desk.see(inShop);
    const { link } = (await test.store.parties.stored([inShop.ref])).get(inShop.ref)!;
    const { mergedInto } = (await test.store.customers.byIds([link!.customerId])).get(link!.customerId)!;
    expect(mergedInto).toMatchObject({ rule: 'probabilistic', verified: false, refs: [inShop.ref, inErp.ref] });
    expect(mergedInto!.fields).toEqual(expect.arrayContaining(['birthDate', 'givenName', 'street']));
    expect(mergedInto!.levels!.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(mergedInto!.weight!, 1);
    const said = JSON.stringify([mergedInto, await test.store.edges.ofRefs([inErp.ref])]).toLowerCase();
    for (const value of ['eva', 'robles', '1980', 'sevilla', '41003']) expect(said).not.toContain(value);
  });

  it('are parted when one of them changes so that they are alike no longer, and the pair is gone', async () => {
    await desk.see(inErp, inShop);
    expect(await edges(inErp)).toEqual([[edgeId(inErp.ref, inShop.ref), 'JOINED']]);
    await desk.see(party(inErp.ref, luis));
    expect(await partitionOf(test.database, 'staff')).toEqual([[inErp.ref], [inShop.ref]]);
    expect(await edges(inErp, inShop)).toEqual([]);
  });

  it('stay one when a steward puts one of them together with a third', async () => {
    const third = party('rt:party:9', { name: 'Eva|Gil', phones: '+34600111999' });
    await desk.see(inErp, inShop, third);
    const { store, identity, parameters, survivorship, eventRank, keyedHash, newId, now } = desk.deps;
    const config = { identity, ...(parameters && { parameters }), survivorship, eventRank, rowScopes: DEFAULT_ROW_SCOPES };
    const context = { principal: { ...caller('steward'), subject: 'steward-1' }, view: STAFF, store, ids: { decode: () => undefined }, config, keyedHash: (text: string) => keyedHash(text), newId: () => newId(), now: () => now() };
    await decideMatch('MUST_LINK', { left: inErp.ref, right: third.ref, reason: 'Looked at the contract.' }, context);
    expect(await partitionOf(test.database, 'staff')).toEqual([[third.ref, inErp.ref, inShop.ref]]);
    await decideMatch('CANNOT_LINK', { left: inErp.ref, right: inShop.ref, reason: 'They called.' }, context);
    expect(await partitionOf(test.database, 'staff')).toEqual([[third.ref, inErp.ref], [inShop.ref]]);
    expect(await edges(inErp)).toContainEqual([edgeId(inErp.ref, inShop.ref), 'DECIDED']);
  });

  it('leave no pair behind when one of them goes, and are one again when it comes back', async () => {
    await desk.see(inErp, inShop);
    await desk.lose(inShop.ref);
    expect(await edges(inErp, inShop)).toEqual([]);
    await desk.see(inShop);
    expect(await partitionOf(test.database, 'staff')).toEqual([[inErp.ref, inShop.ref]]);
  });

  it('wait for a steward where nothing telling is among it, and are joined by what tells more', async () => {
    const namesake = party('ghost:party:5', { name: 'Eva|Gil', phones: '+34955000111', addresses: [home] });
    await desk.see(inShop, namesake);
    expect(await edges(namesake)).toEqual([[edgeId(namesake.ref, inShop.ref), 'REVIEW']]);
    expect(await partitionOf(test.database, 'staff')).toEqual([[namesake.ref], [inShop.ref]]);
    await desk.see({ ...namesake, birthDate: eva.birthDate });
    expect(await edges(namesake)).toEqual([[edgeId(namesake.ref, inShop.ref), 'JOINED']]);
    expect(await partitionOf(test.database, 'staff')).toEqual([[namesake.ref, inShop.ref]]);
  });

  it('are parted where a value that joined them by a rule passes its limit, unless they are alike without it', async () => {
    const phones = '✓+34955000111';
    const alike = [party('tryton:party:11', { ...eva, phones }), party('vendure:party:12', { ...eva, phones })];
    const named = [party('tryton:party:13', { name: 'Olga|Ferrer', phones }), party('vendure:party:14', { name: 'Olga|Ferrer', phones })];
    await desk.see(...alike, ...named);
    expect(await partitionOf(test.database, 'outside')).toEqual([alike, named].map((pair) => pair.map(({ ref }) => ref)));
    for (const [index, name] of ['Luis|Peña', 'Rosa|Cano', 'Iván|Marín'].entries()) await desk.see(party(`rt:party:2${index}`, { name, phones }));
    // For outside callers by no means, for staff where the rest speaks for it.
    expect((await partitionOf(test.database, 'outside')).every((part) => part.length === 1)).toBe(true);
    const staff = await partitionOf(test.database, 'staff');
    expect(staff).toContainEqual(alike.map(({ ref }) => ref));
    const [edge] = await test.store.edges.ofRefs([named[0]!.ref]);
    expect(staff.some((group) => group.join() === named.map(({ ref }) => ref).join())).toBe(edge?.state === 'JOINED');
  });
});
