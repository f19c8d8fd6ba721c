/**
 * What the real systems were seen to do (docs/upstream.md, "What real systems do"), shown on the system itself before it is
 * shown that the gateway bears it: on the sample company, and on the real systems in their lane.
 */
import { parseSourceRef, sourceRef, type RecordType } from '../../domain/sourceRef.ts';
import type { Part, PartyRecord } from '../../domain/records.ts';
import { SourceError } from '../../datasources/systems/defineSource.ts';
import type { Running, System } from './environments.ts';
import { ada, blaise } from './people.ts';
import { speakTo, type Native } from './native.ts';

const never = new AbortController().signal;
const every: ReadonlySet<Part> = new Set<Part>(['core', 'contactPoints', 'addresses', 'identifiers', 'relations', 'subscriptions', 'lines']);
const SECRET = 'sk_live_0123456789abcdef';

const partyOf = async ({ source }: Running, email: string): Promise<PartyRecord> => {
  const [party] = await source.client.findParties!('email', email, never);
  if (!party) throw new Error('the system does not know this person');
  return party;
};

async function changed({ source }: Running, type: RecordType, since: string | null): Promise<{ ids: Set<string>; highWater: string | null }> {
  const ids = new Set<string>();
  let highWater: string | null = null;
  for await (const page of source.client.changedSince(type, since, never)) {
    for (const id of page.ids) ids.add(id);
    ({ highWater } = page);
  }
  return { ids, highWater };
}

/** Puts a secret into every object of an answer, under names that such things have. */
function poisoned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(poisoned);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).map(([key, of]): [string, unknown] => [key, poisoned(of)]);
  return Object.fromEntries([...kept, ['apiKey', SECRET], ['AuthToken', SECRET], ['password', SECRET], ['nested', { secret: SECRET }]]);
}

