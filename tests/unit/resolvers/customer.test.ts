import { foldText } from '../../../domain/normalise/name.ts';
import { bornKey } from '../../../domain/partyKeys.ts';
import type { PartyRecord } from '../../../domain/records.ts';
import type { GivenField } from '../../../domain/goldenRecord/types.ts';
import type { RecordRead } from '../../../datasources/upstream/reads.ts';
import { createWorld, NOW_MS, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { party, identifier } from '../../support/fakes/records.ts';
import { ADA, adaInRt, adaInTryton, BOB, bobInTryton, sample } from '../../support/fakes/sample.ts';

const ask = (fields: string, id = ADA) => `{ customer(id: "${id}") { ${fields} } }`;
const statuses = (data: any): Record<string, string> => // eslint-disable-line @typescript-eslint/no-explicit-any -- shapes of answers are what the tests assert
  Object.fromEntries(data.customer.sources.map((each: { system: string; status: string }) => [each.system, each.status]));

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
  world.forget();
});

describe('Customer', () => {
  it('gives no value of a record that lost what linked it, and tells ingest', async () => {
    world.reader.records.set('rt:party:11', { ...adaInRt, emails: [identifier('somebody@else.org')] });
    const { data, errors } = await run(world.request(), ask('birthDate emails { value } sources { system status fetchedAt }'));
    expect(data!['customer'].birthDate).toBeNull();
    expect(data!['customer'].emails).toEqual([{ value: 'ada@x.org' }]);
    expect(errors).toEqual([]);
    expect(data!['customer'].sources[1]).toEqual({ system: 'rt', status: 'RELINKING', fetchedAt: null });
    expect(await world.store.inbox.waiting()).toEqual([{ system: 'rt', type: 'party', count: 1 }]);
  });

  it('gives no value of the record that founded it where it has another name and none of its identifiers any more, and tells ingest', async () => {
    world.reader.records.set('tryton:party:1', { ...adaInTryton, name: bobInTryton.name, emails: [], phones: [identifier('+34955000111')], taxIds: [] });
    const { data } = await run(world.request(), ask('account sources { system status fetchedAt }'));
    expect(data!['customer'].account).toBeNull();
    expect(data!['customer'].sources[0]).toEqual({ system: 'tryton', status: 'RELINKING', fetchedAt: null });
    expect(await world.store.inbox.waiting()).toEqual([{ system: 'tryton', type: 'party', count: 1 }]);
  });

  it('believes the record that founded it under another name by an identifier, and reads those only then', async () => {
    const { read } = world.reader;
    world.reader.read = async (ref, parts, until) => {
      const answer = await read(ref, parts, until);
      return 'record' in answer && answer.record.type === 'party' && !parts.has('identifiers') ? { ...answer, record: { ...answer.record, taxIds: [] } } : answer;
    };
    const readsFor = async () => {
      world.reader.calls.length = 0;
      const { data } = await run(world.request(), ask('account sources { system status }'));
      expect([data!['customer'].account, statuses(data)['tryton']]).toEqual(['000042', 'OK']);
      return world.reader.calls.filter(({ operation }) => operation === 'tryton:party').map(({ parts }) => [...parts].sort());
    };
    expect(await readsFor()).toEqual([['contactPoints', 'core']]);
    world.reader.records.set('tryton:party:1', { ...adaInTryton, name: { full: 'Ada Byron', given: 'Ada', family: 'Byron' }, emails: [], phones: [] });
    expect(await readsFor()).toEqual([['contactPoints', 'core'], ['contactPoints', 'core', 'identifiers']]);
  });

  it('gives no value of a record that lost what its link by weight rests on, though no identifier of it changed, and tells ingest', async () => {
    const likely = (birthDate: string) => createWorld({ ...sample, customers: sample.customers.map((each) => (each.id === ADA ? { ...each, evidence: { 'rt:party:11': ['named:' + foldText(adaInRt.name.full), bornKey(birthDate)] } } : each)) });
    const readIn = async (record: PartyRecord) => {
      world.reader.records.set('rt:party:11', record);
      return statuses((await run(world.request(), ask('birthDate sources { system status }'))).data)['rt'];
    };
    world = await likely('1990-01-02');
    expect(await readIn({ ...adaInRt, birthDate: '1990-01-02', name: { ...adaInRt.name, full: adaInRt.name.full.toUpperCase() } })).toBe('OK');
    expect(await readIn({ ...adaInRt, birthDate: '1961-11-30' })).toBe('RELINKING');
    expect(await readIn({ ...adaInRt, birthDate: '1990-01-02', name: { full: 'Luis Peña', given: null, family: null } })).toBe('RELINKING');
    expect(await world.store.inbox.waiting()).toEqual([{ system: 'rt', type: 'party', count: 1 }]);
  });

  it('gives no value of a record that is gone, and tells ingest once a minute', async () => {
    world.reader.records.delete('rt:party:11');
    for (let times = 0; times < 3; times += 1) {
      const { data } = await run(world.request(), ask('birthDate sources { system status }'));
      expect(data!['customer'].birthDate).toBeNull();
      expect(statuses(data)['rt']).toBe('GONE');
    }
    expect(world.calls.filter((call) => call === 'inbox.signal')).toHaveLength(1);
  });

  it('answers though ingest cannot be told', async () => {
    world.reader.records.delete('rt:party:11');
    world.store.inbox.signal = () => Promise.reject(new Error('no store'));
    const { errors } = await run(world.request(), ask('name { full }'));
    expect(errors).toEqual([]);
  });

  it('says that a source is unavailable where it alone could have had the value', async () => {
    world.reader.read = async (ref) =>
      ref.startsWith('rt:') ? { status: 'DOWN', failure: 'timeout' } : { status: 'OK', record: world.reader.records.get(ref)!, fetchedAtMs: 5 };
    const { data, errors } = await run(world.request(), ask('birthDate name { full } sources { system status }'));
    expect(data!['customer'].birthDate).toBeNull();
    expect(data!['customer'].name).toEqual({ full: 'Ada King' });
    expect(errors).toEqual([expect.objectContaining({ path: 'customer.birthDate', code: 'SOURCE_UNAVAILABLE', extensions: { coordinate: 'Customer.birthDate', source: 'rt' } })]);
    expect(statuses(data)['rt']).toBe('DOWN');
  });

  it('does not blame a source that is not configured to give the field', async () => {
    world.reader.read = async (ref) =>
      ref.startsWith('ghost:') ? { status: 'DOWN', failure: 'timeout' } : { status: 'OK', record: { ...party(ref), emails: [identifier('ada@x.org')] }, fetchedAtMs: 5 };
    const config = { survivorship: { priority: { default: ['tryton'], birthDate: ['rt', 'vendure'] } } };
    const { data, errors } = await run(world.request({ config }), ask('birthDate account'));
    expect(data!['customer']).toEqual({ birthDate: null, account: null });
    expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual([['customer.account', { coordinate: 'Customer.account', source: 'ghost' }]]);
  });

  it('does not blame a source whose adapter never gives the field, and blames one that nothing is known of', async () => {
    world.reader.read = async () => ({ status: 'DOWN', failure: 'timeout' });
    const gives = new Map<string, Set<GivenField>>([['tryton', new Set(['account'])], ['rt', new Set()], ['vendure', new Set(['birthDate'])]]);
    const ask3 = ask('account birthDate loyaltyIds subscriptions { topic }');
    const blamed = ({ errors }: Awaited<ReturnType<typeof run>>) => errors.map(({ path, extensions }) => `${path} ${(extensions as { source: string }).source}`).sort();
    expect(blamed(await run(world.request({ config: { gives } }), ask3))).toEqual([
      'customer.account ghost', 'customer.account tryton', 'customer.birthDate ghost', 'customer.birthDate vendure',
      'customer.loyaltyIds ghost', 'customer.subscriptions ghost',
    ]);
    gives.set('ghost', new Set());
    const settled = await run(world.request({ config: { gives } }), ask3);
    expect(blamed(settled)).toEqual(['customer.account tryton', 'customer.birthDate vendure']);
    expect(settled.data!['customer']).toMatchObject({ loyaltyIds: [], subscriptions: [] });
  });

  it('shows a stale value without an error, and its age', async () => {
    world.reader.down.add('rt');
    const { data, errors } = await run(world.request(), ask('birthDate sources { system status fetchedAt }'));
    expect(data!['customer'].birthDate).toBe('1815-12-10');
    expect(errors).toEqual([]);
    expect(data!['customer'].sources[1]).toEqual({ system: 'rt', status: 'STALE', fetchedAt: '2026-03-04T10:00:00.000Z' });
  });

  it.each([
    [{ status: 'DOWN', failure: 'timeout' }, 'DOWN', 'TIMEOUT'],
    [{ status: 'DOWN', failure: 'aborted' }, 'DOWN', 'TIMEOUT'],
    [{ status: 'DOWN', failure: 'unauthorised' }, 'DOWN', 'UNAUTHORISED'],
    [{ status: 'STALE', failure: 'garbage' }, 'STALE', 'GARBAGE'],
    [{ status: 'STALE', failure: null }, 'STALE', 'SNAPSHOT'],
    [{ status: 'STALE', failure: null, isCached: true }, 'STALE', 'CACHED'],
    [{ status: 'STALE', failure: 'overloaded', isCached: true }, 'STALE', 'OVERLOADED'],
    [{ status: 'OK', isCached: true }, 'OK', null],
    [{ status: 'GONE' }, 'GONE', null],
  ])('says of %j why, and how old what it shows is', async (read, status, reason) => {
    const fetchedAtMs = NOW_MS - 90_500;
    world.reader.read = async (ref) => {
      const record = world.reader.records.get(ref)!;
      if (!ref.startsWith('rt:')) return { status: 'OK', record, fetchedAtMs: NOW_MS };
      return (read.status === 'OK' || read.status === 'STALE' ? { ...read, record, fetchedAtMs } : read) as RecordRead;
    };
    const { data } = await run(world.request(), ask('name { full } sources { system status fetchedAt ageSeconds reason }'));
    const isShown = status === 'OK' || status === 'STALE';
    expect(data!['customer'].sources[1]).toEqual({ system: 'rt', status, reason, fetchedAt: isShown ? new Date(fetchedAtMs).toISOString() : null, ageSeconds: isShown ? 90 : null });
    expect(data!['customer'].sources[0]).toMatchObject({ status: 'OK', ageSeconds: 0, reason: null });
  });

  it('tells the reason of the worst of several records, and none of a record that is being matched again', async () => {
    const { read } = world.reader;
    world.reader.records.set('rt:party:11', { ...adaInRt, emails: [] });
    world.reader.read = async (ref, parts, signal) => {
      if (ref.startsWith('rt:party')) return { ...(await read(ref, parts, signal)), status: 'STALE', failure: 'timeout' } as RecordRead;
      return ref.startsWith('rt:call') ? { status: 'DOWN', failure: 'refused' } : read(ref, parts, signal);
    };
    const reasonsIn = async (fields: string) => (await run(world.request(), ask(`${fields} sources { system status reason }`))).data!['customer'].sources[1];
    expect(await reasonsIn('birthDate')).toEqual({ system: 'rt', status: 'RELINKING', reason: null });
    expect(await reasonsIn('birthDate calls { edges { node { agent } } }')).toEqual({ system: 'rt', status: 'DOWN', reason: 'REFUSED' });
  });

  it('neither asks nor shows a system that the caller may see nothing of', async () => {
    const { data } = await run(world.request({ deniedSystems: ['rt'] }), ask('birthDate tickets { edges { node { subject } } } sources { system status }'));
    expect(data!['customer'].birthDate).toBeNull();
    expect(data!['customer'].tickets.edges).toEqual([]);
    expect(statuses(data)).toEqual({ tryton: 'OK', rt: 'DENIED', vendure: 'OK', ghost: 'OK' });
    expect(world.reader.calls.some(({ operation }) => operation.startsWith('rt:'))).toBe(false);
  });

  it('chooses golden values of all systems', async () => {
    const { data, errors } = await run(
      world.request(),
      ask('id kind name { full given family } emails { value verified } phones { value verified } taxIds { value scheme } loyaltyIds birthDate addresses { street country } account preferredLanguage territory distributor'),
    );
    expect(errors).toEqual([]);
    expect(data!['customer']).toEqual({
      id: ADA, kind: 'PERSON', name: { full: 'Ada King', given: 'Ada', family: 'King' }, emails: [{ value: 'ada@x.org', verified: true }],
      phones: [{ value: '+34911234567', verified: false }], taxIds: [{ value: '12345678Z', scheme: null }], loyaltyIds: ['L7'], birthDate: '1815-12-10',
      addresses: [{ street: 'Calle 1', country: 'ES' }], account: '000042', preferredLanguage: 'es', territory: 'North', distributor: 'D1',
    });
  });

  it('asks each source once for all fields together, with one read of the store', async () => {
    await run(world.request(), ask('name { full } emails { value } addresses { city } taxIds { value } subscriptions { topic } sources { status }'));
    expect(world.calls).toEqual(['customerIndex.byIds']);
    expect(world.reader.calls.map(({ operation }) => operation).sort()).toEqual(['ghost:party', 'rt:party', 'tryton:party', 'vendure:party']);
    expect(new Set(world.reader.calls.map(({ parts }) => parts.join()))).toEqual(new Set(['core,contactPoints,addresses,identifiers,subscriptions']));
  });

  it('asks for no parts beyond what the fields and the links need', async () => {
    await run(world.request(), ask('name { full }', BOB));
    expect(world.reader.calls).toEqual([{ operation: 'tryton:party', parts: ['core'], ids: ['2'] }]);
  });

  it('asks nothing of a source for what the store has, and says so', async () => {
    const { data } = await run(world.request(), ask('id kind identities { ref } sources { system status }', BOB));
    expect(world.reader.calls).toEqual([]);
    expect(statuses(data)).toEqual({ tryton: 'NOT_ASKED', rt: 'NOT_LINKED', vendure: 'NOT_LINKED', ghost: 'NOT_LINKED' });
  });

  it('asks each source once for a list of customers', async () => {
    const { data } = await run(world.request(), '{ customers { edges { node { name { full } emails { value } } } } }');
    expect(data!['customers'].edges.map((edge: { node: { name: { full: string } } }) => edge.node.name.full)).toEqual(['Acme SL', 'Bob Byron', 'Ada King']);
    const tryton = world.reader.calls.filter(({ operation }) => operation === 'tryton:party');
    expect(tryton).toHaveLength(1);
    expect([...tryton[0]!.ids].sort()).toEqual(['1', '2', '3']);
    expect(world.reader.calls).toHaveLength(4);
  });

  it('asks once for a customer that a query reaches in two ways', async () => {
    await run(world.request(), `{ a: customer(id: "${BOB}") { name { full } } b: customer(id: "${BOB}") { account } }`);
    expect(world.reader.calls).toHaveLength(1);
    expect(world.calls).toEqual(['customerIndex.byIds']);
  });

  it('reads further parts in a second step only', async () => {
    const context = world.request();
    await run(context, ask('name { full }'));
    world.forget();
    await run(context, ask('name { full } emails { value }'));
    expect(world.reader.calls).toEqual([]);
    await run(context, ask('addresses { city }'));
    expect(world.reader.calls).toHaveLength(4);
  });

  it('finds the survivor by a merged id', async () => {
    const { data } = await run(world.request(), ask('id', '01900000-0000-7000-8000-00000000ada2'));
    expect(data!['customer']).toEqual({ id: ADA });
  });

  it('explains its links from the store', async () => {
    const { data } = await run(world.request(), ask('identities { system ref rule weight refs fields { field level weight } linkedAt actor }'));
    expect(data!['customer'].identities[1]).toEqual({
      system: 'rt', ref: 'rt:party:11', rule: 'email', weight: null, refs: ['rt:party:11', 'tryton:party:1'], fields: [{ field: 'EMAIL', level: 'exact', weight: null }], linkedAt: '2026-03-04T10:00:00.001Z', actor: 'gateway',
    });
    expect(world.calls).toEqual(['customerIndex.byIds', 'parties.byRefs', 'customers.byIds']);
  });

  it('explains a record that founded an id of its own by what led from that id to this one', async () => {
    const { data } = await run(world.request(), ask('identities { ref rule refs fields { field } linkedAt actor }'));
    expect(data!['customer'].identities.map(({ rule }: { rule: string }) => rule)).toEqual(['founded', 'email', 'email', 'email']);
    expect(data!['customer'].identities[2]).toEqual({ ref: 'vendure:party:21', rule: 'email', refs: ['vendure:party:21', 'tryton:party:1'], fields: [{ field: 'EMAIL' }], linkedAt: '2026-03-04T10:00:00.000Z', actor: 'gateway' });
  });

  it('takes the pointer of the record\'s own id where several lead on, and the one of its time where a steward set it', async () => {
    const [elder, younger] = ['01900000-0000-7000-8000-00000000ada2', '01900000-0000-7000-8000-00000000ada3'];
    const at = new Date('2026-03-05T10:00:00.000Z');
    await world.store.customers.create([
      { _id: younger, createdAt: at, revision: 1, mergedInto: { customerId: elder, rule: 'steward', fields: [], refs: ['rt:party:11', 'vendure:party:21'], verified: true, at, actor: 'sam' } },
    ]);
    const link = (await world.store.parties.byRefs(['rt:party:11'])).get('rt:party:11')!.link!;
    await world.store.parties.setLinks([{ ref: 'rt:party:11', evidence: [], link: { ...link, customerId: younger, rule: 'founded', revision: link.revision + 1 } }]);
    const { data } = await run(world.request(), ask('identities { ref rule refs fields { field } linkedAt actor }'));
    expect(data!['customer'].identities[1]).toEqual({ ref: 'rt:party:11', rule: 'steward', refs: ['rt:party:11', 'vendure:party:21'], fields: [], linkedAt: at.toISOString(), actor: 'sam' });
  });

  it('reads no pointer where nothing was joined', async () => {
    const { data } = await run(world.request(), ask('identities { rule }', BOB));
    expect(data!['customer'].identities).toEqual([{ rule: 'founded' }]);
    expect(world.calls).toEqual(['customerIndex.byIds', 'parties.byRefs']);
  });

  it('shows every statement of consent as its system makes it', async () => {
    const { data } = await run(world.request(), ask('subscriptions { system topic status channel contactPoint }'));
    expect(data!['customer'].subscriptions).toEqual([{ system: 'ghost', topic: 'News', status: 'SUBSCRIBED', channel: 'EMAIL', contactPoint: 'ada@x.org' }]);
  });
});

