import fc from 'fast-check';
import { evaluate } from '../../../../domain/matching/evaluate.ts';

const partition = (groups: readonly number[]): Map<string, string> => new Map(groups.map((group, record) => [`r${record}`, `g${group}`]));

test('it counts as the enumeration of all pairs does', () => {
  const groups = fc.array(fc.nat(5), { minLength: 12, maxLength: 12 });
  fc.assert(fc.property(groups, groups, (found, truth) => {
    let [truePairs, foundPairs, commonPairs] = [0, 0, 0];
    for (let left = 0; left < 12; left += 1) {
      for (let right = left + 1; right < 12; right += 1) {
        const [inFound, inTruth] = [found[left] === found[right], truth[left] === truth[right]];
        truePairs += Number(inTruth);
        foundPairs += Number(inFound);
        commonPairs += Number(inFound && inTruth);
      }
    }
    const shares = (of: readonly number[], other: readonly number[]): number =>
      of.reduce((sum, group, record) => {
        const own = of.flatMap((each, place) => (each === group ? [place] : []));
        return sum + own.filter((place) => other[place] === other[record]).length / own.length;
      }, 0) / 12;
    const result = evaluate(partition(found), partition(truth));
    expect(result).toMatchObject({ truePairs, foundPairs, commonPairs });
    expect(result.bCubed.precision).toBeCloseTo(shares(found, truth), 10);
    expect(result.bCubed.recall).toBeCloseTo(shares(truth, found), 10);
  }), { seed: 7, numRuns: 200 });
});

test('it lets the truth say which records count, and a record without a cluster stand alone', () => {
  const result = evaluate(new Map([['r0', 'x'], ['stranger', 'x']]), partition([1, 1]));
  expect(result).toMatchObject({ records: 2, truePairs: 1, foundPairs: 0, precision: 1, recall: 0, f1: 0 });
});
