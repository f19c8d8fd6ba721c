import fc from 'fast-check';
import { cluster, type ScoredPair } from '../../../../domain/matching/cluster.ts';

/** Clusters records named by letters, with these weights; all other pairs weigh -10. */
function clustered(weights: Record<string, number>, records: readonly string[], apart?: (left: string, right: string) => boolean): string[] {
  const weightOf = (left: string, right: string): number => weights[left + right] ?? weights[right + left] ?? -10;
  const pairs: ScoredPair[] = Object.entries(weights).map(([pair, weight]) => ({ left: records.indexOf(pair[0]!), right: records.indexOf(pair[1]!), weight }));
  return cluster(records.length, pairs, {
    join: 1,
    idOf: (record) => records[record]!,
    weigh: (left, right) => weightOf(records[left]!, records[right]!),
    ...(apart ? { apart: (left: number, right: number) => apart(records[left]!, records[right]!) } : {}),
  }).map((members) => members.map((member) => records[member]!).join(''));
}

test('it keeps apart what no pair joins', () => expect(clustered({ ab: 0.5 }, ['a', 'b', 'c'])).toEqual(['a', 'b', 'c']));

test('it never follows a chain of weak links: the ends contradict one another', () => {
  const found = clustered({ ab: 3, bc: 3, cd: 3, de: 3 }, ['a', 'b', 'c', 'd', 'e']);
  expect(found.every((members) => members.length <= 2)).toBe(true);
});

test('it joins what nearly all pairs hold together, one doubtful pair among them', () => {
  expect(clustered({ ab: 8, bc: 8, ac: -2, ad: 6, bd: 7, cd: 9 }, ['a', 'b', 'c', 'd', 'e'])).toEqual(['abcd', 'e']);
});

test('it asks for the weight of pairs that blocking did not bring together', () => {
  expect(clustered({ ab: 9, bc: 2 }, ['a', 'b', 'c'])).toEqual(['ab', 'c']);
});

test('it never puts two together that must stay apart, by way of a third either', () => {
  const found = clustered({ ab: 14, bc: 12, ac: 14 }, ['a', 'b', 'c'], (left, right) => left + right === 'ac' || left + right === 'ca');
  expect(found).toEqual(['ab', 'c']);
});

test('it gives the same clusters in any order of records and pairs', () => {
  const letters = [...'abcdefghij'];
  const weight = fc.integer({ min: -9, max: 12 });
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.nat(9), fc.nat(9), weight), { minLength: 5, maxLength: 40 }),
    fc.shuffledSubarray(letters, { minLength: 10, maxLength: 10 }),
    (edges, order) => {
      const weights = Object.fromEntries(edges.filter(([one, other]) => one !== other)
        .map(([one, other, bits]) => [letters[Math.min(one, other)]! + letters[Math.max(one, other)]!, bits]));
      const reversed = Object.fromEntries(Object.entries(weights).reverse());
      expect(clustered(reversed, order)).toEqual(clustered(weights, letters));
    },
  ), { seed: 42, numRuns: 300 });
});
