import { GatewayError } from '../../../domain/errors.ts';
import { recordInteraction, type RecordInteractionInput } from '../../../operations/recordInteraction.ts';
import { createWorld, NOW_MS, type Caller, type World } from '../../support/fakes/context.ts';
import { identifier, party } from '../../support/fakes/records.ts';
import { ADA, BOB, sample } from '../../support/fakes/sample.ts';

const MERGED = '01900000-0000-7000-8000-00000000ada2';
const base: RecordInteractionInput = { idempotencyKey: 'k1', channel: 'CHAT', direction: 'INBOUND', subject: 'Lamp', note: 'Is dark' };
const chatbot: Caller = { role: 'chatbot', subject: 'bot' };

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
  world.forget();
});
const record = (input: Partial<RecordInteractionInput>, caller: Caller = chatbot) => recordInteraction({ ...base, ...input }, world.request(caller));

async function refusal(input: Partial<RecordInteractionInput>, caller?: Caller): Promise<GatewayError> {
  const error: unknown = await record(input, caller).catch((reason: unknown) => reason);
  if (!(error instanceof GatewayError)) throw new Error('It was not refused.');
  return error;
}

describe('input that cannot be used', () => {
  it.each<[string, Partial<RecordInteractionInput>]>([
    ['idempotencyKey', { idempotencyKey: '', customerId: ADA }],
    ['idempotencyKey', { idempotencyKey: 'k'.repeat(201), customerId: ADA }],
    ['input', {}],
    ['input', { customerId: ADA, email: 'ada@x.org' }],
    ['email', { email: 'secret at x' }],
    ['phone', { phone: 'secret' }],
    ['phone', { phone: '9'.repeat(1000) }],
    // A national number is counted by nobody and another person's in another country.
    ['phone', { phone: '911 234 567' }],
    ['phone', { phone: '+34 911 234 567' }],
    ['phone', { phone: '0034911234567' }],
    ['customerId', { customerId: 'x'.repeat(1001) }],
    ['subject', { customerId: ADA, subject: 's'.repeat(201) }],
    ['note', { customerId: ADA, note: 'n'.repeat(4001) }],
    ['at', { customerId: ADA, at: 'secret' }],
    ['at', { customerId: ADA, at: new Date(NOW_MS + 6 * 60_000).toISOString() }],
  ])('is refused before anything is read, naming the field %s, never its value', async (argument, input) => {
    const error = await refusal(input);
    expect([error.code, error.details]).toEqual(['BAD_USER_INPUT', { argument }]);
    expect(error.message).not.toMatch(/secret|xxx|sss|nnn|999/);
    expect(world.calls).toEqual([]);
  });

  it.each(['customerId', 'sourceRef'] as const)('is refused alike for a %s that is unknown and one out of view, with the same work', async (argument) => {
    const caller: Caller = { ...chatbot, rows: { all: false, keys: ['territory:North'] } };
    const hidden = await refusal({ [argument]: argument === 'customerId' ? BOB : 'tryton:party:2' }, caller);
    const hiddenCalls = [...world.calls];
    world.forget();
    const unknown = await refusal({ [argument]: 'never-issued' }, caller);
    expect([unknown.code, unknown.message, unknown.details]).toEqual([hidden.code, hidden.message, hidden.details]);
    expect(unknown.details).toEqual({ argument });
    expect(world.calls).toEqual(hiddenCalls);
  });

  it('does not use up the key', async () => {
    await refusal({ customerId: 'never-issued' });
    await expect(record({ customerId: ADA })).resolves.toMatchObject({ partyRef: 'tryton:party:1' });
  });
});

describe('a record that no customer lists for a moment', () => {
  const agent: Caller = { role: 'agent', subject: 'desk' };
  beforeEach(async () => {
    const [bobs] = [...(await world.store.customerIndex.byIds([BOB], { audience: 'staff', rows: { all: true } })).values()];
    await world.store.customerIndex.put([{ ...bobs!, tokens: [], keys: [], parties: [], hash: 'without', revision: bobs!.revision + 1 }], new Set());
  });

  it('is unknown to who sees some rows, or one part of a customer', async () => {
    for (const caller of [{ ...agent, rows: { all: false, keys: ['territory:South'] } } satisfies Caller, { role: 'customer', subject: 'bob' } satisfies Caller]) {
      expect(await refusal({ sourceRef: 'tryton:party:2' }, caller)).toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: 'sourceRef' } });
    }
    expect((await refusal({ sourceRef: 'tryton:party:99' }, agent)).code).toBe('BAD_USER_INPUT');
  });

  it('is written to by staff who see every row, as often as they repeat it', async () => {
    const first = await record({ sourceRef: 'tryton:party:2' }, agent);
    expect(first).toMatchObject({ partyRef: 'tryton:party:2', settled: false });
    expect((await record({ sourceRef: 'tryton:party:2' }, agent))._id).toBe(first._id);
  });
});

