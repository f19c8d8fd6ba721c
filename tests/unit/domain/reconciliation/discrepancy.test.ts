import { decided, disagreements, follow, missing, type ComparedView, type Discrepancy, type Found } from '../../../../domain/reconciliation/discrepancy.ts';
import type { ReconciliationRule } from '../../../../domain/reconciliation/rules.ts';

const DAY = 86_400_000;
const rule: ReconciliationRule = { systems: ['erp', 'shop'], kind: 'order', agreement: { amountTolerance: 0.02 }, expectedIn: { system: 'erp', afterMs: DAY } };
const view = (ref: string, parts: Partial<ComparedView> = {}): ComparedView => ({
  ref, system: ref.split(':')[0]!, kind: 'order', partyRef: `${ref.split(':')[0]}:party:1`, atMs: 0, status: 'PAID', total: { amount: '10.00', currency: 'EUR' }, customer: 'c1', ...parts,
});
const kinds = (erp: Partial<ComparedView>, shop: Partial<ComparedView>, by = rule) => disagreements(view('erp:order:1', erp), view('shop:order:2', shop), [by]).map(({ kind }) => kind);

describe('two views of one event', () => {
  it('disagree in nothing where no rule speaks of their systems', () => {
    expect(disagreements(view('erp:order:1'), view('pos:order:2', { total: null, status: 'CANCELLED', customer: 'c2' }), [rule])).toEqual([]);
  });

  it('do not disagree in what one of them does not say, nor within the tolerance', () => {
    expect(kinds({ total: null, status: null, customer: null }, {})).toEqual([]);
    expect(kinds({ total: { amount: '10.02', currency: 'EUR' } }, {})).toEqual([]);
  });

  it('disagree in amount beyond the tolerance, and in any two currencies', () => {
    expect(kinds({ total: { amount: '10.03', currency: 'EUR' } }, {})).toEqual(['AMOUNT']);
    expect(kinds({ total: { amount: '10.00', currency: 'GBP' } }, {})).toEqual(['AMOUNT']);
  });

  it('disagree in status where one alone is cancelled, and else by what the rule says', () => {
    expect(kinds({ status: 'OPEN' }, { status: 'DONE' })).toEqual([]);
    expect(kinds({ status: 'CANCELLED' }, { status: 'DONE' })).toEqual(['STATUS']);
    const strict = { ...rule, agreement: { amountTolerance: 0, statuses: { OPEN: ['PAID', 'OPEN'] as const } } };
    expect(kinds({ status: 'OPEN' }, { status: 'PAID' }, strict)).toEqual([]);
    expect(kinds({ status: 'OPEN' }, { status: 'DONE' }, strict)).toEqual(['STATUS']);
  });

  it('disagree in the party where their customers differ', () => {
    expect(kinds({}, { customer: 'c2' })).toEqual(['PARTY']);
  });

  it('have the same names whichever is asked first, and no value in them', () => {
    const [one, other] = [view('erp:order:1', { total: { amount: '77.70', currency: 'EUR' } }), view('shop:order:2')];
    expect(disagreements(other, one, [rule])).toEqual(disagreements(one, other, [rule]));
    const [{ difference: _spelt, ...rest }] = disagreements(one, other, [rule]) as [Found];
    expect(rest).toEqual({ id: 'AMOUNT\nerp:order:1\nshop:order:2', kind: 'AMOUNT', refs: ['erp:order:1', 'shop:order:2'], between: 'erp shop', parties: ['erp:party:1', 'shop:party:1'] });
  });
});

describe('an event that another system should have', () => {
  const only = (parts: Partial<ComparedView>, nowMs: number, systems = ['shop']) => missing(view('shop:order:2', parts), new Set(systems), [rule], nowMs);

  it('is not missing where it is, before its time, as a draft or cancelled, nor in the system that owes it to nobody', () => {
    expect(only({}, 2 * DAY, ['shop', 'erp'])).toEqual({ found: [], due: null });
    expect(only({}, DAY - 1)).toEqual({ found: [], due: DAY });
    for (const status of ['DRAFT', 'CANCELLED']) expect(only({ status }, 2 * DAY)).toEqual({ found: [], due: null });
    expect(missing(view('erp:order:1'), new Set(['erp']), [rule], 2 * DAY)).toEqual({ found: [], due: null });
  });

  it('is missing from then on', () => {
    expect(only({}, DAY).found).toMatchObject([{ id: 'MISSING\nshop:order:2\nerp', refs: ['shop:order:2'], between: 'erp shop' }]);
  });
});

describe('a discrepancy', () => {
  const [at, later] = [new Date(1_000), new Date(2_000)];
  const found: Found = { id: 'AMOUNT\na\nb', kind: 'AMOUNT', refs: ['a', 'b'], between: 'erp shop', parties: ['p'], difference: 'h1' };
  const open = follow(null, found, at)!;
  const dismissed = decided(open, 'DISMISSED', 'Known discount', 'steward', at)!;

  it('does not come of views that agree, and is not written again for being seen again', () => {
    expect(follow(null, null, at)).toBeNull();
    for (const kept of [open, dismissed]) expect(follow(kept, found, later)).toBeNull();
  });

  it('opens when it is found, and resolves by itself when it is no more, whatever a steward said', () => {
    expect(open).toMatchObject({ state: 'OPEN', firstSeen: at, revision: 1 });
    for (const kept of [open, dismissed]) expect(follow(kept, null, later)).toMatchObject({ state: 'RESOLVED', since: later, firstSeen: at });
    expect(follow(follow(open, null, later), null, later)).toBeNull();
  });

  it('stays dismissed as long as it is the same one, and opens again for another difference or after it was resolved', () => {
    expect(follow(dismissed, { ...found, difference: 'h2' }, later)).toMatchObject({ state: 'OPEN', reason: null, actor: null });
    expect(follow(follow(dismissed, null, later), found, later)).toMatchObject({ state: 'OPEN', firstSeen: at, revision: dismissed.revision + 2 });
  });

  it('follows its parties without opening again', () => {
    expect(follow(dismissed, { ...found, parties: ['p', 'q'] }, later)).toMatchObject({ state: 'DISMISSED', parties: ['p', 'q'], reason: 'Known discount' });
  });

  it('is decided once by the same words', () => {
    expect(decided(dismissed, 'DISMISSED', 'Known discount', 'other', later)).toBeNull();
    expect(decided(dismissed as Discrepancy, 'ACKNOWLEDGED', 'Asked the ERP', 'other', later)).toMatchObject({ state: 'ACKNOWLEDGED', since: later, actor: 'other' });
  });
});
