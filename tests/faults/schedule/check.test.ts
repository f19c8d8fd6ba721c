/** The checker of the fault schedule finds what must not be: one bad history per invariant, and a good one. */
import { testSchema } from '../../support/fakes/graphql.ts';
import { INVARIANTS, violationsOf, type CheckParts } from './check.ts';
import type { Asked, History } from './history.ts';
import type { Oracle } from './oracle.ts';
import { planFaults } from './plan.ts';

const OWNERS: Readonly<Record<string, string>> = { 'vendure:order:1': 'ada', 'vendure:order:2': 'blaise', 'tryton:party:2': 'ada' };
const CARRIERS: Readonly<Record<string, ReadonlySet<string>>> = { 'ada@example.com': new Set(['ada']), 'blaise@example.com': new Set(['blaise']), '+34900': new Set(['ada', 'blaise']) };
const oracle: Oracle = { ownerOf: (ref) => OWNERS[ref], carriersOf: (value) => CARRIERS[value], learn: () => undefined };
const parts: CheckParts = { schema: testSchema, oracle, personsOf: () => new Set(['ada']), answeredWithinMs: 2_000 };

const card = (values: object): Record<string, unknown> => ({ customer: { id: 'c1', name: { full: 'Ada' }, emails: [{ value: 'ada@example.com' }], phones: [{ value: '+34900' }], account: 'C-1', territory: 'UK', ...values } });
const asked = (changes: Partial<Asked> = {}): Asked => ({ role: 'agent', name: 'card', customerId: 'c1', beganMs: 0, tookMs: 100, status: 200, codes: [], data: card({}), ...changes });
const MB = 1_048_576;
const heapOf = (...megabytes: number[]) => megabytes.map((size, index) => ({ atMs: index * 1_000 + 1, usedBytes: size * MB }));
const history = (changes: Partial<History> = {}): History => ({ asked: [asked()], notes: [], heap: heapOf(80, 120, 90), uncaught: [], durationMs: 3_000, ...changes });
const found = (changes: Partial<History>): string[] => violationsOf(history(changes), parts).map(({ invariant, what }) => `${invariant}: ${what}`);
const write = (changes: Partial<Asked> = {}): Asked => asked({ name: 'record', note: 'note 1', data: { recordInteraction: { interaction: { id: 'i1', subject: 'note 1' } } }, ...changes });

describe('the checker of the fault schedule', () => {
  it('finds nothing in a history in which nothing is wrong', () => {
    const good = [asked(), asked({ status: 503, codes: ['STORE_UNAVAILABLE'], data: null }), asked({ codes: ['SOURCE_UNAVAILABLE'], data: card({ account: null }) }), write(), write({ status: 503, codes: ['STORE_UNAVAILABLE'], data: null, note: 'note 2' })];
    expect(found({ asked: good, notes: [{ note: 'note 1', customerId: 'c1', times: 1 }] })).toEqual([]);
  });

  it.each<[string, Partial<History>, string]>([
    ['a value that is denied', { asked: [asked({ role: 'marketing', name: 'whole', data: { customer: { id: 'c1', birthDate: '1985-12-10' } } })] }, 'forbidden: marketing by whole was shown Customer.birthDate'],
    ['a value that is to be shortened', { asked: [asked({ role: 'marketing' })] }, 'forbidden: marketing by card was shown Email.value whole'],
    ["somebody else's address", { asked: [asked({ data: card({ emails: [{ value: 'blaise@example.com' }] }) })] }, 'stranger: agent by card was shown Email.value of somebody else'],
    ["somebody else's order", { asked: [asked({ name: 'orders', data: { customer: { id: 'c1', orders: { edges: [{ node: null }, { node: { refs: ['vendure:order:1', 'vendure:order:2'] } }] } } } })] }, 'stranger: agent by orders was shown Order.refs of somebody else'],
    ['a customer of another territory', { asked: [asked({ role: 'sales', name: 'list', territory: 'North', data: { customers: { edges: [{ node: { id: 'c1', territory: 'UK' } }] } } })] }, 'outOfScope: sales by list was shown a customer of another territory'],
    ['a request without an answer', { asked: [asked({ status: null, failure: 'ECONNRESET', data: null })] }, 'unanswered: agent by card: ECONNRESET'],
    ['an answer after its deadline', { asked: [asked({ tookMs: 2_001 })] }, 'unanswered: agent by card: after 2001 ms'],
    ['an answer that says nothing', { asked: [asked({ status: 500, data: null })] }, 'unanswered: agent by card: HTTP 500 without a code'],
    ['a defect', { asked: [asked({ codes: ['INTERNAL'] })] }, 'unanswered: agent by card: INTERNAL'],
    ['an error that nobody caught', { uncaught: ['TypeError'] }, 'uncaught: TypeError'],
    ['memory that grows', { heap: heapOf(80, 100, 120) }, 'memory: grew from 84 to 126 MB'],
    ['memory that nobody measured', { heap: [] }, 'memory: was not measured in the first and the last third'],
    ['a note that stands twice', { notes: [{ note: 'note 1', customerId: 'c1', times: 2 }] }, 'effect: note 1 stands 2 times'],
    ['a note that was lost', { asked: [write()] }, 'effect: note 1 was confirmed and does not stand'],
    ['a note with somebody else', { asked: [write()], notes: [{ note: 'note 1', customerId: 'c2', times: 1 }] }, 'effect: note 1 stands with somebody else'],
  ])('finds %s', (_what, bad, expected) => {
    expect(found(bad)).toContain(expected);
  });

  it('is tried with each of its invariants above', () => {
    expect(INVARIANTS).toEqual(['forbidden', 'stranger', 'outOfScope', 'unanswered', 'uncaught', 'memory', 'effect']);
  });
});

describe('the plan of faults', () => {
  it('is the same for the same seed and another for another', () => {
    expect(planFaults(7, 60_000)).toEqual(planFaults(7, 60_000));
    expect(planFaults(8, 60_000)).not.toEqual(planFaults(7, 60_000));
  });

  it('befalls every source, one fault at a time of each, and leaves all well at the end', () => {
    const planned = planFaults(1, 120_000);
    for (const system of ['tryton', 'rt', 'vendure', 'ghost']) {
      const own = planned.filter((one) => one.system === system);
      expect(own.length).toBeGreaterThan(10);
      expect(own.every((one, index) => index === 0 || one.fromMs > own[index - 1]!.untilMs)).toBe(true);
    }
    expect(Math.max(...planned.map(({ untilMs }) => untilMs))).toBeLessThanOrEqual(117_000);
  });
});
