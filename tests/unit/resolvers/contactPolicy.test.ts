import type { Subscription } from '../../../domain/records.ts';
import type { RecordRead } from '../../../datasources/upstream/reads.ts';
import { businessConfig, createWorld, NOW_MS, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { ticket, touch } from '../../support/fakes/records.ts';
import { ADA, adaInGhost, adaInVendure, BOB, sample } from '../../support/fakes/sample.ts';

const policy = (purpose: string, id = ADA) => `{ customer(id: "${id}") { contactPolicy(channel: EMAIL, purpose: ${purpose}) { allowed reasons until } } }`;
const daysAgo = (days: number) => new Date(NOW_MS - days * 86_400_000).toISOString();
const statement = (over: Partial<Subscription>): Subscription => ({ ...adaInGhost.subscriptions[0]!, ...over });

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
  world.forget();
});
const decide = async (purpose = 'MARKETING', id = ADA) => (await run(world.request(), policy(purpose, id))).data!['customer'].contactPolicy;

describe('contactPolicy', () => {
  it("lets another system's opt-out outweigh a consent", async () => {
    world.reader.records.set(adaInVendure.ref, { ...adaInVendure, subscriptions: [statement({ status: 'UNSUBSCRIBED' })] });
    expect(await decide()).toEqual({ allowed: false, reasons: ['OPTED_OUT'], until: null });
  });

  it('counts consent as unknown where a source is down and nothing is known from before', async () => {
    const { read } = world.reader;
    world.reader.read = (ref, parts, signal) => (ref.startsWith('ghost:party') ? Promise.resolve({ status: 'DOWN', failure: 'timeout' }) : read(ref, parts, signal));
    expect((await decide()).reasons).toEqual(['CONSENT_UNKNOWN']);
    expect((await decide('SERVICE')).allowed).toBe(true);
  });

  it('believes a consent that was read lately, and none that is too old', async () => {
    world.reader.down.add('ghost');
    expect((await decide()).allowed).toBe(true);
    world = await createWorld({ ...sample, fetchedAt: daysAgo(1.01) });
    world.reader.down.add('ghost');
    expect((await decide()).reasons).toEqual(['CONSENT_UNKNOWN']);
  });

  it('believes no consent of a record in the cache that is too old, however fresh the cache holds it to be, and always what was just asked', async () => {
    const { read } = world.reader;
    const ghostReads = (over: object) => {
      world.reader.read = async (ref, parts, signal) => ({ ...(await read(ref, parts, signal)), ...(ref === adaInGhost.ref && over) }) as RecordRead;
    };
    const config = (consentMaxAgeMs: number) => ({ contactPolicy: { ...businessConfig.contactPolicy, consentMaxAgeMs } });
    const decided = async (consentMaxAgeMs: number) => (await run(world.request({ config: config(consentMaxAgeMs) }), policy('MARKETING'))).data!['customer'].contactPolicy.reasons;
    ghostReads({ status: 'OK', isCached: true, fetchedAtMs: NOW_MS - 5_000 });
    expect([await decided(5_000), await decided(4_999), await decided(0)]).toEqual([[], ['CONSENT_UNKNOWN'], ['CONSENT_UNKNOWN']]);
    ghostReads({ status: 'STALE', isCached: true, failure: null, fetchedAtMs: NOW_MS - 5_000 });
    expect([await decided(5_000), await decided(4_999)]).toEqual([[], ['CONSENT_UNKNOWN']]);
    ghostReads({ fetchedAtMs: NOW_MS - 5_000 });
    expect(await decided(0)).toEqual([]);
  });

  it('goes on telling of an opt-out that is too old to be a consent, and shows no old consent among the subscriptions', async () => {
    const subscriptions = [statement({ status: 'SUBSCRIBED', topic: 'a' }), statement({ status: 'UNSUBSCRIBED', topic: 'b' }), statement({ status: 'SUPPRESSED', topic: 'c' })];
    const shown = async () => (await run(world.request(), `{ customer(id: "${ADA}") { subscriptions { topic status } sources { system status reason } contactPolicy(channel: EMAIL, purpose: MARKETING) { reasons } } }`)).data!['customer'];
    const customers = sample.customers.map((each) => ({ ...each, parties: each.parties.map((record) => (record.ref === adaInGhost.ref ? { ...record, subscriptions } : record)) }));
    world = await createWorld({ ...sample, customers, fetchedAt: daysAgo(1.01) });
    expect((await shown()).subscriptions.map(({ status }: { status: string }) => status)).toEqual(['SUBSCRIBED', 'UNSUBSCRIBED', 'SUPPRESSED']);
    world.reader.down.add('ghost');
    const late = await shown();
    expect(late.subscriptions.map(({ status }: { status: string }) => status)).toEqual(['UNKNOWN', 'UNSUBSCRIBED', 'SUPPRESSED']);
    expect(late.contactPolicy.reasons).toEqual(['SUPPRESSED', 'OPTED_OUT', 'CONSENT_UNKNOWN']);
    expect(late.sources[3]).toEqual({ system: 'ghost', status: 'STALE', reason: 'UNREACHABLE' });
  });

  it('takes no consent from a record that may be somebody else by now', async () => {
    world.reader.records.set(adaInGhost.ref, { ...adaInGhost, emails: [] });
    expect((await decide()).reasons).toEqual(['CONSENT_UNKNOWN']);
  });

  it('is not bothered by a source that holds no consent', async () => {
    const { read } = world.reader;
    world.reader.read = (ref, parts, signal) => (ref.startsWith('tryton') ? Promise.resolve({ status: 'DOWN', failure: 'timeout' }) : read(ref, parts, signal));
    const config = { survivorship: { priority: { ...businessConfig.survivorship.priority, subscriptions: ['ghost', 'vendure'] } } };
    const { data } = await run(world.request({ config }), policy('MARKETING'));
    expect(data!['customer'].contactPolicy.allowed).toBe(true);
  });

  it('does not count a system that the caller may see nothing of as silent', async () => {
    const { data } = await run(world.request({ deniedSystems: ['vendure'] }), policy('MARKETING'));
    expect(data!['customer'].contactPolicy.reasons).toEqual(['CONSENT_UNKNOWN']);
  });

  it('sells nothing into an open complaint, however many tickets came after it', async () => {
    const complaint = ticket('rt:ticket:400', 'rt:party:11', daysAgo(300), { category: 'COMPLAINT', status: 'WAITING' });
    const later = Array.from({ length: 30 }, (_, index) => ticket(`rt:ticket:9${index}`, 'rt:party:11', daysAgo(30 - index), { status: 'RESOLVED' }));
    world = await createWorld({ ...sample, events: [...sample.events!, complaint, ...later] });
    expect((await decide('SALES')).reasons).toContain('OPEN_COMPLAINT');
    expect((await decide('SERVICE')).reasons).toEqual([]);
    world.reader.records.set(complaint.ref, { ...complaint, status: 'RESOLVED' });
    expect((await decide('SALES')).reasons).not.toContain('OPEN_COMPLAINT');
  });

  it('does not sell where tickets cannot be read', async () => {
    const { read } = world.reader;
    world.reader.read = (ref, parts, signal) => (ref.startsWith('rt:ticket') ? Promise.resolve({ status: 'DOWN', failure: 'timeout' }) : read(ref, parts, signal));
    expect((await decide()).reasons).toEqual(['COMPLAINTS_UNKNOWN']);
  });

  it('counts campaigns sent lately, not what the customer did with them', async () => {
    const sent = (id: number, days: number, over = {}) => touch(`ghost:touch:${id}`, adaInGhost.ref, daysAgo(days), { campaign: `C${id}`, ...over });
    const base = [sent(1, 1), sent(2, 1, { action: 'OPENED' }), sent(3, 1, { action: 'CLICKED' }), sent(4, 1, { action: 'DELIVERED', campaign: 'C1' }), sent(5, 8)];
    world = await createWorld({ ...sample, events: base });
    expect((await decide()).allowed).toBe(true);
    world = await createWorld({ ...sample, events: [...base, sent(6, 2)] });
    expect(await decide()).toEqual({ allowed: false, reasons: ['RECENT_TOUCHES'], until: new Date(NOW_MS + 5 * 86_400_000).toISOString() });
  });

  it('counts touches that cannot be read', async () => {
    const { read } = world.reader;
    world.reader.read = (ref, parts, signal) => (ref.startsWith('ghost:touch') ? Promise.resolve({ status: 'DOWN', failure: 'timeout' }) : read(ref, parts, signal));
    expect((await decide()).reasons).toEqual(['RECENT_TOUCHES']);
  });

  it('looks beyond the head where that does not reach back far enough', async () => {
    const touches = [1, 2].map((id) => touch(`ghost:touch:${id}`, adaInGhost.ref, daysAgo(6), { campaign: `C${id}` }));
    const opened = Array.from({ length: 25 }, (_, index) => touch(`ghost:touch:8${index}`, adaInGhost.ref, daysAgo(1), { action: 'OPENED' }));
    world = await createWorld({ ...sample, events: [...touches, ...opened] });
    expect((await decide()).reasons).toEqual(['RECENT_TOUCHES']);
  });

  it('reads tickets and touches only where something is to be sold', async () => {
    await decide('SERVICE');
    expect(world.reader.calls.map(({ operation }) => operation).sort()).toEqual(['ghost:party', 'rt:party', 'tryton:party', 'vendure:party']);
  });

  it('reads everything once for all channels and purposes', async () => {
    await run(world.request(), `{ customer(id: "${ADA}") { a: contactPolicy(channel: EMAIL, purpose: MARKETING) { allowed } b: contactPolicy(channel: PHONE, purpose: SALES) { allowed } c: contactPolicy(channel: POST, purpose: SERVICE) { allowed } } }`);
    expect(world.calls).toEqual(['customerIndex.byIds', 'interactions.timeline']);
    const operations = world.reader.calls.map(({ operation }) => operation).sort();
    expect(operations).toEqual(['ghost:party', 'ghost:touch', 'rt:party', 'rt:ticket', 'tryton:party', 'vendure:party']);
  });

  it('has no consent of a customer without statements', async () => {
    expect((await decide('MARKETING', BOB)).reasons).toEqual(['NO_CONTACT_POINT', 'NO_CONSENT']);
  });
});

