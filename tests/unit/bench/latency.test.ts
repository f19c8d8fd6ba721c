import { holds, rowsOf, type Sample } from '../../../bench/latency/figures.ts';
import { tellsOfEvent, tellsOfPhone } from '../../../bench/latency/match.ts';
import { percentile } from '../../../bench/statistics.ts';

describe('percentile', () => {
  it('refuses to make a figure of no values', () => {
    expect(() => percentile([], 0.95)).toThrow(RangeError);
  });
  it('is the value that so many do not exceed, by nearest rank', () => {
    const values = Array.from({ length: 20 }, (_, index) => 20 - index);
    expect([percentile(values, 0.95), percentile(values, 0.5), percentile(values, 0), percentile([7], 0.95)]).toEqual([19, 10, 1, 7]);
  });
});

describe('an answer', () => {
  const phones = [{ value: '+34600111222' }];

  it('does not show a number that is not there, nor by a change of another kind', () => {
    for (const data of [null, { customer: null }, { customer: { phones: null } }, { customer: { phones: [{ value: '+34600111223' }] } }, { customerChanged: { kind: 'LINKS', customer: { phones } } }]) {
      expect(tellsOfPhone(data, '+34600111222')).toBe(false);
    }
  });
  it('shows a number of a customer, asked for or told of', () => {
    expect([{ customer: { phones } }, { customerChanged: { kind: 'RECORDS', customer: { phones } } }].map((data) => tellsOfPhone(data, '+34600111222'))).toEqual([true, true]);
  });

  const event = { refs: ['erp:order:1', 'shop:order:2'], status: 'OPEN' };
  it('does not show another event, nor one that has not come so far', () => {
    expect(tellsOfEvent({ interactionRecorded: event }, { ref: 'shop:order:1' })).toBe(false);
    expect(tellsOfEvent({ customer: { orders: { edges: [{ node: null }, { node: event }] } } }, { ref: 'shop:order:2', status: 'PAID' })).toBe(false);
  });
  it('shows an event by any of its refs', () => {
    for (const data of [{ interactionRecorded: event }, { customer: { tickets: { edges: [{ node: event }] } } }]) expect(tellsOfEvent(data, { ref: 'shop:order:2', status: 'OPEN' })).toBe(true);
  });
});

describe('the figures', () => {
  const sample = (way: Sample['way'], queryMs: number | null, subscriptionMs: number | null): Sample => ({ way, kind: 'a', queryMs, subscriptionMs });

  it('do not hold where a change was not seen, or too late on either side', () => {
    const bad = [[sample('webhook', 10, null)], [sample('webhook', 2_001, 10)], [sample('pull', 10, 5_001)]];
    expect(bad.map((samples) => holds(rowsOf(samples)[0]!))).toEqual([false, false, false]);
    expect(rowsOf(bad[0]!)[0]).toMatchObject({ count: 1, unseen: 1, query: { p95: 10 }, subscription: { median: null, p95: null } });
  });
  it('hold up to the limit of each way, and are told by way and kind', () => {
    const rows = rowsOf([sample('pull', 5_000, 5_000), sample('webhook', 2_000, 1_000)]);
    expect(rows.map(({ way, kind }) => [way, kind])).toEqual([['webhook', null], ['webhook', 'a'], ['pull', null], ['pull', 'a']]);
    expect(rows.every(holds)).toBe(true);
  });
});
