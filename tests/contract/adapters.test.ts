/** One suite for every adapter, on recordings, on the sample company and on the real systems. */
import { sourceRef, parseSourceRef, type RecordType } from '../../domain/sourceRef.ts';
import type { Part, PartyRecord, SourceRecord } from '../../domain/records.ts';
import { createMemoryRecordCache } from '../../datasources/redis/recordCache.ts';
import { SourceError, UnreadableRecords, type ChangedPage, type SweptPage } from '../../datasources/systems/defineSource.ts';
import { createRecordReader } from '../../datasources/upstream/recordReader.ts';
import { ENVIRONMENTS, SYSTEMS, type Environment, type Running, type System } from './environments.ts';
import { ada, blaise, carl, expected, type KnownPerson } from './people.ts';
import type { Answer } from './proxy.ts';
import { traps } from './traps.ts';

const never = new AbortController().signal;
const every: ReadonlySet<Part> = new Set<Part>(['core', 'contactPoints', 'addresses', 'identifiers', 'relations', 'subscriptions', 'lines']);
const core: ReadonlySet<Part> = new Set<Part>(['core']);
const SECRET = 'somebody-else@example.com';

/** Ids that no record has: one of the system's own shape, and shapes that it never gives. */
const MISSING: Record<System, string[]> = {
  tryton: ['999999', '99999999999', '0', '-1', 'x', "1'"],
  rt: ['nobody-at-all@example.com', "x' OR id > 0", 'root'],
  vendure: ['999999', 'x', ''],
  ghost: ['000000000000000000000000', 'x', "x'+id:-'y"],
};

/** An event type of each system, and how to make a row of it unreadable. */
const EVENTS: Record<System, { type: RecordType; spoil: (body: never) => unknown }> = {
  tryton: { type: 'order', spoil: (body: { result: Record<string, unknown>[] }) => ({ ...body, result: body.result.map((row, index) => (index === 0 ? { ...row, state: 7 } : row)) }) },
  rt: { type: 'call', spoil: (body: { items: Record<string, unknown>[] }) => ({ ...body, items: body.items.map((row) => ({ ...row, Created: SECRET, CustomFields: [] })) }) },
  vendure: {
    type: 'order',
    spoil: (body: { data: { orders: { items: Record<string, unknown>[] } } }) => ({ data: { orders: { items: body.data.orders.items.map((row, index) => (index === 0 ? { ...row, state: 7 } : row)) } } }),
  },
  ghost: {
    type: 'touch',
    spoil: (body: { events: { data: Record<string, unknown> }[] }) => ({ ...body, events: body.events.map((event, index) => (index === 0 ? { ...event, data: { ...event.data, created_at: SECRET } } : event)) }),
  },
};

const html: Answer = { status: 200, headers: { 'content-type': 'text/html' }, body: `<html>${SECRET}</html>` };
const jsonAnswer = (body: unknown, status = 200): Answer => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const GARBAGE: [string, Answer, SourceError['kind']][] = [
  ['a web page', html, 'garbage'],
  ['half of a JSON text', { ...html, headers: { 'content-type': 'application/json' }, body: `{"${SECRET}` }, 'garbage'],
  ['JSON of another shape', jsonAnswer([SECRET]), 'garbage'],
  ['JSON without rows', jsonAnswer({ id: 1, result: 7, data: { customers: 7 }, items: 7, members: 7 }), 'garbage'],
  ['an error of the server', jsonAnswer({ message: SECRET }, 500), 'refused'],
  ['a refusal of too many calls', jsonAnswer({ message: SECRET }, 429), 'overloaded'],
];
/** Errors that the systems give with HTTP 200. */
const POLITE: Partial<Record<System, unknown>> = {
  tryton: { id: 1, error: ['UserError', [SECRET, '', null]] },
  vendure: { errors: [{ message: SECRET, extensions: { code: 'USER_INPUT_ERROR' } }], data: null },
};

async function all(running: Running, type: RecordType, since: string | null): Promise<{ ids: Set<string>; highWater: string | null; waters: (string | null)[] }> {
  const ids = new Set<string>();
  const waters: (string | null)[] = [];
  for await (const page of running.source.client.changedSince(type, since, never)) {
    for (const id of page.ids) ids.add(id);
    waters.push(page.highWater);
  }
  return { ids, highWater: waters.at(-1) ?? null, waters };
}

