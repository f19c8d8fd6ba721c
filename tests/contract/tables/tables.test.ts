/** The adapters `postgres` and `mysql` on a real PostgreSQL and a real MariaDB: the same company, the same answers. */
import { PARTS, type CallRecord, type OrderRecord, type Part, type PartyRecord } from '../../../domain/records.ts';
import { SourceError, UnreadableRecords, type ChangedPage } from '../../../datasources/systems/defineSource.ts';
import { createSources, type ConnectedSource } from '../../../datasources/systems/index.ts';
import { calls, customers, orders } from './company.ts';
import { openMariadb, openPostgres, placeOf, type Database } from './databases.ts';
import { settingsFor } from './settings.ts';

const every: ReadonlySet<Part> = new Set(PARTS);
const core: ReadonlySet<Part> = new Set<Part>(['core']);
const never = new AbortController().signal;

const DATABASES = [
  { name: 'PostgreSQL', place: placeOf('postgres'), open: openPostgres },
  { name: 'MariaDB', place: placeOf('mariadb'), open: openMariadb },
];

const failureOf = async (asked: Promise<unknown>): Promise<SourceError> => {
  const error: unknown = await asked.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof SourceError)) throw new Error('no SourceError', { cause: error });
  return error;
};

describe.each(DATABASES)('tables of $name', ({ place, open }) => {
  const when = place === null ? it.skip : it;
  let database: Database;
  let source: ConnectedSource;
  const opened: ConnectedSource[] = [];

  function connect(change: (settings: ReturnType<typeof settingsFor>) => object = (settings) => settings, more: { timeoutMs?: number; password?: string; url?: string } = {}): ConnectedSource {
    const { adapter, place: { url, user, password } } = database;
    const settings = { user, password: more.password ?? password, ...change(settingsFor(adapter)) };
    const made = createSources({ crm: { adapter, url: more.url ?? url, timeoutMs: more.timeoutMs ?? 5_000, limits: { changed: { pageSize: 7 } }, retry: { times: 0 }, settings } }, { defaultRegion: 'GB' }).get('crm')!;
    opened.push(made);
    return made;
  }

  beforeAll(async () => {
    if (place === null) return;
    database = await open(place);
    source = connect();
  });
  afterAll(async () => {
    await Promise.all(opened.map((each) => each.close()));
    await database?.close();
  });

  const at = (table: string) => (database.adapter === 'postgres' ? `crm.${table}` : table);
  const parties = (ids: readonly string[], parts = every) => source.client.fetchByIds('party', ids, parts, never) as Promise<PartyRecord[]>;
  const changed = async (from: ConnectedSource, type: 'party' | 'order' | 'call', since: string | null, after: string | null = null): Promise<ChangedPage[]> => {
    const pages: ChangedPage[] = [];
    for await (const page of from.client.changedSince(type, since, never, after)) pages.push(page);
    return pages;
  };
  const swept = async (type: 'party' | 'order', after: string | null = null) => {
    const pages: { ids: string[]; place: string }[] = [];
    for await (const page of source.client.sweep!(type, after, never)) pages.push(page);
    return pages;
  };
  const withRecord = (type: string, more: Record<string, unknown>) => (settings: ReturnType<typeof settingsFor>) => ({ ...settings, records: { ...settings.records, [type]: { ...settings.records[type], ...more } } });

  when('gives nothing for an id that is not there, that no column could hold, or that only a careless comparison would find', async () => {
    expect(await parties(['C-9999', 'c-1001', 'C-1001 ', "' OR 1=1 --", '%', '\0', 'x'.repeat(400)])).toEqual([]);
    expect(await source.client.fetchByIds('order', ['abc', '2x', '-1', '1e3', '99999999999999999999', '2'], every, never)).toHaveLength(1);
    // One apart, and equal as doubles.
    const large = (await source.client.fetchByIds('order', ['9007199254740993'], every, never)) as OrderRecord[];
    expect(large.map(({ ref, total }) => [ref, total?.amount])).toEqual([['crm:order:9007199254740993', '1001.10']]);
  });

  when('gives no record that was deleted, and takes a zero date for none', async () => {
    expect(await parties(['C-1004'])).toEqual([]);
    expect(await parties(['C-1001'])).toHaveLength(1);
    expect((await swept('party')).flatMap(({ ids }) => ids)).not.toContain('C-1004');
  });

  when('lets an unreadable row cost only itself', async () => {
    const error = (await failureOf(parties(['C-1001', 'C-1003', 'C-1005']))) as UnreadableRecords;
    expect(error).toBeInstanceOf(UnreadableRecords);
    expect(error.ids).toEqual(['C-1003']);
    expect(error.records.map(({ ref }) => ref).sort()).toEqual(['crm:party:C-1001', 'crm:party:C-1005']);
  });

  when('believes no row of an id that comes twice', async () => {
    const doubled = connect(() => ({ records: { party: { table: at('doubled'), id: 'customer_no', fields: { name: 'given' } } } }));
    const error = (await failureOf(doubled.client.fetchByIds('party', ['C-1001', 'C-1002'], every, never))) as UnreadableRecords;
    expect([error.ids, error.records.map(({ ref }) => ref)]).toEqual([['C-1001'], ['crm:party:C-1002']]);
  });

  when('finds nobody by a part of a value, a pattern or an injected condition', async () => {
    for (const value of ['person', '%@example.com', "x' OR '1'='1", 'person0@example.com ']) expect(await source.client.findParties!('email', value, never)).toEqual([]);
    expect(await source.client.findParties!('phone', '01632960000', never)).toEqual([]);
  });

  when('gives no column that the configuration does not name', async () => {
    expect(JSON.stringify(await parties(customers.filter((_, index) => index !== 2).map(({ no }) => no)))).not.toContain('SECRET-NOTE');
  });

  when('maps a customer, field by field', async () => {
    const [ana] = await parties(['C-1001']);
    expect(ana).toEqual({
      type: 'party',
      ref: 'crm:party:C-1001',
      kind: 'PERSON',
      name: { full: 'Ana García', given: 'Ana', family: 'García' },
      emails: [{ value: 'person0@example.com', verified: false, label: null }, { value: 'other@example.org', verified: true, label: 'email' }],
      phones: [{ value: '+441632960000', verified: false, label: 'main' }],
      taxIds: [],
      loyaltyIds: [],
      birthDate: '1960-01-15',
      addresses: [{ street: null, city: 'Sevilla', postcode: null, region: null, country: 'ES' }],
      account: 'C-1001',
      language: null,
      territory: null,
      distributor: null,
      references: [{ meaning: 'identity', by: 'ref', value: 'erp:party:E-0', role: null, from: null, until: null }],
      subscriptions: [{ channel: 'EMAIL', purpose: 'MARKETING', topic: 'newsletter', status: 'SUBSCRIBED', contactPoint: 'person0@example.com', since: '2026-01-15T11:00:00.000Z' }],
      createdAt: '2026-01-15T11:00:00.000Z',
      updatedAt: '2026-03-01T10:00:00.123Z',
    });
  });

  when('keeps every sign of a name, a time of summer in its zone, and is empty where the row is', async () => {
    const named = customers.filter(({ given, deleted }) => given !== null && !deleted);
    const records = await parties(named.map(({ no }) => no));
    expect(Object.fromEntries(records.map(({ ref, name }) => [ref, name.full]))).toEqual(
      Object.fromEntries(named.map(({ no, given, family }) => [`crm:party:${no}`, [given, family].filter((part) => part !== null).join(' ')])),
    );
    const [bare, summer, contact, firm] = await Promise.all(['C-1002', 'C-1006', 'C-1005', 'C-1010'].map(async (id) => (await parties([id]))[0]!));
    expect(bare).toMatchObject({ emails: [], phones: [], birthDate: null, addresses: [], references: [], subscriptions: [] });
    expect(summer).toMatchObject({ emails: [], createdAt: '2026-07-15T10:00:00.000Z', subscriptions: [] });
    expect(contact!.references).toContainEqual({ meaning: 'relationship', by: 'ref', value: 'crm:party:C-1010', role: 'CONTACT_OF', from: null, until: null });
    expect(firm).toMatchObject({ kind: 'ORGANISATION', name: { full: 'Firm 9 "S.L."', given: null, family: null } });
  });

  when('declares what its configuration gives', () => {
    expect([...source.gives].sort()).toEqual(['account', 'addresses', 'birthDate', 'emails', 'name', 'phones', 'subscriptions']);
    expect(source.definition).toMatchObject({
      types: ['party', 'order', 'call'], findsBy: ['email', 'phone'], verifies: ['email'], optionalParts: { party: ['contactPoints', 'subscriptions'], order: ['lines'] },
      references: { identity: ['erp_no: by ref'], relationship: ['belongs_to: CONTACT_OF by ref'] },
    });
    expect(source.definition.overlapMs).toBeGreaterThan(3_600_000);
  });

  when('finds a customer by e-mail, by one of the child table, and by phone', async () => {
    for (const [by, value] of [['email', 'person0@example.com'], ['email', 'other@example.org'], ['phone', '+441632960000']] as const) {
      expect((await source.client.findParties!(by, value, never)).map(({ ref }) => ref)).toEqual(['crm:party:C-1001']);
    }
  });

  when('maps an order with exact money, its lines in order, and a guest by what the order states', async () => {
    const [paid, guest] = (await source.client.fetchByIds('order', ['6', '9'], every, never)) as [OrderRecord, OrderRecord];
    expect(paid).toEqual({
      type: 'order', ref: 'crm:order:6', party: { ref: `crm:party:${customers[6]!.no}` }, at: '2026-02-01T08:30:00.000Z', updatedAt: '2026-03-02T09:06:00.000Z', final: false, number: null,
      sharedReferences: [], status: 'PAID', total: { amount: '1006.10', currency: 'EUR' },
      lines: [{ sku: 'SKU-6', name: 'Thing “A”', quantity: 1.5, total: { amount: '123.45', currency: 'EUR' } }],
    });
    expect(guest).toMatchObject({ status: 'CANCELLED', final: true, party: { statement: { kind: 'PERSON', name: { full: 'Guest 9' }, emails: [{ value: 'guest9@example.com', verified: false }] } } });
    const [bare] = (await source.client.fetchByIds('order', ['6'], core, never)) as [OrderRecord];
    expect(bare.lines).toEqual([]);
    // Not even those of its e-mails that stand in the row itself; consents are for the first of them.
    expect((await parties(['C-1001'], core))[0]).toMatchObject({ emails: [], phones: [], subscriptions: [], account: 'C-1001' });
    expect((await parties(['C-1001'], new Set<Part>(['core', 'subscriptions'])))[0]).toMatchObject({ emails: [], subscriptions: [{ contactPoint: 'person0@example.com' }] });
  });

  when('maps a call whose time is a number, and whose caller is known by nothing but a number', async () => {
    const records = (await source.client.fetchByIds('call', calls.map(({ id }) => id), every, never)) as CallRecord[];
    expect(records).toHaveLength(calls.length);
    expect(records.find(({ ref }) => ref === 'crm:call:1')).toMatchObject({
      direction: 'INBOUND', number: '+441632960000', durationSeconds: 60, at: new Date(calls[0]!.startedSeconds * 1_000).toISOString(), party: { statement: { phones: [{ value: '+441632960000' }] } },
    });
    expect(records.find(({ ref }) => ref === 'crm:call:2')).toMatchObject({ direction: 'OUTBOUND', party: { ref: 'crm:party:C-1002' } });
  });

  when('lists everything from the beginning, page by page, and goes on from the place of any page', async () => {
    for (const [type, all] of [['party', customers.map(({ no }) => no)], ['order', orders.map(({ id }) => id)], ['call', calls.map(({ id }) => id)]] as const) {
      const pages = await changed(source, type, null);
      expect(pages.flatMap(({ ids }) => ids).sort()).toEqual([...all].sort());
      expect(pages.slice(0, -1).every(({ highWater, ids }) => highWater === null && ids.length <= 7)).toBe(true);
      expect(Math.abs(Date.parse(pages.at(-1)!.highWater!) - Date.now())).toBeLessThan(60_000);
      const rest = await changed(connect(), type, null, pages[0]!.place!);
      expect(rest.flatMap(({ ids }) => ids)).toEqual(pages.slice(1).flatMap(({ ids }) => ids));
      expect(rest.at(-1)!.highWater).toBe(pages.at(-1)!.highWater);
    }
  });

  when('lists what changed from a stamp on, that stamp included, across pages of equal stamps', async () => {
    // Eight share a stamp, pages hold seven.
    const pages = await changed(source, 'party', '2026-03-01T10:02:00.123456Z');
    expect(pages.flatMap(({ ids }) => ids).sort()).toEqual(customers.slice(16).map(({ no }) => no).sort());
    for (const [index, page] of pages.slice(0, -1).entries()) {
      const rest = await changed(source, 'party', '2026-03-01T10:02:00.123456Z', page.place!);
      expect(rest.flatMap(({ ids }) => ids)).toEqual(pages.slice(index + 1).flatMap(({ ids }) => ids));
    }
    expect((await changed(source, 'party', '2026-03-01T10:02:00.123457Z')).flatMap(({ ids }) => ids)).toHaveLength(16);
    // Orders keep the wall clock of Madrid: an hour earlier in UTC.
    expect((await changed(source, 'order', '2026-03-02T09:58:00.000Z')).flatMap(({ ids }) => ids)).toEqual(['58', '59']);
    expect((await changed(source, 'call', new Date((1_772_000_000 + 10) * 1_000).toISOString())).flatMap(({ ids }) => ids)).toEqual(['11', '12']);
    expect((await changed(source, 'party', '2999-01-01T00:00:00.000Z')).flatMap(({ ids }) => ids)).toEqual([]);
  });

  when('lists a parent whose child changed', async () => {
    await database.run(`UPDATE ${at('contacts')} SET changed_at = '2027-01-01 00:00:00+00' WHERE id = 1`);
    expect((await changed(source, 'party', '2026-12-01T00:00:00.000Z')).flatMap(({ ids }) => ids)).toEqual(['C-1001']);
  });

  when('sweeps over what can be fetched, in the order of keys, from any place on', async () => {
    for (const type of ['party', 'order'] as const) {
      const pages = await swept(type);
      const ids = pages.flatMap((page) => page.ids);
      expect(ids.length).toBe(type === 'party' ? customers.length - 1 : orders.length);
      expect(new Set(ids).size).toBe(ids.length);
      expect((await swept(type, pages[1]!.place)).flatMap((page) => page.ids)).toEqual(pages.slice(2).flatMap((page) => page.ids));
    }
  });

  when('names the table or column that is not there, or may not be read, and no value', async () => {
    const messageOf = async (type: string, more: Record<string, unknown>) => {
      const wrong = connect(withRecord(type, more));
      const error = await failureOf(wrong.client.fetchByIds('party', ['C-1001'], every, never));
      expect(JSON.stringify(error)).not.toContain('C-1001');
      return [error.kind, error.message];
    };
    const unreadable = (table: string) => ['unauthorised', `crm has no ${table} that the user c360_reader may read: create it, or grant SELECT on it.`];
    // MariaDB does not tell those who may read a few tables which others there are.
    const missing = database.adapter === 'postgres' ? ['refused', 'crm has no table or view no_such_table, which its configuration names.'] : unreadable('no_such_table');
    expect(await messageOf('party', { table: 'no_such_table' })).toEqual(missing);
    expect(await messageOf('party', { changedAt: 'no_such_column' })).toEqual(['refused', `crm: ${at('customers')} does not have column no_such_column, which the configuration names.`]);
    const hidden = await messageOf('party', { table: at('private'), changedAt: undefined, deletedAt: undefined, children: {}, find: undefined, fields: { name: 'given' } });
    expect(hidden).toEqual(unreadable(at('private')));
    const timeless = connect(withRecord('party', { changedAt: 'city' }));
    expect((await failureOf(changed(timeless, 'party', '2026-01-01T00:00:00Z'))).message).toContain('column city');
  });

  when('names the user whose sign-in is refused, the database that is not there, and a server that is away', async () => {
    const failing = async (more: { password?: string; url?: string }) => {
      const error = await failureOf(connect(undefined, more).client.fetchByIds('party', ['C-1001'], every, never));
      expect(error.message).not.toMatch(/wrong-password|read" only/);
      return [error.kind, error.message];
    };
    expect(await failing({ password: 'wrong-password' })).toEqual(['unauthorised', 'crm refused the sign-in of the user c360_reader.']);
    expect((await failing({ url: database.place.url.replace('c360_tables', 'no_such') }))[0]).toBe('refused');
    expect((await failing({ url: database.place.url.replace(/:\d+\//, ':1/') }))[0]).toBe('unreachable');
  });

  const sleeping = () => {
    const nap = database.adapter === 'postgres' ? 'pg_sleep(30)::text' : 'sleep(30)';
    return `CREATE OR REPLACE VIEW ${at('slow')} AS SELECT customer_no, ${nap} AS given FROM ${at('customers')} WHERE customer_no = 'C-1001'`;
  };
  const grantSlow = () => database.run(`GRANT SELECT ON ${database.adapter === 'postgres' ? 'crm.slow TO c360_reader' : "c360_tables.slow TO c360_reader@'127.0.0.1'"}`);
  const slowStatements = async (): Promise<number> => {
    const text =
      database.adapter === 'postgres'
        ? "SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'c360_reader' AND state = 'active' AND query LIKE '%slow%'"
        : "SELECT count(*) AS n FROM information_schema.processlist WHERE user = 'c360_reader' AND command IN ('Execute', 'Query')";
    return Number((await database.run(text))[0]!.n);
  };
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; tries < 200; tries += 1) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('did not come about');
  };

  when('cannot write, not even by way of a view whose function would, as a user who may', async () => {
    const isPostgres = database.adapter === 'postgres';
    const [body, grant] = isPostgres
      ? ["CREATE OR REPLACE FUNCTION crm.wipe() RETURNS text LANGUAGE plpgsql AS $$ BEGIN DELETE FROM crm.calls; RETURN 'gone'; END $$", 'crm.wiping TO c360_reader']
      : ["CREATE OR REPLACE FUNCTION wipe() RETURNS varchar(10) MODIFIES SQL DATA BEGIN DELETE FROM calls; RETURN 'gone'; END", "c360_tables.wiping TO c360_reader@'127.0.0.1'"];
    await database.run(body);
    await database.run(`CREATE OR REPLACE VIEW ${at('wiping')} AS SELECT customer_no, ${at('wipe')}() AS given FROM ${at('customers')} WHERE customer_no = 'C-1001'`);
    await database.run(`GRANT SELECT ON ${grant}`);
    const wiping = connect(() => ({ records: { party: { table: at('wiping'), id: 'customer_no', fields: { name: 'given' } } } }));
    expect((await failureOf(wiping.client.fetchByIds('party', ['C-1001'], every, never))).kind).toBe('refused');
    expect(await source.client.fetchByIds('call', calls.map(({ id }) => id), core, never)).toHaveLength(calls.length);
  });

  when('ends a statement in the database that was given up here, or that took too long', async () => {
    await database.run(sleeping());
    await grantSlow();
    const records = { party: { table: at('slow'), id: 'customer_no', fields: { name: 'given' } } };
    const slow = connect(() => ({ records }), { timeoutMs: 20_000 });
    const hurried = new AbortController();
    const asked = failureOf(slow.client.fetchByIds('party', ['C-1001'], every, hurried.signal));
    await until(async () => (await slowStatements()) === 1);
    hurried.abort();
    expect((await asked).kind).toBe('aborted');
    await until(async () => (await slowStatements()) === 0);
    const late = connect(() => ({ records }), { timeoutMs: 300 });
    expect((await failureOf(late.client.fetchByIds('party', ['C-1001'], every, never))).kind).toBe('timeout');
    await until(async () => (await slowStatements()) === 0);
    // Closing ends what runs as well.
    const closing = failureOf(slow.client.fetchByIds('party', ['C-1001'], every, never));
    await until(async () => (await slowStatements()) === 1);
    await slow.close();
    expect((await closing).kind).toBe('aborted');
    await until(async () => (await slowStatements()) === 0);
  });
});
