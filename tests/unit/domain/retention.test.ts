import { isPast, isPastRecord, keptSince } from '../../../domain/retention.ts';
import { order } from '../../support/partyRecords.ts';

const NOW = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;
const at = (days: number) => new Date(NOW - days * DAY);

describe('an event past its retention', () => {
  it('is none that may still change, however old it is', () => {
    expect(isPast({ kind: 'order', at: at(9_000), final: false }, { order: DAY }, NOW)).toBe(false);
  });

  it('is none of a kind that is kept for ever', () => {
    expect(isPast({ kind: 'call', at: at(9_000), final: true }, { order: DAY }, NOW)).toBe(false);
    expect(keptSince('call', { order: DAY }, NOW)).toBeNull();
  });

  it('is older than that to the millisecond', () => {
    const isPastAt = (ms: number) => isPast({ kind: 'order', at: new Date(NOW - DAY + ms), final: true }, { order: DAY }, NOW);
    expect([isPastAt(0), isPastAt(-1)]).toEqual([false, true]);
  });

  it('is told of what a source says as of what is stored', () => {
    const says = (days: number, final = true) => isPastRecord(order('shop:order:1', 'shop:party:1', { at: at(days).toISOString(), final }), { order: 10 * DAY }, NOW);
    expect([says(9), says(11, false), says(11)]).toEqual([false, false, true]);
  });
});