describe('an idempotency key', () => {
  it('is refused with another input', async () => {
    await record({ customerId: ADA });
    for (const other of [{ note: 'Other' }, { subject: null }, { at: '2026-03-01T00:00:00Z' }, { customerId: MERGED }, { customerId: null, email: 'ada@x.org' }]) {
      expect((await refusal({ customerId: ADA, ...other })).code).toBe('IDEMPOTENCY_KEY_REUSED');
    }
  });

  it('gives the first answer again, and nothing is written or told twice', async () => {
    const told: unknown[] = [];
    const context = world.request(chatbot);
    context.notices.subscribe('interaction', (body) => told.push(body));
    const first = await record({ customerId: ADA });
    await world.store.interactions.settle([{ ref: first._id, epoch: first.epoch }]);
    world.forget();
    const again = await record({ customerId: ADA });
    expect({ ...again, settled: false }).toEqual({ ...first, changedAt: new Date(NOW_MS) });
    expect(told).toEqual([{ ref: first._id, partyRef: 'tryton:party:1' }]);
    expect(world.calls).toEqual(['interactions.byRefs', 'idempotency.putIfAbsent', 'customerIndex.byPartyRefs']);
  });

  it('gives no answer any more once its row has left the view of the caller, and the first one again when it is back', async () => {
    const north: Caller = { ...chatbot, rows: { all: false, keys: ['territory:North'] } };
    const south: Caller = { ...chatbot, rows: { all: false, keys: ['territory:South'] } };
    const first = await record({ customerId: ADA }, north);
    const bySource = await record({ idempotencyKey: 'k2', sourceRef: 'tryton:party:1' }, north);
    expect(await refusal({ customerId: ADA }, south)).toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: 'customerId' } });
    expect(await refusal({ idempotencyKey: 'k2', sourceRef: 'tryton:party:1' }, south)).toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: 'sourceRef' } });
    // Another body is refused as such, wherever the row is.
    expect((await refusal({ customerId: ADA, note: 'Other' }, south)).code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await record({ customerId: ADA }, north)).toEqual(first);
    expect((await record({ idempotencyKey: 'k2', sourceRef: 'tryton:party:1' }, north))._id).toBe(bySource._id);
  });

  it('for a contact point gives the first answer, whoever sees whose it is by now', async () => {
    const north: Caller = { ...chatbot, rows: { all: false, keys: ['territory:North'] } };
    const first = await record({ email: 'ada@x.org' }, north);
    expect(first.partyRef).toBe('tryton:party:1');
    expect(await record({ email: 'ada@x.org' }, { ...chatbot, rows: { all: false, keys: ['territory:South'] } })).toEqual(first);
  });

  it("is each principal's own", async () => {
    const mine = await record({ customerId: ADA });
    const theirs = await record({ customerId: ADA, note: 'Other' }, { role: 'agent', subject: 'ann' });
    expect(theirs._id).not.toBe(mine._id);
  });

  it('finishes what an earlier try left half done, with the time of that try', async () => {
    const context = world.request(chatbot);
    const broken = { ...context, store: { ...context.store, interactions: { ...context.store.interactions, byRefs: context.store.interactions.byRefs, upsert: () => Promise.reject(new Error('killed')) } } };
    await expect(recordInteraction({ ...base, email: 'new@x.org' }, broken)).rejects.toThrow('killed');
    const later = await recordInteraction({ ...base, email: 'new@x.org' }, { ...context, now: () => NOW_MS + 60_000 });
    expect(later.at).toEqual(new Date(NOW_MS));
    expect(await world.store.inbox.waiting()).toHaveLength(2);
  });

  it('follows up again what was written but not indexed', async () => {
    const first = await record({ customerId: ADA });
    world.applied.length = 0;
    await record({ customerId: ADA });
    expect(world.applied).toEqual([[first._id]]);
  });

  it('writes one interaction for two tries at once', async () => {
    const [one, other] = await Promise.all([record({ customerId: ADA }), record({ customerId: ADA })]);
    expect(other).toEqual(one);
    expect((await world.store.interactions.ofParty('tryton:party:1', 100)).filter(({ kind }) => kind === 'interaction')).toHaveLength(1);
  });
});

