import fc from 'fast-check';
import { comparePartitions, MOST_EXAMPLES } from '../../../../domain/identity/compare.ts';

const before = (...groups: string[][]) => new Map(groups.flatMap((refs, index) => refs.map((ref) => [ref, `c${index}`] as const)));

describe('what a partition changes of another', () => {
  it('is nothing where both are the same, in whatever order', () => {
    expect(comparePartitions(before(['a', 'b'], ['c']), [['c'], ['b', 'a']])).toEqual({ joins: 0, splits: 0, examples: [] });
  });

  it('names who becomes one, and who becomes several', () => {
    expect(comparePartitions(before(['a', 'b'], ['c'], ['d', 'e']), [['a', 'c'], ['b'], ['d', 'e']])).toEqual({
      joins: 1, splits: 1, examples: [{ kind: 'JOIN', groups: [['a'], ['c']] }, { kind: 'SPLIT', groups: [['a'], ['b']] }],
    });
  });

  it('leaves out records that have no customer yet', () => {
    expect(comparePartitions(before(['a']), [['a', 'new'], ['newer']])).toEqual({ joins: 0, splits: 0, examples: [] });
  });

  it('counts all and lists the first, of joins and splits alike', () => {
    const pairs = Array.from({ length: 90 }, (_, index) => [`j${index}a`, `j${index}b`]);
    const torn = Array.from({ length: 80 }, (_, index) => [`s${index}a`, `s${index}b`]);
    const { joins, splits, examples } = comparePartitions(before(...pairs.flat().map((ref) => [ref]), ...torn), [...pairs, ...torn.flat().map((ref) => [ref])]);
    expect([joins, splits, examples.length]).toEqual([90, 80, MOST_EXAMPLES]);
    expect(examples.filter(({ kind }) => kind === 'JOIN')).toHaveLength(50);
  });

  it('is the other way round from the other side', () => {
    const groupOf = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 20 });
    fc.assert(fc.property(groupOf, groupOf, (one, other) => {
      const refs = one.slice(0, other.length).map((_, index) => `r${String(index).padStart(2, '0')}`);
      const partition = (groups: readonly number[]) => [...new Set(groups.slice(0, refs.length))].map((group) => refs.filter((_, index) => groups[index] === group));
      const there = comparePartitions(before(...partition(one)), partition(other));
      const back = comparePartitions(before(...partition(other)), partition(one));
      expect([there.joins, there.splits]).toEqual([back.splits, back.joins]);
    }), { seed: 1 });
  });
});
