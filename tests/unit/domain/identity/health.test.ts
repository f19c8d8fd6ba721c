import { alarmsOf, DEFAULT_ALARMS, dayOf, type HealthFigures } from '../../../../domain/identity/health.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const DAY = 86_400_000;
const day = (back: number, count: number, unlinkedShare: number | null = 0.5) => ({ day: dayOf(NOW - back * DAY), merges: [{ rule: 'email', count: count - 1 }, { rule: null, count: 1 }], unlinkedShare });
const usual: HealthFigures = { atMs: NOW, records: 100, customers: 75, alone: 50, largest: { customerId: 'c', records: 50 }, days: [0, 1, 2, 3, 4].map((back) => day(back, 100)) };
const alarms = (change: Partial<HealthFigures>, oldest: Date | null = null, thresholds = DEFAULT_ALARMS) => alarmsOf({ ...usual, ...change }, oldest, thresholds, NOW);

describe('the alarms of identity', () => {
  it('are silent at their thresholds', () => {
    expect(alarms({}, new Date(NOW - 14 * DAY))).toEqual([]);
    expect(alarms({ alone: 60 })).toEqual([]);
    expect(alarms({ days: [day(0, 500), ...usual.days.slice(1)] })).toEqual([]);
    expect(alarms({ atMs: NOW - DAY })).toEqual([]);
  });

  it('go beyond them', () => {
    expect(alarms({ largest: { customerId: 'c', records: 51 } })).toEqual(['LARGEST_CUSTOMER']);
    expect(alarms({ days: [day(0, 501), ...usual.days.slice(1)] })).toEqual(['MERGES_TODAY']);
    expect(alarms({ alone: 61 })).toEqual(['UNLINKED_SHARE']);
    expect(alarms({ alone: 39 })).toEqual(['UNLINKED_SHARE']);
    expect(alarms({}, new Date(NOW - 14 * DAY - 1))).toEqual(['REVIEW_AGE']);
    expect(alarms({ atMs: NOW - DAY - 1 })).toEqual(['NOT_MEASURED']);
    expect(alarmsOf(null, null, DEFAULT_ALARMS, NOW)).toEqual(['NOT_MEASURED']);
  });

  it('take a day among many for usual, not their mean', () => {
    const days = [day(0, 600), day(1, 10_000), day(2, 100), day(3, 100)];
    expect(alarms({ days })).toEqual(['MERGES_TODAY']);
  });

  it('compare with nothing where too little is known, and with no quiet days', () => {
    expect(alarms({ alone: 99, days: [day(0, 9_999), day(1, 1, 0.1), day(2, 1, 0.1)] })).toEqual([]);
    expect(alarms({ days: [day(0, 100), day(1, 1), day(2, 1), day(3, 1)] })).toEqual([]);
    expect(alarms({ records: 0, alone: 0, largest: null })).toEqual([]);
  });

  it('go where they are configured to', () => {
    expect(alarms({}, null, { ...DEFAULT_ALARMS, largestCustomer: 49 })).toEqual(['LARGEST_CUSTOMER']);
  });
});