describe('contacts and organisations', () => {
  it('leave out who is on the other side where that is outside the view', async () => {
    const context = world.request({ role: 'customer', rows: { all: false, keys: [`self:${ADA}`] } });
    const { data } = await run(context, ask('organisations { role customer { id } }'));
    expect(data!['customer'].organisations).toEqual([{ role: 'CONTACT', customer: null }]);
  });

  it('give role and dates from the record that states the relationship, from either side', async () => {
    const { data } = await run(world.request(), `{ customer(id: "${ADA}") { organisations { role from until customer { kind name { full } contacts { role from customer { id } } } } } }`);
    expect(data!['customer'].organisations).toEqual([
      { role: 'CONTACT', from: '2020-01-01', until: null, customer: { kind: 'ORGANISATION', name: { full: 'Acme SL' }, contacts: [{ role: 'CONTACT', from: '2020-01-01', customer: { id: ADA } }] } },
    ]);
  });

  it('read nothing where there are none', async () => {
    await run(world.request(), ask('contacts { role } organisations { role }', BOB));
    expect(world.calls).toEqual(['customerIndex.byIds']);
  });
});

describe('provenance', () => {
  const fields = '[NAME, EMAILS, TAX_IDS, BIRTH_DATE, ADDRESSES, PREFERRED_LANGUAGE]';
  const query = ask(`provenance(fields: ${fields}) { field value access ref rule losing { value access ref } }`);

  it('holds back the values of denied fields and reads nothing for them', async () => {
    const denied = { personName: 'deny', contactPoint: 'deny', taxId: 'deny', birthDate: 'deny', address: 'deny', public: 'deny' } as const;
    const { data, errors } = await run(world.request({ access: denied }), query);
    expect(errors).toEqual([]);
    expect(data!['customer'].provenance).toHaveLength(6);
    expect(data!['customer'].provenance[0]).toEqual({ field: 'NAME', value: null, access: 'DENIED', ref: null, rule: null, losing: [] });
    expect(world.reader.calls).toEqual([]);
  });

  it('masks value and losing values alike where the field is masked', async () => {
    const { data } = await run(world.request({ access: { personName: 'mask' } }), ask('provenance(fields: [NAME]) { value access losing { value access } }'));
    expect(data!['customer'].provenance).toEqual([
      { value: 'name(8)', access: 'MASKED', losing: [{ value: 'name(7)', access: 'MASKED' }, { value: 'name(3)', access: 'MASKED' }] },
    ]);
  });

  it('names record, rule and what lost', async () => {
    const { data } = await run(world.request(), query);
    expect(data!['customer'].provenance.map((row: Record<string, unknown>) => [row['field'], row['value'], row['ref'], row['rule']])).toEqual([
      ['NAME', 'Ada King', 'tryton:party:1', 'sourcePriority'],
      ['EMAILS', 'ada@x.org', 'vendure:party:21', 'verifiedFirst'],
      ['TAX_IDS', '12345678Z', 'tryton:party:1', 'verifiedFirst'],
      ['BIRTH_DATE', '1815-12-10', 'rt:party:11', 'sourcePriority'],
      ['ADDRESSES', 'Calle 1, 28001, Madrid, ES', 'tryton:party:1', 'allDistinct'],
      ['PREFERRED_LANGUAGE', 'es', 'tryton:party:1', 'sourcePriority'],
    ]);
    expect(data!['customer'].provenance[0].losing).toEqual([
      { value: 'A. King', access: 'ALLOWED', ref: 'rt:party:11' },
      { value: 'ada', access: 'ALLOWED', ref: 'ghost:party:31' },
    ]);
    expect(adaInTryton.name.full).toBe('Ada King');
  });
});