describe('an interaction', () => {
  it('names the record that holds the first link of the id it was written to', async () => {
    expect((await record({ customerId: ADA })).partyRef).toBe('tryton:party:1');
    expect((await record({ idempotencyKey: 'k2', customerId: MERGED })).partyRef).toBe('vendure:party:21');
  });

  it('names the record of a source ref', async () => {
    expect((await record({ sourceRef: 'rt:party:11' })).partyRef).toBe('rt:party:11');
  });

  it('names the first record that carries the contact point of one customer', async () => {
    expect((await record({ email: ' ADA@x.org' })).partyRef).toBe('tryton:party:1');
    expect(world.calls).not.toContain('parties.upsert');
  });

  it('does not guess between customers who share a contact point', async () => {
    const shared = await record({ phone: '+34911234567' });
    expect(shared.partyRef).toMatch(/^gateway:party:stated-/);
  });

  it('is the customer\'s although another caller wrote the contact point down before, not seeing that customer', async () => {
    const blank = { full: '', given: null, family: null };
    const stated = { id: '01900000-0000-7000-8000-0000000000aa', parties: [party('gateway:party:stated-1', { name: blank, emails: [identifier('bob@x.org')] })] };
    world = await createWorld({ customers: [stated, { id: BOB, parties: [party('tryton:party:2', { emails: [identifier('bob@x.org')] })] }] });
    expect((await record({ email: 'bob@x.org' })).partyRef).toBe('tryton:party:2');
  });

  it('keeps a contact point that nobody carries, the same one for everybody, and not that of a customer out of view', async () => {
    const outOfView = await record({ email: 'ada@x.org' }, { ...chatbot, rows: { all: false, keys: ['territory:South'] } });
    const again = await record({ idempotencyKey: 'k2', email: 'ada@x.org' }, { role: 'agent', rows: { all: false, keys: [] } });
    expect(again.partyRef).toBe(outOfView.partyRef);
    const stated = (await world.store.parties.byRefs([again.partyRef])).get(again.partyRef)!;
    expect(stated).toMatchObject({ system: 'gateway', settled: false, link: null, keys: [`ref:${again.partyRef}`, 'email:ada@x.org'] });
    expect(again.partyRef).not.toContain('ada');
  });

  it('is stored whole, followed up and told, under a ref that tells nothing', async () => {
    const told: unknown[] = [];
    world.request().notices.subscribe('interaction', (body) => told.push(body));
    const document = await record({ customerId: ADA, at: '2026-03-01T10:00:00+01:00' });
    expect(document._id).toMatch(/^gateway:interaction:[0-9a-f]{64}$/);
    expect(document.record).toEqual({
      type: 'interaction', ref: document._id, party: { ref: 'tryton:party:1' }, at: '2026-03-01T09:00:00.000Z', updatedAt: null, final: true,
      channel: 'CHAT', direction: 'INBOUND', subject: 'Lamp', note: 'Is dark', recordedBy: 'bot',
    });
    expect(document.scope).toEqual(['account:000042', 'distributor:D1', 'territory:North']);
    expect((await world.store.interactions.stored([document._id])).get(document._id)).toEqual(document);
    expect(await world.store.inbox.waiting()).toEqual([{ system: 'gateway', type: 'interaction', count: 1 }]);
    expect(world.applied).toEqual([[document._id]]);
    expect(told).toEqual([{ ref: document._id, partyRef: 'tryton:party:1' }]);
  });

  it('has the time of writing where none is given, and no empty texts', async () => {
    const document = await record({ customerId: ADA, subject: '  ', note: null });
    expect(document.at).toEqual(new Date(NOW_MS));
    expect(document.record).toMatchObject({ subject: null, note: null });
  });

  it('is recorded though it cannot be indexed now', async () => {
    const context = { ...world.request(chatbot), applyNow: () => Promise.reject(new Error('ingest is gone')) };
    await expect(recordInteraction({ ...base, email: 'new@x.org' }, context)).resolves.toMatchObject({ settled: false });
    expect(await world.store.inbox.waiting()).toHaveLength(2);
    await expect(recordInteraction({ ...base, idempotencyKey: 'k2', customerId: ADA }, { ...context, applyNow: null })).resolves.toBeDefined();
  });
});
