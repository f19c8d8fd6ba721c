/** Whose calls are that state a number and nothing else, when the number changes hands. */
import type { PartyParts } from '../support/partyRecords.ts';
import type { CallRecord, EventParty, SourceRecord } from '../../domain/records.ts';
import { applyChange, writeChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { party } from '../support/partyRecords.ts';
import { looseEnds } from './canonical.ts';
import { dyingStore } from './faultyStore.ts';
import { strideOf } from './strides.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const NUMBER = '+34600111222';
const never = new AbortController().signal;
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 5, 1);

function call(id: number | string, atMs: number, parts: Partial<CallRecord> = {}, name: string | null = null): CallRecord {
  const full = name === null ? null : { full: name, given: null, family: null };
  const stated: EventParty = { statement: { kind: 'PERSON', name: full, emails: [], phones: [{ value: NUMBER, verified: false, label: null }], addresses: [] } };
  return {
    type: 'call', ref: `desk:call:${id}`, party: stated, at: new Date(atMs).toISOString(), updatedAt: null, final: true,
    direction: 'INBOUND', number: NUMBER, durationSeconds: 60, agent: null, subject: null, ...parts,
  };
}

describe.each(mongoServers())('calls that state a number alone on the $name server', (server) => {
  let test: TestStore;
  let deps: ApplyDeps;
  let epoch: number;
  /** Minutes since the beginning. */
  let minute: number;
  const nowMs = (): number => START_MS + minute * MINUTE_MS;
  beforeEach(async () => {
    test = await openTestStore(server);
    minute = 0;
    deps = { ...applyOptions(['erp', 'shop', 'desk']), store: test.store, now: nowMs };
    epoch = 0;
  });
  afterEach(async () => {
    const ends = await looseEnds(test.database);
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const fetched = (records: readonly SourceRecord[]) => records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record }));
  const see = (...records: SourceRecord[]) => applyChange(deps, fetched(records));
  const settleAll = () => settleBacklog(deps, never, () => undefined, (ref) => { throw new Error(`It cannot follow ${ref}.`); });
  /** As its source has it, changed at this minute. */
  const holder = (ref: string, name: string, phones: PartyParts['phones'] = []) => party(ref, { name, phones, updatedAt: new Date(nowMs()).toISOString() });
  const ana = (phones: PartyParts['phones'] = `✓${NUMBER}`) => holder('erp:party:1', 'Ana García', phones);
  const bo = (phones: PartyParts['phones'] = []) => holder('erp:party:2', 'Bo Berg', phones);
  const partyOf = async (id: number | string): Promise<string> => {
    const { partyRef } = (await test.store.interactions.byRefs([`desk:call:${id}`])).get(`desk:call:${id}`)!;
    return partyRef.includes(':stated-') ? 'nobody' : partyRef;
  };
  const later = (): void => void (minute += 10);

  it('stay with whoever held the number then, when it is somebody else\'s by now', async () => {
    await see(ana(), bo());
    later();
    const { events } = await see(call(1, nowMs()));
    expect(events).toEqual([{ ref: 'desk:call:1', partyRef: 'erp:party:1', rev: expect.any(Number) }]);
    later();
    await see(ana([]));
    expect(await partyOf(1)).toBe('erp:party:1');
    await see(call(2, nowMs()));
    later();
    await see(bo(`✓${NUMBER}`));
    later();
    await see(call(3, nowMs()), call(1, nowMs() - 40 * MINUTE_MS, { durationSeconds: 90 }));
    expect(await Promise.all([1, 2, 3].map(partyOf))).toEqual(['erp:party:1', 'nobody', 'erp:party:2']);
    // And when who held it then is gone, or is read once more.
    await applyChange(deps, [{ ref: 'erp:party:1', epoch: (epoch += 1), record: null }]);
    await see(bo(`✓${NUMBER}`));
    expect(await Promise.all([1, 2, 3].map(partyOf))).toEqual(['erp:party:1', 'nobody', 'erp:party:2']);
    const index = (await test.store.customerIndex.byPartyRefs(['erp:party:2'], { audience: 'staff', rows: { all: true } })).get('erp:party:2')!;
    expect(index.head).toContain('desk:call:3');
    expect(index.head).not.toContain('desk:call:1');
  });

  it('are nobody\'s where several hold the number, where it is not verified, and where a name is stated that is not theirs', async () => {
    await see(ana(`${NUMBER}`));
    later();
    await see(call(1, nowMs()));
    expect(await partyOf(1)).toBe('nobody');
    await see(ana(), bo());
    later();
    await see(call(2, nowMs()), call('named', nowMs(), {}, 'Zoe Zahn'));
    expect([await partyOf(2), await partyOf('named')]).toEqual(['erp:party:1', 'nobody']);
    later();
    await see(bo(`✓${NUMBER}`));
    later();
    await see(call(3, nowMs()));
    expect([await partyOf(2), await partyOf(3)]).toEqual(['erp:party:1', 'nobody']);
  });

  it('are not given to who has come to the number since, whatever the stamps of the source say', async () => {
    const old = new Date(START_MS - 1_000).toISOString();
    await see({ ...bo(), updatedAt: old });
    later();
    await see(call(1, nowMs()));
    later();
    await see({ ...bo(`✓${NUMBER}`), updatedAt: old });
    expect(await partyOf(1)).toBe('nobody');
  });

  it('end with the same customer in whatever order they and their holders are taken in', async () => {
    const twin = holder('shop:party:1', 'Ana García', `✓${NUMBER}`);
    const records = [ana(), twin, bo(), call(1, nowMs() + 1), call(0, nowMs() - MINUTE_MS)];
    const orders = [records, [...records].reverse(), [records[3]!, records[0]!, records[4]!, records[1]!, records[2]!]];
    for (const [position, order] of orders.entries()) {
      const own = await openTestStore(server);
      const apart = { ...applyOptions(['erp', 'shop', 'desk'], position), store: own.store, now: nowMs };
      for (const each of fetched(order)) await applyChange(apart, [each]);
      const refs = [...(await own.store.interactions.byRefs(['desk:call:1', 'desk:call:0'])).values()].map(({ _id, partyRef }) => [_id, partyRef.includes(':stated-') ? 'nobody' : partyRef]);
      expect(Object.fromEntries(refs)).toEqual({ 'desk:call:1': 'erp:party:1', 'desk:call:0': 'nobody' });
      await own.close();
    }
    // And in one large load, whose customers are found at its end.
    await writeChange(deps, fetched(records));
    await settleAll();
    expect([await partyOf(1), await partyOf(0)]).toEqual(['erp:party:1', 'nobody']);
  });

  it('are taken back where another turns out to have held the number as well', async () => {
    await see(ana());
    const stamp = new Date(nowMs()).toISOString();
    later();
    await see(call(1, nowMs()));
    expect(await partyOf(1)).toBe('erp:party:1');
    await see(party('shop:party:7', { name: 'Cy Cole', phones: `✓${NUMBER}`, updatedAt: stamp }));
    expect(await partyOf(1)).toBe('nobody');
  });

  it('are decided whole, whichever write the process dies at', async () => {
    await see(ana());
    later();
    for (let writes = 0; writes < 14; writes += Math.max(1, strideOf(1) - 2)) {
      const record = call(`k${writes}`, nowMs());
      await applyChange({ ...deps, store: dyingStore(test.store, writes) }, fetched([record])).catch(() => undefined);
      await see(record);
      await settleAll();
      expect(await partyOf(`k${writes}`)).toBe('erp:party:1');
    }
  });
});
