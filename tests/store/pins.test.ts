/** Pins of stewards: they go with their customer through merge and split, end by the clock, and join nobody. */
import { randomUUID } from 'node:crypto';
import { createMemoryNotices } from '../../datasources/redis/notices.ts';
import type { CustomerIndexDocument } from '../../datasources/mongo/documents.ts';
import { GatewayError } from '../../domain/errors.ts';
import type { Principal, RowView } from '../../domain/principal.ts';
import type { PartyRecord } from '../../domain/records.ts';
import { isPinRef } from '../../domain/statedParty.ts';
import { createIngest } from '../../ingest/ingest.ts';
import type { Ingest } from '../../ingest/types.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import type { PinContext } from '../../operations/pins/context.ts';
import { pinValue, type PinValueInput } from '../../operations/pins/pinValue.ts';
import { unpinValue } from '../../operations/pins/unpinValue.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { party, type PartyParts } from '../support/partyRecords.ts';
import { looseEnds, partitionOf } from './canonical.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const NOON = Date.UTC(2026, 5, 1, 12);
const HOUR_MS = 3_600_000;
const STAFF: RowView = { audience: 'staff', rows: { all: true } };
const OUTSIDE: RowView = { audience: 'outside', rows: { all: true } };

describe.each(mongoServers())('a pin on the $name server', (server) => {
  let test: TestStore;
  let deps: ApplyDeps;
  let ingest: Ingest;
  let context: PinContext;
  let nowMs: number;
  let epoch: number;
  beforeEach(async () => {
    nowMs = NOON;
    epoch = 1;
    test = await openTestStore(server);
    const apply = applyOptions(['erp', 'shop']);
    const now = () => nowMs;
    deps = { ...apply, store: test.store, now };
    ingest = createIngest({
      store: test.store, sources: new Map(), reader: { invalidate: () => Promise.resolve() }, notices: createMemoryNotices(), apply, now,
      logger: { info: () => undefined, warn: () => undefined },
    });
    const principal = { subject: 'stew', role: 'steward' } as Principal;
    context = { principal, view: STAFF, met: new Set(), store: test.store, applyNow: ingest.applyNow, keyedHash: apply.keyedHash, now, signal: new AbortController().signal };
  });
  afterEach(async () => {
    const ends = await looseEnds(test.database);
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  async function take(...records: PartyRecord[]): Promise<void> {
    epoch += 1;
    await applyChange(deps, records.map((record) => ({ ref: record.ref, epoch, record })));
  }
  const gone = async (ref: string): Promise<void> => {
    epoch += 1;
    await applyChange(deps, [{ ref, epoch, record: null }]);
  };
  const found = async (key: string, view = STAFF): Promise<CustomerIndexDocument[]> => test.store.customerIndex.byKey(key, view, 5);
  const idOf = async (ref: string): Promise<string> => (await found(`ref:${ref}`))[0]!.customerId;
  const pin = async (customerId: string, value: PinValueInput['value'], hours = 1) =>
    pinValue({ customerId, value, reason: 'Told on the telephone', expiresAt: new Date(nowMs + hours * HOUR_MS).toISOString() }, context);
  const pinsOf = async (ref: string, view = STAFF): Promise<string[]> => (await found(`ref:${ref}`, view)).flatMap(({ parties }) => parties.flatMap((each) => (isPinRef(each.ref) ? each.ref : [])));
  const listed = async (): Promise<string[]> => (await test.store.customerIndex.list({ filter: {}, orderBy: 'NAME_ASC', after: null, first: 10 }, STAFF)).rows.map(({ row }) => row.nameKey.replace(/ [^ ]*$/, ''));
  const searched = async (word: string): Promise<number> => (await test.store.customerIndex.search([word], null, 10, STAFF)).rows.length;
  /** What joins two records on lesser grounds: staff see one customer, outsiders two. */
  const ana = (ref: string, more: PartyParts = {}) => party(ref, { name: 'Ana|García', emails: 'ana@x.example', ...more });
  const verifiedly = (ref: string, more: PartyParts = {}) => party(ref, { name: 'Ana|García', emails: '✓ana@x.example', ...more });

  async function refusal(pinning: Promise<unknown>): Promise<string> {
    const error: unknown = await pinning.catch((reason: unknown) => reason);
    if (!(error instanceof GatewayError)) throw new Error('It was not refused.');
    return `${error.code} ${error.details.argument}`;
  }

  it('is refused for an id that is out of view, as for one never issued, and for a customer of whom only this gateway knows', async () => {
    await take(ana('erp:party:1'));
    const id = await idOf('erp:party:1');
    context.view = { audience: 'staff', rows: { all: false, keys: ['territory:North'] } };
    expect(await refusal(pin(id, { account: 'C-1' }))).toBe('BAD_USER_INPUT customerId');
    context.view = STAFF;
    expect(await refusal(pin(randomUUID(), { account: 'C-1' }))).toBe('BAD_USER_INPUT customerId');
    await take(party('gateway:party:stated-1', { phones: '+34600111222' }));
    expect(await refusal(pin(await idOf('gateway:party:stated-1'), { account: 'C-1' }))).toBe('BAD_USER_INPUT customerId');
    expect(await refusal(unpinValue({ customerId: id, field: 'name' }, context))).toBe('BAD_USER_INPUT field');
    expect(await test.database.collection('parties').countDocuments({ 'record.pin': { $exists: true } })).toBe(0);
  });

  it('is in the list, the search and the look-ups of its customer, and no more once it is taken off', async () => {
    await take(party('erp:party:1', { name: 'Ana|Zapata', emails: 'old@x.example' }), party('erp:party:2', { name: 'Luis|Marín' }));
    const id = await idOf('erp:party:1');
    expect(await pin(id, { name: { given: 'Ana', family: 'Abad' } })).toBe(id);
    expect([await listed(), await searched('abad'), await searched('zapata')]).toEqual([['abad ana', 'marin luis'], 1, 1]);
    await pin(id, { emails: ['New@X.example'] });
    expect((await found('email:new@x.example')).map(({ customerId }) => customerId)).toEqual([id]);
    expect([...context.met]).toEqual([id]);

    await unpinValue({ customerId: id, field: 'name' }, context);
    await unpinValue({ customerId: id, field: 'emails' }, context);
    expect([await listed(), await searched('abad'), await found('email:new@x.example'), await pinsOf('erp:party:1')]).toEqual([['marin luis', 'zapata ana'], 0, [], []]);
    expect(await test.database.collection('parties').countDocuments({ 'record.pin': { $exists: true } })).toBe(0);
  });

  it('joins no customers, whatever is pinned, and parts none', async () => {
    await take(
      party('erp:party:1', { name: 'Ana|García', taxIds: '✓11111111H', birthDate: '1980-01-02' }),
      party('erp:party:2', { name: 'Ana|García', emails: '✓ana@x.example', phones: '✓+34600111222', loyaltyIds: '✓L-1', birthDate: '1990-03-04' }),
      party('shop:party:2', { name: 'Ana|García', emails: '✓ana@x.example', birthDate: '1990-03-04' }),
    );
    const before = await partitionOf(test.database, 'staff');
    const [one, two] = [await idOf('erp:party:1'), await idOf('erp:party:2')];
    await pin(one, { name: { full: 'Ana García' } });
    for (const value of [{ emails: ['ana@x.example'] }, { phones: ['+34600111222'] }, { loyaltyIds: ['L-1'] }, { birthDate: '1990-03-04' }]) await pin(one, value);
    // Not even what contradicts: another birth date and tax id than the records of the customer have.
    await pin(two, { birthDate: '1980-01-02' });
    await pin(two, { taxIds: ['22222222J'] });
    await take(party('shop:party:2', { name: 'Ana|García', emails: '✓ana@x.example', birthDate: '1990-03-04', phones: '+34600999888' }));
    const withoutPins = (await partitionOf(test.database, 'staff')).map((refs) => refs.filter((ref) => !isPinRef(ref)));
    expect(withoutPins.sort((a, b) => (a[0]! < b[0]! ? -1 : 1))).toEqual(before);
  });

  it('puts its customer into no row scope', async () => {
    await take(party('erp:party:1', { name: 'Ana|García', territory: 'South' }));
    for (const value of [{ territory: 'North' }, { distributor: 'D-9' }, { account: 'C-9' }]) await pin(await idOf('erp:party:1'), value);
    expect((await found('ref:erp:party:1', OUTSIDE))[0]!.scope.filter((key) => !key.startsWith('self:'))).toEqual(['territory:South']);
  });

  it('is pinned anew in place: one pin for a field, with the later word', async () => {
    await take(party('erp:party:1', { name: 'Ana|Zapata' }));
    const id = await idOf('erp:party:1');
    await pin(id, { name: { full: 'Ana Abad' } });
    await pin(id, { name: { full: 'Ana Bravo' } }, 5);
    expect([await listed(), (await pinsOf('erp:party:1')).length]).toEqual([['ana bravo'], 1]);
    nowMs += 2 * HOUR_MS;
    await ingest.runOnce();
    expect(await listed()).toEqual(['ana bravo']);
  });

  it('goes into a merge and out of the split with the id that it was pinned on', async () => {
    await take(party('erp:party:1', { name: 'Ana|García', loyaltyIds: '✓L-1' }));
    await take(party('shop:party:1', { name: 'Ana|García', loyaltyIds: '✓L-2' }));
    const [erp, shop] = [await idOf('erp:party:1'), await idOf('shop:party:1')];
    await pin(erp, { name: { full: 'Ana Abad' } });
    await pin(shop, { name: { full: 'Ana Zapata' } });
    const [ofErp, ofShop] = [await pinsOf('erp:party:1'), await pinsOf('shop:party:1')];

    await take(party('shop:party:1', { name: 'Ana|García', loyaltyIds: '✓L-1' }));
    expect([await idOf('erp:party:1'), await idOf('shop:party:1')]).toEqual([erp, erp]);
    // Both came along; the later word is shown, by refs where neither is later.
    expect((await pinsOf('shop:party:1')).sort()).toEqual([...ofErp, ...ofShop].sort());
    nowMs += HOUR_MS / 2;
    await pin(shop, { name: { full: 'Ana Zapata' } });
    expect(await listed()).toEqual(['ana zapata']);

    await take(party('shop:party:1', { name: 'Ana|García', loyaltyIds: '✓L-2' }));
    expect([await idOf('erp:party:1'), await idOf('shop:party:1')]).toEqual([erp, shop]);
    expect([await pinsOf('erp:party:1'), await pinsOf('shop:party:1')]).toEqual([ofErp, ofShop]);
    expect(await listed()).toEqual(['ana abad', 'ana zapata']);
  });

  it('is taken off whole where a merge brought several', async () => {
    await take(party('erp:party:1', { name: 'Ana|García', loyaltyIds: '✓L-1' }), party('shop:party:1', { name: 'Ana|García', loyaltyIds: '✓L-2' }));
    await pin(await idOf('erp:party:1'), { account: 'A' });
    await pin(await idOf('shop:party:1'), { account: 'B' });
    await take(party('shop:party:1', { name: 'Ana|García', loyaltyIds: '✓L-1' }));
    expect(await pinsOf('erp:party:1')).toHaveLength(2);
    await unpinValue({ customerId: await idOf('erp:party:1'), field: 'account' }, context);
    expect(await pinsOf('erp:party:1')).toEqual([]);
  });

  it('is seen from outside in the verified part that it was pinned on, and in no other', async () => {
    await take(ana('erp:party:1'));
    await take(ana('shop:party:1'));
    const [outsideErp] = await found('ref:erp:party:1', OUTSIDE);
    const [outsideShop] = await found('ref:shop:party:1', OUTSIDE);
    expect([await idOf('shop:party:1'), outsideShop!.customerId === outsideErp!.customerId]).toEqual([await idOf('erp:party:1'), false]);
    await pin(outsideShop!.customerId, { phones: ['+34600111222'] });
    expect([(await pinsOf('shop:party:1')).length, (await pinsOf('shop:party:1', OUTSIDE)).length, await pinsOf('erp:party:1', OUTSIDE)]).toEqual([1, 1, []]);
    expect((await found('phone:+34600111222', OUTSIDE)).map(({ customerId }) => customerId)).toEqual([outsideShop!.customerId]);
    // Pinned is not verified: who is asked for by the number from outside is whoever has verified it.
    expect(await found('verified:phone:+34600111222', OUTSIDE)).toEqual([]);
  });

  it('ends by the clock: list, search and look-up follow with the next round, and its value leaves the store', async () => {
    await take(party('erp:party:1', { name: 'Ana|Zapata' }));
    const id = await idOf('erp:party:1');
    await pin(id, { name: { full: 'Ana Abad' } }, 1);
    await pin(id, { phones: ['+34600111222'] }, 3);
    nowMs += HOUR_MS - 1;
    await ingest.runOnce();
    expect([await listed(), (await pinsOf('erp:party:1')).length]).toEqual([['ana abad'], 2]);
    nowMs += 1;
    await ingest.runOnce();
    expect([await listed(), await searched('abad'), (await pinsOf('erp:party:1')).length]).toEqual([['zapata ana'], 0, 1]);
    nowMs += 2 * HOUR_MS;
    await ingest.runOnce();
    expect([await found('phone:+34600111222'), await pinsOf('erp:party:1')]).toEqual([[], []]);
    expect(JSON.stringify(await test.database.collection('parties').find({}).toArray())).not.toMatch(/Abad|600111222|telephone/);
  });

  it('is nobody by itself while its record is gone, and is back with it', async () => {
    await take(verifiedly('erp:party:1'));
    const id = await idOf('erp:party:1');
    await pin(id, { name: { full: 'Ana Abad' } });
    await gone('erp:party:1');
    expect(await listed()).not.toContain('ana abad');
    await take(verifiedly('erp:party:1'));
    expect([await listed(), await idOf('erp:party:1')]).toEqual([['ana abad'], id]);
  });

  it('stays with its customer where the record that it is tied to is gone and another one is there', async () => {
    await take(verifiedly('erp:party:1'));
    await take(verifiedly('shop:party:1'));
    const id = await idOf('shop:party:1');
    await pin(id, { name: { full: 'Ana Abad' } });
    await gone('erp:party:1');
    expect([await listed(), await idOf('shop:party:1'), (await pinsOf('shop:party:1', OUTSIDE)).length]).toEqual([['ana abad'], id, 1]);
    await take(verifiedly('erp:party:1'));
    expect([await listed(), await idOf('erp:party:1'), (await pinsOf('erp:party:1')).length]).toEqual([['ana abad'], id, 1]);
    await unpinValue({ customerId: id, field: 'name' }, context);
    expect(await listed()).toEqual(['garcia ana']);
  });

  it('takes no interactions to itself', async () => {
    await take(party('erp:party:1', { name: 'Ana|García' }));
    const id = await idOf('erp:party:1');
    await pin(id, { emails: ['ana@x.example'] });
    const { resolveTarget } = await import('../../operations/recordInteraction/target.ts');
    const targets = { view: STAFF, store: test.store, keyedHash: deps.keyedHash, now: () => nowMs };
    expect((await resolveTarget({ by: 'customerId', value: id }, targets)).partyRef).toBe('erp:party:1');
  });
});
