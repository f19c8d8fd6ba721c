import { bareContact, heldSince, holderAt, type Holder } from '../../../domain/callers.ts';
import { party } from '../../support/partyRecords.ts';

const at = (hour: number): Date => new Date(Date.UTC(2026, 2, 1, hour));
const NUMBER = '+34600111222';
const key = `phone:${NUMBER}`;
const record = (updatedHour: number | null, phones: string[] = [`✓${NUMBER}`]) => party('erp:party:1', { phones, updatedAt: updatedHour === null ? null : at(updatedHour).toISOString() });

describe('since when a contact point is held', () => {
  it('is not said of one that nobody has verified, nor of a record that is gone', () => {
    expect(heldSince(record(1, [NUMBER]), undefined, at(9))).toEqual([]);
    expect(heldSince(null, { state: 'LIVE', held: [{ key, since: at(1) }] }, at(9))).toEqual([]);
  });

  it('is for a record that was never read the time of its last change, and never later than it was read', () => {
    expect(heldSince(record(1), undefined, at(9))).toEqual([{ key, since: at(1) }]);
    expect(heldSince(record(null), undefined, at(9))).toEqual([{ key, since: at(9) }]);
    expect(heldSince(record(12), undefined, at(9))).toEqual([{ key, since: at(9) }]);
  });

  it('is for one that came later when it was read, whatever the stamps say, and stays through other changes', () => {
    const came = heldSince(record(1), { state: 'LIVE', held: [] }, at(9));
    expect(came).toEqual([{ key, since: at(9) }]);
    expect(heldSince(record(20), { state: 'LIVE', held: came }, at(21))).toEqual(came);
    expect(heldSince(record(22), { state: 'GONE', held: [] }, at(23))).toEqual([{ key, since: at(23) }]);
  });
});

describe('a statement', () => {
  it('is a bare contact point only without a name, and with one alone', () => {
    expect(bareContact(party('desk:party:stated-1', { name: 'Ana', phones: NUMBER }))).toBeNull();
    expect(bareContact(party('desk:party:stated-1', { phones: NUMBER, emails: 'a@x.example' }))).toBeNull();
    expect(bareContact(party('desk:party:stated-1'))).toBeNull();
    expect(bareContact(party('desk:party:stated-1', { phones: NUMBER }))).toBe(key);
    expect(bareContact(party('desk:party:stated-1', { emails: 'a@x.example' }))).toBe('email:a@x.example');
  });
});

describe('whoever held it at the time of a call', () => {
  const holder = (ref: string, customerId: string, hour: number | null): Holder => ({ ref, customerId, since: hour === null ? null : at(hour) });

  it('is nobody where two customers did, or none had yet', () => {
    expect(holderAt(at(5), [holder('erp:party:1', 'a', 1), holder('erp:party:2', 'b', 5)], null)).toBeNull();
    expect(holderAt(at(5), [holder('erp:party:1', 'a', 6)], null)).toBeNull();
    expect(holderAt(at(5), [], 'erp:party:1')).toBeNull();
  });

  it('is the one customer who did, by its least record, in whatever order', () => {
    const holders = [holder('shop:party:1', 'a', 2), holder('erp:party:1', 'a', 1), holder('erp:party:0', 'a', 6), holder('erp:party:2', 'b', 7)];
    for (const order of [holders, [...holders].reverse()]) expect(holderAt(at(5), order, null)).toBe('erp:party:1');
  });

  it('keeps a call that was attached to it after it has lost the contact point, unless another held it as well', () => {
    const lost = holder('erp:party:1', 'a', null);
    expect(holderAt(at(5), [lost, holder('erp:party:2', 'b', 6)], 'erp:party:1')).toBe('erp:party:1');
    expect(holderAt(at(5), [lost, holder('erp:party:2', 'b', 6)], null)).toBeNull();
    expect(holderAt(at(5), [lost, holder('erp:party:2', 'b', 4)], 'erp:party:1')).toBeNull();
    expect(holderAt(at(5), [lost, holder('shop:party:1', 'a', 4)], 'erp:party:1')).toBe('shop:party:1');
  });
});
