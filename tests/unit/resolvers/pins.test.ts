import { pinRecord, pinRef, type PinnedValue } from '../../../domain/goldenRecord/pin.ts';
import type { PartyRecord } from '../../../domain/records.ts';
import { createWorld, NOW_MS, type Caller, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { identifier } from '../../support/fakes/records.ts';
import { ADA, adaInTryton, BOB, sample } from '../../support/fakes/sample.ts';

const HOUR_MS = 3_600_000;
const later = (ms: number): string => new Date(NOW_MS + ms).toISOString();
const EXPIRES = later(HOUR_MS);
const steward: Caller = { role: 'steward', subject: 'stew' };

const pinned = (value: PinnedValue): PartyRecord =>
  pinRecord(pinRef(value.field), { ref: 'tryton:party:1', kind: 'PERSON' }, value, { reason: 'Told on the telephone', expiresAt: EXPIRES, actor: 'stew' }, later(-HOUR_MS));
const pins = [
  pinned({ field: 'name', value: { full: 'Augusta Byron', given: 'Augusta', family: 'Byron' } }),
  pinned({ field: 'emails', value: [identifier('new@x.org')] }),
  pinned({ field: 'territory', value: 'West' }),
];
const withPins = { ...sample, customers: sample.customers.map((one) => (one.id === ADA ? { ...one, parties: [...one.parties, ...pins] } : one)) };
const ask = async (world: World, query: string, caller: Caller = {}, nowMs = NOW_MS) => run({ ...world.request(caller), now: () => nowMs }, query);

describe('pinned values', () => {
  const QUERY = `{ customer(id: "${ADA}") { name { full } emails { value verified } territory preferredLanguage } }`;

  it('are shown by no read after their expiry, whatever the index still says', async () => {
    const { data, errors } = await ask(await createWorld(withPins), QUERY, {}, NOW_MS + HOUR_MS);
    expect([data!['customer'], errors]).toEqual([{ name: { full: 'Ada King' }, emails: [{ value: 'ada@x.org', verified: true }], territory: 'North', preferredLanguage: 'es' }, []]);
  });

  it('are shown until then in place of what the systems say', async () => {
    const { data, errors } = await ask(await createWorld(withPins), QUERY, {}, NOW_MS + HOUR_MS - 1);
    expect([data!['customer'], errors]).toEqual([{ name: { full: 'Augusta Byron' }, emails: [{ value: 'new@x.org', verified: false }], territory: 'West', preferredLanguage: 'es' }, []]);
  });

  it('stand in provenance with who pinned them, why and until when, and with what lost', async () => {
    const { data, errors } = await ask(await createWorld(withPins), `{ customer(id: "${ADA}") { provenance(fields: [NAME, EMAILS, TERRITORY, DISTRIBUTOR]) { field value ref rule reason expiresAt actor losing { value ref } } } }`);
    const pin = { rule: 'pinned', reason: 'Told on the telephone', expiresAt: EXPIRES, actor: 'stew' };
    expect(errors).toEqual([]);
    expect(data!['customer'].provenance).toMatchObject([
      { field: 'NAME', value: 'Augusta Byron', ref: 'gateway:party:pin-name', ...pin, losing: expect.arrayContaining([{ value: 'Ada King', ref: 'tryton:party:1' }]) },
      { field: 'EMAILS', value: 'new@x.org', ref: 'gateway:party:pin-emails', ...pin, losing: [{ value: 'ada@x.org' }] },
      { field: 'TERRITORY', value: 'West', ref: 'gateway:party:pin-territory', ...pin, losing: [{ value: 'North', ref: 'tryton:party:1' }] },
      { field: 'DISTRIBUTOR', value: 'D1', ref: 'tryton:party:1', rule: 'sourcePriority', reason: null, expiresAt: null, actor: null, losing: [] },
    ]);
  });

  it('tell a row that is denied nothing of the pin', async () => {
    const { data } = await ask(await createWorld(withPins), `{ customer(id: "${ADA}") { provenance(fields: [EMAILS]) { value access reason expiresAt actor ref } } }`, { access: { contactPoint: 'deny' } });
    expect(data!['customer'].provenance).toEqual([{ value: null, access: 'DENIED', reason: null, expiresAt: null, actor: null, ref: null }]);
  });

  it('make this gateway no source and no identity of the customer', async () => {
    const { data } = await ask(await createWorld(withPins), `{ customer(id: "${ADA}") { name { full } identities { ref } sources { system status } } }`);
    expect(data!['customer'].sources.map(({ system }: { system: string }) => system)).toEqual(['tryton', 'rt', 'vendure', 'ghost']);
    expect(data!['customer'].identities.filter(({ ref }: { ref: string }) => ref.startsWith('gateway:'))).toEqual([]);
  });

  it('take nobody out of a row scope, and put nobody into one', async () => {
    const world = await createWorld(withPins);
    const north = await ask(world, `{ customer(id: "${ADA}") { territory } }`, { role: 'sales', rows: { all: false, keys: ['territory:North'] } });
    expect(north.data!['customer']).toEqual({ territory: 'West' });
    // Even where the index let them through, the live check knows of no pin.
    const west = await ask(world, `{ customer(id: "${ADA}") { territory } }`, { role: 'sales', rows: { all: false, keys: ['territory:West'] } });
    expect(west.data!['customer']).toBeNull();
  });
});

describe('pinning', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld(sample);
    world.forget();
  });
  const pin = (value: string, { customerId = ADA, reason = 'Why', expiresAt = EXPIRES } = {}, caller = steward) =>
    ask(world, `mutation { pinValue(input: { customerId: "${customerId}", value: ${value}, reason: "${reason}", expiresAt: "${expiresAt}" }) { customer { id } } }`, caller);
  const stored = async () => (await world.store.parties.expiredPins(new Date(NOW_MS + 5_000 * 24 * HOUR_MS), 100)) as unknown as { record: PartyRecord; epoch: number }[];

  it.each([
    ['name', '{ name: { full: "  " } }'],
    ['name.given', `{ name: { given: "secret ${'x'.repeat(200)}" } }`],
    ['name.full', '{ name: { full: "A• K•" } }'],
    ['birthDate', '{ birthDate: "secret" }'],
    ['birthDate', '{ birthDate: "1990-02-30" }'],
    ['birthDate', '{ birthDate: "2999-01-01" }'],
    ['account', '{ account: "" }'],
    ['preferredLanguage', '{ preferredLanguage: "secret" }'],
    ['emails', '{ emails: ["a@x.org", "secret"] }'],
    ['emails', '{ emails: [] }'],
    ['emails', '{ emails: ["s•••@•••.org"] }'],
    ['phones', '{ phones: ["600 111 222"] }'],
    ['taxIds', '{ taxIds: ["secret"] }'],
    ['loyaltyIds', '{ loyaltyIds: [" "] }'],
    ['loyaltyIds', `{ loyaltyIds: [${Array.from({ length: 11 }, (_, index) => `"secret${index}"`).join()}] }`],
    ['addresses', '{ addresses: [{ region: "secret" }] }'],
    ['addresses.country', '{ addresses: [{ city: "Leeds", country: "secret" }] }'],
  ])('is refused naming the field %s of %s, never its value, before anything is read', async (argument, value) => {
    const { errors } = await pin(value);
    expect(errors).toMatchObject([{ path: 'pinValue', code: 'BAD_USER_INPUT', extensions: { argument } }]);
    expect(JSON.stringify(errors)).not.toMatch(/secret|xxx|•/);
    expect(world.calls).toEqual([]);
  });

  it.each([
    ['reason', { reason: ' ' }],
    ['reason', { reason: 's'.repeat(501) }],
    ['expiresAt', { expiresAt: later(0) }],
    ['expiresAt', { expiresAt: later(1_097 * 24 * HOUR_MS) }],
    ['customerId', { customerId: 'never-issued' }],
    ['customerId', { customerId: 'x'.repeat(1_001) }],
  ])('is refused for a %s that cannot be, and nothing is written', async (argument, over) => {
    expect((await pin('{ account: "C-1" }', over)).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument } }]);
    expect(await stored()).toEqual([]);
  });

  it('is refused for the birth date of an organisation', async () => {
    const company = sample.customers.find(({ parties }) => parties[0]!.kind === 'ORGANISATION')!;
    expect((await pin('{ birthDate: "1990-01-02" }', { customerId: company.id })).errors).toMatchObject([{ extensions: { argument: 'birthDate' } }]);
  });

  it.each<[string, Partial<PartyRecord>]>([
    ['{ name: { given: "  Ada ", family: "King   Byron" } }', { name: { full: 'Ada King Byron', given: 'Ada', family: 'King Byron' } }],
    ['{ birthDate: "1990-01-02" }', { birthDate: '1990-01-02' }],
    ['{ preferredLanguage: "EN" }', { language: 'en' }],
    ['{ emails: ["New@X.org", "new@x.org"] }', { emails: [identifier('new@x.org')] }],
    ['{ phones: ["+34600111222"] }', { phones: [identifier('+34600111222')] }],
    ['{ taxIds: ["es-12345678-z"] }', { taxIds: [identifier('12345678Z')] }],
    ['{ loyaltyIds: ["l 7"] }', { loyaltyIds: [identifier('L7')] }],
    ['{ addresses: [{ street: "Calle 2", country: "es" }] }', { addresses: [{ street: 'Calle 2', city: null, postcode: null, region: null, country: 'ES' }] }],
  ])('keeps %s as the sources would, in a record of this gateway that is tied to the first one', async (value, record) => {
    expect((await pin(value)).errors).toEqual([]);
    const [written, ...others] = await stored();
    expect(others).toEqual([]);
    expect(written!.record).toMatchObject({
      ...record, kind: 'PERSON', subscriptions: [], updatedAt: later(0), references: [{ meaning: 'identity', by: 'ref', value: adaInTryton.ref }], pin: { reason: 'Why', expiresAt: EXPIRES, actor: 'stew' },
    });
    expect(written!.record.ref).toMatch(/^gateway:party:pin-[0-9a-f]{64}$/);
    expect([world.applied, (await world.store.inbox.waiting())]).toEqual([[[written!.record.ref]], [{ system: 'gateway', type: 'party', count: 1 }]]);
  });

  it('again replaces the pin of the field, and leaves those of other fields and customers', async () => {
    for (const [value, customerId] of [['{ account: "A" }', ADA], ['{ account: "B" }', ADA], ['{ territory: "T" }', ADA], ['{ account: "C" }', BOB]] as const) await pin(value, { customerId });
    expect((await stored()).map(({ record, epoch }) => [record.account ?? record.territory, epoch]).sort()).toEqual([['B', 2], ['C', 1], ['T', 1]]);
  });

  it('says so where somebody else wrote the pin meanwhile', async () => {
    await pin('{ account: "A" }');
    const request = world.request(steward);
    const stale = { ...request, store: { ...request.store, parties: { ...request.store.parties, stored: async () => new Map() } } };
    const { errors } = await run(stale, `mutation { pinValue(input: { customerId: "${ADA}", value: { account: "B" }, reason: "r", expiresAt: "${EXPIRES}" }) { customer { id } } }`);
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', message: 'The pin was changed meanwhile: look at it again.' }]);
  });

  it('tells the audit of whom, also where the answer does not show the customer', async () => {
    const request = world.request(steward);
    await run(request, `mutation { pinValue(input: { customerId: "${ADA}", value: { account: "B" }, reason: "r", expiresAt: "${EXPIRES}" }) { __typename } }`);
    expect([...request.met]).toEqual([ADA]);
  });
});