describe('customerContext', () => {
  const query = (fields: string) => `query ($key: CustomerKey!) { customerContext(key: $key) { ${fields} } }`;

  it('is null where the key is unknown, and AMBIGUOUS for staff where it is not unique', async () => {
    expect(await run(world.request({ role: 'chatbot' }), query('name'), { key: { sourceRef: 'x' } })).toEqual({ data: { customerContext: null }, errors: [] });
    expect(await run(world.request({ role: 'chatbot' }), query('name'), { key: { phone: '+34911234567' } })).toEqual({ data: { customerContext: null }, errors: [] });
    expect((await run(world.request(), query('name'), { key: { phone: '+34911234567' } })).errors).toEqual([expect.objectContaining({ code: 'AMBIGUOUS' })]);
  });

  it('leaves out contacts of kinds that the caller may not see', async () => {
    const context = world.request({ role: 'chatbot', access: { marketing: 'deny', calls: 'deny' } });
    const { data } = await run(context, query('lastContacts { __typename }'), { key: { email: 'ada@x.org' } });
    expect(data!['customerContext'].lastContacts).toEqual([{ __typename: 'Ticket' }, { __typename: 'Ticket' }]);
    expect(world.reader.calls.map(({ operation }) => operation)).toEqual(['rt:ticket']);
  });

  it('is small: name, language, what is open, the last contacts and what may be done', async () => {
    const { data, errors } = await run(
      world.request({ role: 'chatbot' }),
      query('name preferredLanguage customer { id } openOrders { number status } openTickets { number status } lastContacts { __typename } guidance { channel purpose policy { allowed reasons } }'),
      { key: { email: 'ada@x.org' } },
    );
    expect(errors).toEqual([]);
    const { guidance, ...rest } = data!['customerContext'];
    expect(rest).toEqual({
      name: 'Ada King', preferredLanguage: 'es', customer: { id: ADA },
      openOrders: [89, 87, 85, 83, 81].map((number) => ({ number: `W${number}`, status: 'PAID' })),
      openTickets: [{ number: '501', status: 'OPEN' }],
      lastContacts: ['Call', 'Ticket', 'Touch', 'Touch', 'Ticket'].map((__typename) => ({ __typename })),
    });
    expect(guidance).toHaveLength(12);
    expect(guidance[0]).toEqual({ channel: 'EMAIL', purpose: 'MARKETING', policy: { allowed: true, reasons: [] } });
  });

  it('leaves out what was done with since the store saw it, and keeps what cannot be read', async () => {
    world.reader.records.set('vendure:order:89', { ...world.reader.records.get('vendure:order:89')!, status: 'DONE' } as never);
    const { read } = world.reader;
    world.reader.read = (ref, parts, signal) => (ref.startsWith('rt:ticket') ? Promise.resolve({ status: 'DOWN', failure: 'timeout' }) : read(ref, parts, signal));
    const { data } = await run(world.request(), query('openOrders { number } openTickets { refs }'), { key: { email: 'ada@x.org' } });
    expect(data!['customerContext'].openOrders.map((each: { number: string }) => each.number)).toEqual(['W87', 'W85', 'W83', 'W81']);
    expect(data!['customerContext'].openTickets).toEqual([{ refs: ['rt:ticket:501'] }]);
  });
});
