import { scorePairs } from '../../../bench/reconciliation/score.ts';

describe('the score of pairs', () => {
  it('has no precision without pairs found, and no recall without true ones', () => {
    expect(scorePairs([], ['a b'])).toEqual({ found: 0, precision: null, recall: 0, wrong: [], missed: ['a b'] });
    expect(scorePairs(['a b'], [])).toEqual({ found: 1, precision: 0, recall: null, wrong: ['a b'], missed: [] });
  });

  it('counts a pair once, and names those that are wrong or missed', () => {
    expect(scorePairs(['a b', 'a b', 'c d'], ['a b', 'e f', 'g h'])).toEqual({ found: 2, precision: 0.5, recall: 1 / 3, wrong: ['c d'], missed: ['e f', 'g h'] });
  });
});
