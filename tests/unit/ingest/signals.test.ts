/**
 * Late, doubled and out-of-order signals, between changes at the source and workers that are paused between fetching and
 * applying, end in the state in which one signal after each change would.
 */
import fc from 'fast-check';
import type { Store } from '../../../datasources/mongo/store.ts';
import type { SourceRecord } from '../../../domain/records.ts';
import { tries } from '../../support/depth.ts';
import { identifier, order, party } from '../../support/fakes/records.ts';
import { heldStore } from '../../store/faultyStore.ts';
import { taking, type Taking } from './taking.ts';

const RUNS = tries(3_000, 100);
const AT = '2026-03-01T10:00:00.000Z';
const IDS = ['1', '2', '3'] as const;

/** One version of a record: two people who may carry one address, an order of one of them or of a guest; or none any more. */
type Version = { id: (typeof IDS)[number]; value: number };
const version: fc.Arbitrary<Version> = fc.record({ id: fc.constantFrom(...IDS), value: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }) }) });
/** `told`: how many signals of the change come, and how many steps later. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('change' as const), version, told: fc.integer({ min: 1, max: 3 }), late: fc.integer({ min: 0, max: 6 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('work' as const), pausedAt: fc.oneof(fc.constantFrom(null, 'answer' as const), fc.integer({ min: 1, max: 24 })), meanwhile: fc.option(version, { nil: null, freq: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('signal' as const), id: fc.constantFrom(...IDS) }) },
);

function recordOf({ id, value }: Version): SourceRecord | null {
  if (value === 0) return null;
  if (id !== '3') return party(`desk:party:${id}`, { name: { full: `Name ${value}`, given: null, family: null }, emails: [identifier(`mail${value}@x.example`, true)] });
  const base = order('desk:ticket:3', 'desk:party:1', AT);
  // Final: what is open is read again each round, which would hide what was lost.
  const ticket = { type: 'ticket' as const, ref: base.ref, at: AT, updatedAt: null, final: true, number: '3', subject: `v${value}`, status: 'OPEN' as const, category: 'QUESTION' as const, queue: null, priority: null };
  if (value < 3) return { ...ticket, party: { ref: `desk:party:${value}` } };
  return { ...ticket, party: { statement: { kind: 'PERSON', name: { full: 'Guest', given: null, family: null }, emails: [identifier('guest@x.example')], phones: [], addresses: [] } } };
}

const typeOf = (id: string) => (id === '3' ? 'ticket' : 'party');
const refOf = (id: string) => `desk:${typeOf(id)}:${id}`;
const signal = (store: Store, id: string) => store.inbox.signal([{ ref: refOf(id), system: 'desk', type: typeOf(id) }]);
const set = (desk: Taking, { id, value }: Version): void => void desk.says.set(id, recordOf({ id, value }));

/** Values, whose they are and what is left to do; without ids, clocks and counters. */
async function stateOf({ store }: Taking): Promise<object> {
  const refs = [refOf('1'), refOf('2')];
  const records = await store.parties.byRefs(refs);
  const event = (await store.interactions.byRefs([refOf('3')])).get(refOf('3'));
  const live = (ref: string) => records.get(ref)?.state === 'LIVE';
  const views = await store.customerIndex.byPartyRefs(refs.filter(live), { audience: 'staff', rows: { all: true } });
  const stated = event?.state === 'LIVE' && event.partyRef.includes('stated') ? (await store.parties.byRefs([event.partyRef])).get(event.partyRef) : undefined;
  return {
    records: refs.map((ref) => (live(ref) ? records.get(ref)!.record : null)),
    event: event?.state === 'LIVE' ? { record: event.record, partyRef: event.partyRef, parties: event.parties } : null,
    stated: stated ? { state: stated.state, record: stated.record } : null,
    together: live(refs[0]!) && live(refs[1]!) ? views.get(refs[0]!)!.customerId === views.get(refs[1]!)!.customerId : null,
    // The link of a record that is gone stays, for when it comes back: with whom it stood then is a matter of what was seen of it.
    shown: event?.state === 'LIVE' && live(event.partyRef) ? views.get(event.partyRef)!.head.includes(refOf('3')) : null,
    waiting: await store.inbox.waiting(),
    unsettled: [...(await store.parties.unsettled(10)), ...(await store.interactions.unsettled(10))].map(({ _id }) => _id),
  };
}

it('end in the state in which signals in order do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const desk = taking();
      const [settled, latest] = [taking(), new Map<string, Version>()];
      const late: { id: string; after: number }[] = [];
      const change = (each: Version): void => {
        latest.set(each.id, each);
        set(desk, each);
      };
      for (const [place, each] of steps.entries()) {
        for (const { id } of late.filter(({ after }) => after === place)) await signal(desk.store, id);
        if (each.kind === 'signal') await signal(desk.store, each.id);
        else if (each.kind === 'change') {
          change(each.version);
          for (let time = 0; time < each.told; time += 1) late.push({ id: each.version.id, after: place + 1 + each.late * time });
        } else if (each.pausedAt === null) await desk.work();
        else {
          // Another worker takes the work over once the lease has run out, maybe after one more change.
          const meanwhile = async (): Promise<void> => {
            desk.clock.nowMs += 120_000;
            if (each.meanwhile) {
              change(each.meanwhile);
              await signal(desk.store, each.meanwhile.id);
            }
            await desk.work();
          };
          if (each.pausedAt === 'answer') {
            desk.hooks.afterAnswer = meanwhile;
            await desk.work();
            desk.hooks.afterAnswer = null;
          } else await desk.over(heldStore(desk.store, each.pausedAt, meanwhile).store).runOnce();
        }
      }
      // What is still on its way comes, and nothing else; what a lease or a wait holds is free.
      for (const { id } of late.filter(({ after }) => after >= steps.length)) await signal(desk.store, id);
      desk.clock.nowMs += 600_000;
      await desk.work();
      for (const each of latest.values()) {
        set(settled, each);
        await signal(settled.store, each.id);
      }
      await settled.work();
      expect(await stateOf(desk)).toEqual(await stateOf(settled));
    }),
    { numRuns: RUNS, seed: 20_261_129 },
  );
}, 900_000);
