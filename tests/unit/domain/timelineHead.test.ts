import fc from 'fast-check';
import { compareNewestFirst, decodeHead, encodeHead, HEAD_ROWS, type HeadRow } from '../../../domain/timelineHead.ts';

const ref = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).map((id) => `erp:order:${id}`);
const row: fc.Arbitrary<HeadRow> = fc.record({
  ref,
  twins: fc.array(ref, { maxLength: 2 }),
  atMs: fc.integer({ min: -1e12, max: 4e12 }),
  partyRef: ref.map((text) => text.replace('order', 'party')),
});

describe('the head of a timeline', () => {
  it('refuses a text that it did not make', () => {
    expect(() => decodeHead('nonsense')).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });

  it('gives back the rows that were put in, newest first, whatever signs their ids hold', () => {
    fc.assert(
      fc.property(fc.uniqueArray(row, { maxLength: HEAD_ROWS, selector: (each) => each.ref }), (rows) => {
        const expected = [...rows].sort(compareNewestFirst).map((each) => ({ ...each, kind: 'order' }));
        expect(decodeHead(encodeHead(rows))).toEqual(expected);
      }),
    );
  });

  it('keeps the newest rows and one more than a page holds', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ ref: `rt:ticket:${index}`, twins: [], atMs: index, partyRef: 'rt:party:1' }));
    const kept = decodeHead(encodeHead(rows));
    expect(kept).toHaveLength(21);
    expect(kept[0]!.ref).toBe('rt:ticket:29');
    expect(kept[20]!.ref).toBe('rt:ticket:9');
  });

  it('reads no more rows than asked for', () => {
    const rows = [3, 2, 1].map((id) => ({ ref: `rt:call:${id}`, twins: [], atMs: id, partyRef: 'rt:party:1' }));
    expect(decodeHead(encodeHead(rows), 2).map((each) => each.ref)).toEqual(['rt:call:3', 'rt:call:2']);
    expect(decodeHead('')).toEqual([]);
  });

  it('orders rows of one moment by ref', () => {
    const rows = ['a', 'c', 'b'].map((id) => ({ ref: `rt:call:${id}`, twins: [], atMs: 5, partyRef: 'rt:party:1' }));
    expect(decodeHead(encodeHead(rows)).map((each) => each.ref)).toEqual(['rt:call:c', 'rt:call:b', 'rt:call:a']);
  });
});
