import { shapeDifferences } from './support.ts';

describe('the shape comparison', () => {
  it('sees a missing key', () => expect(shapeDifferences({ a: 1, b: 2 }, { a: 1 })).toEqual(['.b: missing']));
  it('sees a key that was not recorded', () =>
    expect(shapeDifferences({ a: 1 }, { a: 1, b: 2 })).toEqual(['.b: not in the recording']));
  it('sees another type in a list item', () =>
    expect(shapeDifferences([{ a: 1 }], [{ a: '1' }])).toEqual(['[0].a: number recorded, string here']));
  it('sees a list where there was none', () =>
    expect(shapeDifferences({ a: {} }, { a: [] })).toEqual(['.a: a list in one only']));
  it('compares events with events of their type', () => {
    const real = [
      { type: 'x', data: { a: 1 } },
      { type: 'y', data: { b: 1 } },
    ];
    expect(shapeDifferences(real, [{ type: 'y', data: { a: 1 } }])).toEqual([
      '[0].data.b: missing',
      '[0].data.a: not in the recording',
    ]);
  });
  it('lets values, nulls and named extra keys differ', () => {
    expect(shapeDifferences({ a: 1, b: null, list: [] }, { a: 2, b: 'x', list: [1], c: 3 }, ['c'])).toEqual([]);
  });
});
