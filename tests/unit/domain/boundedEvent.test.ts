import { serialize } from 'bson';
import { boundedEvent, cut, MOST_LINES, MOST_NOTE, MOST_REFERENCES, MOST_TEXT } from '../../../domain/boundedEvent.ts';
import type { EventRecord, OrderLine } from '../../../domain/records.ts';
import { call, order, recorded, ticket, touch } from '../../support/fakes/records.ts';

const AT = '2026-03-04T11:00:00.000Z';
const MEGABYTE = 'é'.repeat(1_000_000);
const line = (index: number, text = ''): OrderLine => ({ sku: `S-${index}${text}`, name: `Name ${index}${text}`, quantity: 1, total: { amount: '1.00', currency: 'EUR' } });
const lines = (count: number, text?: string) => Array.from({ length: count }, (_, index) => line(index, text));
const shop = (over: object) => order('shop:order:1', 'shop:party:1', AT, over);

describe('what is kept of an event', () => {
  it.each<[string, EventRecord]>([
    ['an order of long lines', shop({ lines: lines(10_000, MEGABYTE.slice(0, 2_000)), number: MEGABYTE, sharedReferences: lines(5_000).map(({ sku }) => sku!) })],
    ['a ticket', ticket('rt:ticket:1', 'rt:party:1', AT, { subject: MEGABYTE, queue: MEGABYTE, number: MEGABYTE })],
    ['a call', call('rt:call:1', 'rt:party:1', AT, { subject: MEGABYTE, agent: MEGABYTE, number: MEGABYTE })],
    ['a touch', touch('ghost:touch:1', 'ghost:party:1', AT, { campaign: MEGABYTE })],
    ['a recorded interaction', recorded('gateway:interaction:1', 'rt:party:1', AT, { subject: MEGABYTE, note: MEGABYTE })],
  ])('never comes near the 16 MB of a document: %s', (_name, record) => {
    expect(serialize(boundedEvent(record)).length).toBeLessThan(5 * 1_048_576);
  });

  it('is the whole event where nothing is too long', () => {
    const events = [shop({ lines: lines(MOST_LINES), number: 'W-1', sharedReferences: ['A'] }), ticket('rt:ticket:1', 'rt:party:1', AT, { subject: 'x'.repeat(MOST_TEXT) }), call('c', 'p', AT), touch('t', 'p', AT), recorded('i', 'p', AT, { note: 'n' })];
    for (const event of events) expect(boundedEvent(event)).toEqual(event);
  });

  it('says of an order how many lines are not there, and keeps its number, status and total', () => {
    const total = { amount: '10000.00', currency: 'EUR' };
    expect(boundedEvent(shop({ lines: lines(10_000), number: 'W-1', status: 'PAID', total }))).toEqual({ ...shop({ number: 'W-1', status: 'PAID', total, lines: lines(MOST_LINES) }), linesOmitted: 9_000 });
  });

  it('has no number that was cut, which could be that of another order', () => {
    const long = 'W'.repeat(201);
    expect(boundedEvent(shop({ number: long, sharedReferences: [long, 'A'] }))).toMatchObject({ number: null, sharedReferences: ['A'] });
    expect(boundedEvent(shop({ sharedReferences: lines(60).map(({ sku }) => sku!) }))).toMatchObject({ sharedReferences: lines(MOST_REFERENCES).map(({ sku }) => sku!) });
  });

  it('shows where a text was cut, never in half a character', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('ab😀cd', 4)).toBe('ab…');
    expect(cut('abcd', 4)).toBe('abcd');
    expect(cut(null, 4)).toBeNull();
    expect(boundedEvent(recorded('i', 'p', AT, { note: MEGABYTE }))).toMatchObject({ note: expect.stringMatching(/^é+…$/) });
    expect((boundedEvent(recorded('i', 'p', AT, { note: MEGABYTE })) as { note: string }).note).toHaveLength(MOST_NOTE);
  });
});