/** The pages of a sweep from a place on, no more than `most`. */
async function swept(running: Running, type: RecordType, place: string | null, most = Infinity): Promise<SweptPage[]> {
  const pages: SweptPage[] = [];
  for await (const page of running.source.client.sweep!(type, place, never)) if (pages.push(page) >= most) break;
  return pages;
}

const failureOf = (asked: Promise<unknown>): Promise<SourceError> =>
  asked.then(
    () => Promise.reject(new Error('it gave an answer')),
    (error: SourceError) => error,
  );

function suite(environment: Environment, system: System, get: () => Running): void {
  const people = environment.honest ? [ada, blaise, carl] : [ada];
  const find = async (by: 'email' | 'phone', value: string): Promise<PartyRecord[]> => get().source.client.findParties!(by, value, never);
  const idOf = async (person: KnownPerson): Promise<string> => {
    const [party] = await find('email', person.email);
    if (!party) throw new Error('the environment does not know this person');
    return parseSourceRef(party.ref).id;
  };
  const fetch = (ids: readonly string[], parts = every, type: RecordType = 'party'): Promise<SourceRecord[]> => get().source.client.fetchByIds(type, ids, parts, never);

  it('leaves out ids that the source does not have, whatever their shape', async () => {
    const id = await idOf(ada);
    expect((await fetch([...MISSING[system], id])).map(({ ref }) => ref)).toEqual([sourceRef(system, 'party', id)]);
    expect(await fetch(MISSING[system])).toEqual([]);
  });

  it('finds nobody by what nobody has', async () => {
    expect(await find('email', 'nobody-at-all@example.com')).toEqual([]);
    expect(await find('email', "x'%_\\@example.com")).toEqual([]);
    expect(await find('phone', '+441632960999')).toEqual([]);
  });

  it('drops rows of others, which a source gives that ignores a filter', async () => {
    const { proxy } = get();
    await fetch([await idOf(ada)]);
    const others = proxy.last!;
    await fetch(['1']);
    proxy.answerNext(others);
    expect(await fetch([MISSING[system][0]!])).toEqual([]);
  });

  it('drops found rows that do not carry the value', async () => {
    const { proxy } = get();
    for (const by of ['email', 'phone'] as const) {
      await find(by, by === 'email' ? ada.email : ada.phone);
      proxy.answerNext(proxy.last!);
      expect(await find(by, by === 'email' ? 'nobody-at-all@example.com' : '+441632960999')).toEqual([]);
    }
  });

  it.each(GARBAGE)('gives an error without its text for %s, and goes on after it', async (_name, answer, kind) => {
    const { proxy } = get();
    const id = await idOf(ada);
    await fetch([id]);
    proxy.answerNext(answer);
    const error = await failureOf(fetch([id]));
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({ system, kind });
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(SECRET);
    expect(await fetch([id])).toHaveLength(1);
  });

  it('never takes an answer without rows for the end of a pull, or for nobody', async () => {
    const { proxy } = get();
    await idOf(ada);
    for (const [name, asked] of [['pull', () => all(get(), 'party', null)], ['look-up', () => find('email', ada.email)]] as const) {
      proxy.answerNext(jsonAnswer({ id: 1, result: null, data: { customers: null }, items: null, members: null, events: null }));
      expect([name, (await failureOf(asked())).kind]).toEqual([name, 'garbage']);
    }
  });

  const polite = POLITE[system];
  if (polite !== undefined) {
    it('takes an error with HTTP 200 for an error', async () => {
      const { proxy } = get();
      const id = await idOf(ada);
      await fetch([id]);
      proxy.answerNext(jsonAnswer(polite));
      const error = await failureOf(fetch([id]));
      expect(error).toMatchObject({ system, kind: 'refused' });
      expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(SECRET);
    });
  }

  it('lets an unreadable row cost only itself', async () => {
    const { type, spoil } = EVENTS[system];
    const ids = [...(await all(get(), type, null)).ids].slice(0, 5);
    const before = await fetch(ids, every, type);
    get().proxy.changeNext(spoil);
    const error = (await failureOf(fetch(ids, every, type))) as UnreadableRecords;
    expect(error).toBeInstanceOf(UnreadableRecords);
    expect(error.ids.length + error.records.length).toBe(before.length);
    expect(error.ids.length).toBeGreaterThan(0);
    expect(JSON.stringify(error.message)).not.toContain(SECRET);
  });

  it('signs in once for many calls, and again when the session has ended', async () => {
    const { proxy } = get();
    const id = await idOf(ada);
    proxy.reset();
    await Promise.all([fetch([id]), fetch([id]), fetch([id])]);
    expect(proxy.counts.signIns).toBe(0);
    proxy.endSession();
    expect(await fetch([id])).toHaveLength(1);
    // Ghost's tokens are made here: there is no call for one.
    expect(proxy.counts).toEqual({ calls: 5, signIns: system === 'ghost' ? 0 : 1 });
  });

  it('gives up when told to', async () => {
    const id = await idOf(ada);
    const hurried = new AbortController();
    const asked = failureOf(get().source.client.fetchByIds('party', [id], every, hurried.signal));
    hurried.abort();
    expect(await asked).toMatchObject({ kind: 'aborted' });
  });

  it.each(people)('maps $name', async (person) => {
    const [record] = await fetch([await idOf(person)]);
    expect(record).toMatchObject(expected(system, person));
    expect(Object.keys(record!).sort()).toEqual([
      'account', 'addresses', 'birthDate', 'createdAt', 'distributor', 'emails', 'kind', 'language', 'loyaltyIds', 'name', 'phones', 'ref',
      'references', 'subscriptions', 'taxIds', 'territory', 'type', 'updatedAt',
    ]);
  });

  it('gives no field but those that it declares, and each of them to somebody', async () => {
    const given = new Set<string>();
    for (const person of people) {
      const [record] = await fetch([await idOf(person)]);
      for (const [field, value] of Object.entries(record!)) if (value !== null && !(Array.isArray(value) && value.length === 0)) given.add(field);
    }
    for (const other of ['type', 'ref', 'kind', 'references', 'createdAt', 'updatedAt']) given.delete(other);
    expect([...given].sort()).toEqual([...get().source.gives].sort());
  });

  it.each(people)('finds $name by e-mail and phone', async ({ email, phone }) => {
    const [byEmail] = await find('email', email);
    expect(byEmail?.emails.map(({ value }) => value)).toContain(email);
    // No look-up by phone of these people was recorded from Tryton.
    if (environment.honest || system !== 'tryton') expect((await find('phone', phone)).map(({ ref }) => ref)).toContain(byEmail!.ref);
  });

  it('lists everything from the beginning, the next beginning with the last page', async () => {
    const { source } = get();
    for (const type of source.definition.types) {
      const { ids, highWater, waters } = await all(get(), type, null);
      expect(ids.size).toBeGreaterThan(0);
      expect(new Date(highWater!).getTime()).toBeGreaterThan(0);
      expect(waters.slice(0, -1).every((water) => water === null)).toBe(true);
    }
    if (environment.honest) expect((await all(get(), 'party', null)).ids).toContain(await idOf(ada));
  });

  it('sweeps over every record that can be fetched, each once, as far as nothing changes meanwhile', async () => {
    for (const type of get().source.definition.types) {
      const ids = (await swept(get(), type, null)).flatMap((page) => page.ids);
      expect(ids.length).toBeGreaterThan(0);
      if (!environment.honest) continue;
      expect(new Set(ids).size).toBe(ids.length);
      // Changes name records as well that are gone or archived.
      const listed = await all(get(), type, null);
      expect([...ids].filter((id) => !listed.ids.has(id))).toEqual([]);
      const others = [...listed.ids].filter((id) => !ids.includes(id)).slice(0, 100);
      expect(await fetch(others, core, type)).toEqual([]);
    }
  });

  it('never takes an answer without rows for the end of a sweep', async () => {
    const { proxy } = get();
    await idOf(ada);
    proxy.answerNext(jsonAnswer({ id: 1, result: null, data: { customers: null }, items: null, members: null, events: null }));
    expect((await failureOf(swept(get(), 'party', null))).kind).toBe('garbage');
  });

  if (environment.large) {
    it('goes on with a sweep, and with a pull, from the place of any page, in another process too', async () => {
      for (const type of get().source.definition.types) {
        const whole = await swept(get(), type, null);
        const [first] = await swept(get(), type, null, 1);
        expect((await swept(get(), type, first!.place)).flatMap(({ ids }) => ids)).toEqual(whole.slice(1).flatMap(({ ids }) => ids));
        expect(await swept(get(), type, whole.at(-1)!.place)).toEqual([]);
        const pages: ChangedPage[] = [];
        for await (const page of get().source.client.changedSince(type, null, never)) pages.push(page);
        const rest: ChangedPage[] = [];
        for await (const page of get().source.client.changedSince(type, null, never, pages[0]!.place!)) rest.push(page);
        expect(rest.flatMap(({ ids }) => ids)).toEqual(pages.slice(1).flatMap(({ ids }) => ids));
        expect(rest.at(-1)!.highWater).toBe(pages.at(-1)!.highWater);
      }
    });
  }

  if (environment.honest) {
    it('lists from a stamp on, that stamp included, and less than everything', async () => {
      const [record] = (await fetch([await idOf(ada)])) as [PartyRecord];
      const { ids } = await all(get(), 'party', record.updatedAt);
      expect(ids).toContain(parseSourceRef(record.ref).id);
      const whole = await all(get(), 'party', null);
      const recent = await all(get(), 'party', whole.highWater);
      expect(recent.ids.size).toBeLessThanOrEqual(whole.ids.size);
      expect(recent.highWater! >= whole.highWater!).toBe(true);
      expect((await all(get(), 'party', '2999-01-01T00:00:00.000Z')).ids.size).toBe(0);
    });

    it('gives every listed event a party of its own system or a statement of one', async () => {
      for (const type of get().source.definition.types.filter((each) => each !== 'party')) {
        const ids = [...(await all(get(), type, null)).ids].slice(0, 60);
        const records = await fetch(ids, every, type);
        expect(records.map(({ ref }) => ref).sort()).toEqual(ids.map((id) => sourceRef(system, type, id)).sort());
        for (const record of records) {
          if (record.type === 'party') throw new Error('a party among events');
          if ('ref' in record.party) expect(parseSourceRef(record.party.ref)).toMatchObject({ system, type: 'party' });
          else expect(record.party.statement.emails.length + record.party.statement.phones.length).toBeGreaterThan(0);
        }
      }
    });

    it('leaves out the parts that it can leave out, and gives them when asked', async () => {
      const { optionalParts } = get().source.definition;
      const [bare] = (await fetch([await idOf(ada)], core)) as [PartyRecord];
      const [whole] = (await fetch([await idOf(ada)])) as [PartyRecord];
      const contents: Partial<Record<Part, (record: PartyRecord) => number>> = {
        contactPoints: ({ emails, phones }) => emails.length + phones.length,
        addresses: ({ addresses }) => addresses.length,
      };
      for (const [part, count] of Object.entries(contents) as [Part, (record: PartyRecord) => number][]) {
        const canLeaveOut = optionalParts.party?.includes(part) ?? false;
        if (canLeaveOut) expect([part, count(bare)]).toEqual([part, 0]);
        if (canLeaveOut || part === 'contactPoints') expect([part, count(whole) > 0]).toEqual([part, true]);
      }
      expect(bare.name).toEqual(whole.name);
    });
  }

  if (environment.large) {
    it('answers N distinct ids with at most ceil(N / batch) calls, one HTTP call each', async () => {
      const { source, proxy } = get();
      const reader = createRecordReader({ sources: new Map([[system, source]]), cache: createMemoryRecordCache({ maxEntries: 10 }), snapshots: () => Promise.resolve(new Map()) });
      for (const type of source.definition.types) {
        const ids = [...(await all(get(), type, null)).ids].slice(0, 230);
        proxy.reset();
        const reads = await Promise.all([...ids, ...ids].map((id) => reader.read(sourceRef(system, type, id), every, never)));
        expect(reads.every(({ status }) => status === 'OK')).toBe(true);
        expect(proxy.counts.calls).toBeLessThanOrEqual(Math.ceil(ids.length / source.definition.limits.fetch[type]!.batchSize));
      }
    });
  }
}

for (const environment of ENVIRONMENTS) {
  (environment.available ? describe : describe.skip)(`adapters on ${environment.name}`, () => {
    let running: Awaited<ReturnType<Environment['start']>>;
    beforeAll(async () => {
      running = await environment.start();
    });
    afterAll(() => running.close());
    for (const system of SYSTEMS) {
      describe(system, () => suite(environment, system, () => running.systems[system]));
      // In this file, so that nothing else reads meanwhile what they change for a moment.
      if (environment.honest) describe(`what ${system} was seen to do`, () => traps(system, () => running.systems[system]));
    }
  });
}