/** What the tests of one system share. */
export function traps(system: System, get: () => Running): void {
  let native: Native;
  beforeAll(async () => {
    const { url, settings } = get();
    native = await speakTo(system, url, settings);
  });

  it('keeps to itself what its rows hold beyond what is mapped', async () => {
    const { source, proxy } = get();
    for (const type of source.definition.types) {
      const ids = [...(await changed(get(), type, null)).ids].slice(0, 5);
      const plain = await source.client.fetchByIds(type, ids, every, never);
      proxy.changeNext(poisoned as (body: never) => unknown);
      const records = await source.client.fetchByIds(type, ids, every, never);
      expect(JSON.stringify(proxy.last)).toContain(SECRET);
      expect(records).toEqual(plain);
      expect(JSON.stringify(records)).not.toContain(SECRET);
    }
  });

  it('keeps what an error says to itself', async () => {
    const { source, proxy } = get();
    const { id } = parseSourceRef((await partyOf(get(), ada.email)).ref);
    for (const status of [200, 400, 403, 500]) {
      proxy.answerNext({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error: [SECRET], errors: [{ message: SECRET, code: SECRET }], message: SECRET, token: SECRET }) });
      const error = await source.client.fetchByIds('party', [id], every, never).then(() => null, (failure: SourceError) => failure);
      expect(error).toBeInstanceOf(SourceError);
      expect(`${error!.message} ${error!.stack} ${JSON.stringify(error)} ${JSON.stringify(error!.cause ?? null)}`).not.toContain(SECRET);
    }
    expect(JSON.stringify(source.stats())).not.toContain(SECRET);
  });

  it('is signed in to once for many first calls, and once more when the session ends under many', async () => {
    const { proxy, again } = get();
    const source = again();
    const { id } = parseSourceRef((await partyOf(get(), ada.email)).ref);
    const fetch = () => source.client.fetchByIds('party', [id], every, never);
    proxy.reset();
    const signIns = system === 'ghost' ? 0 : 1;
    expect((await Promise.all(Array.from({ length: 20 }, fetch))).every((records) => records.length === 1)).toBe(true);
    expect(proxy.counts.signIns).toBe(signIns);
    proxy.endSession();
    expect((await Promise.all(Array.from({ length: 20 }, fetch))).every((records) => records.length === 1)).toBe(true);
    expect(proxy.counts.signIns).toBe(2 * signIns);
    await source.close();
  });

  it('is asked again where a read failed in passing, and never signed in to twice for it', async () => {
    const { proxy, again } = get();
    const source = again({ retry: { times: 2, baseMs: 1 }, breaker: { failurePercent: 100 } });
    const { id } = parseSourceRef((await partyOf(get(), ada.email)).ref);
    for (const status of [429, 502, 503, 504]) {
      proxy.answerNext({ status, headers: { 'retry-after': '0' }, body: '' });
      expect(await source.client.fetchByIds('party', [id], every, never)).toHaveLength(1);
    }
    proxy.reset();
    proxy.answerNext({ status: 503, headers: { 'retry-after': '3600' }, body: '' });
    await expect(source.client.fetchByIds('party', [id], every, never)).rejects.toMatchObject({ kind: 'overloaded' });
    expect(proxy.counts).toEqual({ calls: 1, signIns: 0 });
    await source.close();
  });

  it('is asked for no more at once than was measured, by whoever asks for more', async () => {
    const { source, proxy } = get();
    const known = parseSourceRef((await partyOf(get(), ada.email)).ref).id;
    const strangers: Record<System, (index: number) => string> = {
      tryton: (index) => String(1_000_000 + index), rt: (index) => `nobody-${index}@example.com`, vendure: (index) => String(1_000_000 + index), ghost: (index) => String(index).padStart(24, '0'),
    };
    const { batchSize } = source.definition.limits.fetch.party!;
    proxy.reset();
    const records = await source.client.fetchByIds('party', [...Array.from({ length: 2 * batchSize }, (_, index) => strangers[system](index)), known], every, never);
    expect(records.map(({ ref }) => ref)).toEqual([sourceRef(system, 'party', known)]);
    expect(proxy.counts.calls).toBe(3);
  });

  it('is found out where a change of a child leaves the parent\'s stamp', async () => {
    const party = await partyOf(get(), blaise.email);
    const { id } = parseSourceRef(party.ref);
    const { highWater } = await changed(get(), 'party', null);
    const undo = await native.touchChild(id);
    try {
      const [after] = (await get().source.client.fetchByIds('party', [id], every, never)) as [PartyRecord];
      expect(after).not.toEqual(party);
      const found = new Set<string>();
      // RT's stamp moves with its children; what no list tells of is left to the sweep.
      if (system !== 'rt') expect(after.updatedAt).toBe(party.updatedAt);
      if (system === 'vendure') for await (const page of get().source.client.sweep!('party', null, never)) page.ids.forEach((each) => found.add(each));
      else for (const each of (await changed(get(), 'party', highWater)).ids) found.add(each);
      expect([...found]).toContain(id);
    } finally {
      await undo();
    }
  });

  if (system === 'tryton') {
    it('fails a whole read for one id that it does not have, which costs only itself here', async () => {
      const id = parseSourceRef((await partyOf(get(), ada.email)).ref).id;
      expect(await native.readAll([id, '999999'])).toMatchObject({ status: 200, failed: true });
      expect((await get().source.client.fetchByIds('party', [id, '999999'], every, never)).map(({ ref }) => ref)).toEqual([sourceRef(system, 'party', id)]);
    });
  }

  if (system === 'vendure') {
    it('gives a draft that the customer\'s own list of orders hides', async () => {
      const customer = parseSourceRef((await partyOf(get(), blaise.email)).ref);
      const { order, listed, remove } = await native.draftOf(customer.id);
      try {
        expect(listed).not.toContain(order);
        const [record] = await get().source.client.fetchByIds('order', [order], every, never);
        expect(record).toMatchObject({ ref: sourceRef(system, 'order', order), party: { ref: sourceRef(system, 'party', customer.id) } });
        expect([...(await changed(get(), 'order', null)).ids]).toContain(order);
      } finally {
        await remove();
      }
    });
  }

  if (system === 'rt') {
    it('gives everybody for a filter that it does not know, of whom only those get through who carry the value', async () => {
      const { proxy, again, settings } = get();
      const source = again({ settings: { ...settings, userFields: { phone: 'NoSuchField', birthDate: null } } });
      const nobody = await source.client.findParties!('phone', '+441632960999', never);
      const { items } = JSON.parse(proxy.last!.body) as { items: unknown[] };
      expect([proxy.last!.status, items.length > 3]).toEqual([200, true]);
      expect(nobody).toEqual([]);
      const found = await source.client.findParties!('phone', ada.phone, never);
      expect(found.filter(({ phones }) => !phones.some(({ value }) => value === ada.phone))).toEqual([]);
      await source.close();
    });

    it('is never asked for tickets by requestors, and for no more of anything in one call than was measured', async () => {
      const { source, proxy } = get();
      const { fetch } = source.definition.limits;
      proxy.reset();
      const numbers = Array.from({ length: 250 }, (_, index) => String(index + 1));
      for (const type of ['ticket', 'call'] as const) {
        const records = await source.client.fetchByIds(type, numbers, every, never);
        expect(records.every((record) => numbers.includes(parseSourceRef(record.ref).id))).toBe(true);
        await changed(get(), type, null);
      }
      await source.client.fetchByIds('party', [...numbers.map((each) => `nobody-${each}@example.com`), ada.email], every, never);
      await partyOf(get(), ada.email);
      expect(proxy.asked.length).toBeGreaterThan(9);
      for (const { path, body } of proxy.asked) {
        const query = new URL(path, 'http://rt').searchParams.get('query') ?? '';
        expect(query).not.toMatch(/requestor|watcher|cc\b/i);
        expect(query.split(' OR ').length).toBeLessThanOrEqual(fetch.ticket!.batchSize);
        const names = body === '' ? [] : (JSON.parse(body) as { value: unknown }[]).flatMap(({ value }) => value);
        expect(names.length).toBeLessThanOrEqual(fetch.party!.batchSize);
      }
    });
  }
}
