/** Whatever comes and goes, and in whatever order: with pins or without, the same records are the same customers. */
import fc from 'fast-check';
import { createMemoryNotices } from '../../datasources/redis/notices.ts';
import type { Principal } from '../../domain/principal.ts';
import { isPinRef } from '../../domain/statedParty.ts';
import { createIngest } from '../../ingest/ingest.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { pinValue, type PinValueInput } from '../../operations/pins/pinValue.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { tries } from '../support/depth.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { party } from '../support/partyRecords.ts';
import { looseEnds, partitionOf } from './canonical.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const REFS = ['erp:party:1', 'erp:party:2', 'shop:party:1'];
const VALUES: readonly PinValueInput['value'][] = [{ name: { full: 'Ana García' } }, { emails: ['ana@x.example'] }, { birthDate: '1990-03-04' }, { loyaltyIds: ['L-2'] }];

type Step = { take: string; loyalty: string; email: boolean; born: string | null } | { gone: string } | { pin: string; value: number };
const ref = fc.constantFrom(...REFS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ take: ref, loyalty: fc.constantFrom('✓L-1', '✓L-2', ''), email: fc.boolean(), born: fc.option(fc.constantFrom('1980-01-02', '1990-03-04')) }) },
  { weight: 1, arbitrary: fc.record({ gone: ref }) },
  { weight: 3, arbitrary: fc.record({ pin: ref, value: fc.nat(VALUES.length - 1) }) },
);

describe.each(mongoServers())('on the $name server', (server) => {
  afterAll(() => server.close());

  /** What the staff and outsiders see after each step, pins left out, and the refs of pins that somebody sees. */
  async function play(test: TestStore, steps: readonly Step[], pins: boolean) {
    const apply = applyOptions(['erp', 'shop']);
    const clock = { nowMs: Date.UTC(2026, 5, 1) };
    const now = () => clock.nowMs;
    const deps: ApplyDeps = { ...apply, store: test.store, now };
    const { applyNow } = createIngest({ store: test.store, sources: new Map(), reader: { invalidate: () => Promise.resolve() }, notices: createMemoryNotices(), apply, now, logger: { info: () => undefined, warn: () => undefined } });
    const context = {
      principal: { subject: 'stew' } as Principal, view: { audience: 'staff', rows: { all: true } } as const, met: new Set<string>(), store: test.store, applyNow, keyedHash: apply.keyedHash, now,
      signal: new AbortController().signal,
    };
    const history: string[][][] = [];
    for (const [index, each] of steps.entries()) {
      clock.nowMs += 60_000;
      if ('pin' in each) {
        const [index0] = await test.store.customerIndex.byKey(`ref:${each.pin}`, context.view, 1);
        const live = (await test.store.parties.stored([each.pin])).get(each.pin)?.state === 'LIVE';
        if (pins && index0 && live) await pinValue({ customerId: index0.customerId, value: VALUES[each.value]!, reason: 'r', expiresAt: '2027-01-01T00:00:00Z' }, context);
      } else {
        const record = 'gone' in each ? null : party(each.take, { name: 'Ana|García', birthDate: each.born, ...(each.loyalty && { loyaltyIds: each.loyalty }), ...(each.email && { emails: '✓ana@x.example' }) });
        await applyChange(deps, [{ ref: 'gone' in each ? each.gone : each.take, epoch: index + 2, record }]);
      }
      const [staff, outside] = [await partitionOf(test.database, 'staff'), await partitionOf(test.database, 'outside')];
      const shown = staff.flat().filter(isPinRef);
      expect(new Set(shown).size).toBe(shown.length);
      // A pin is seen with the record that it is tied to.
      for (const [pin, { record }] of await test.store.parties.byRefs(shown)) {
        expect(staff.find((refs) => refs.includes(pin))).toContain(record!.references[0]!.value);
      }
      const plain = (groups: string[][]) => groups.map((refs) => refs.filter((one) => !isPinRef(one))).sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
      history.push(plain(staff), plain(outside));
    }
    return { history, pinned: (await partitionOf(test.database, 'staff')).flat().filter(isPinRef).length, ends: await looseEnds(test.database) };
  }

  it('pins move nobody, and none is shown twice or apart from its record', async () => {
    let pinned = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 12 }), async (steps) => {
        const [withPins, without] = [await openTestStore(server), await openTestStore(server)];
        try {
          const [a, b] = [await play(withPins, steps, true), await play(without, steps, false)];
          expect(a.history).toEqual(b.history);
          expect([a.ends, b.ends]).toEqual([[], []]);
          pinned += a.pinned;
        } finally {
          await Promise.all([withPins.close(), without.close()]);
        }
      }),
      { seed: 21, numRuns: tries(25, 6) },
    );
    expect(pinned).toBeGreaterThan(tries(5, 0));
  });
});