describe('unpinning', () => {
  const unpin = (field: string) => `mutation { unpinValue(input: { customerId: "${ADA}", field: ${field} }) { customer { id } } }`;

  it('is refused for a field that the caller may not see whole, and for one that is not pinned', async () => {
    const world = await createWorld(withPins);
    expect((await ask(world, unpin('EMAILS'), { ...steward, access: { contactPoint: 'mask' } })).errors).toMatchObject([{ path: 'unpinValue', code: 'FORBIDDEN' }]);
    expect((await ask(world, unpin('PHONES'), steward)).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'field' } }]);
  });

  it('takes the value out of the store', async () => {
    const world = await createWorld(withPins);
    const { data, errors } = await ask(world, unpin('EMAILS'), steward);
    expect([data!['unpinValue'], errors]).toEqual([{ customer: { id: ADA } }, []]);
    expect((await world.store.parties.byRefs(['gateway:party:pin-emails'])).get('gateway:party:pin-emails')).toMatchObject({ state: 'GONE', record: null, keys: [], settled: false });
    expect((await ask(world, `{ customer(id: "${ADA}") { emails { value } name { full } } }`)).data!['customer']).toEqual({ emails: [{ value: 'ada@x.org' }], name: { full: 'Augusta Byron' } });
  });
});
