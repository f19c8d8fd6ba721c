import { firstDifference, inPlainShape } from '../../../bench/compare.ts';

const refOf = (id: string): string | undefined => (id === 'eXYZ' ? 'erp:order:1' : undefined);

describe('firstDifference', () => {
  it('names a value that differs', () => {
    expect(firstDifference({ a: [{ b: 1 }] }, { a: [{ b: 2 }] })).toBe('$.a[0].b: 1 and 2');
  });
  it('names a key that one side lacks', () => {
    expect(firstDifference({ a: 1 }, { a: 1, b: null })).toBe('$.b: only in one');
  });
  it('tells lists of unlike length, and lists in another order, apart', () => {
    expect(firstDifference([1], [1, 2])).toBe('$: 1 and 2 items');
    expect(firstDifference([1, 2], [2, 1])).toBe('$[0]: 1 and 2');
  });
  it('tells null from an empty object and an empty list', () => {
    expect(firstDifference({ a: null }, { a: {} })).toBeDefined();
    expect(firstDifference({ a: [] }, { a: {} })).toBeDefined();
  });
  it('finds nothing between equal answers, whatever the order of their keys', () => {
    expect(firstDifference({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBeUndefined();
  });
});

describe('inPlainShape', () => {
  it('leaves ids that are no public ids', () => {
    expect(inPlainShape({ id: 'customer' }, refOf)).toEqual({ id: 'customer' });
  });
  it('makes rows of connections, refs of public ids, and type of __typename', () => {
    const connection = { edges: [{ node: { __typename: 'Order', id: 'eXYZ' } }], pageInfo: { hasNextPage: true } };
    expect(inPlainShape({ orders: connection }, refOf)).toEqual({ orders: { rows: [{ type: 'Order', ref: 'erp:order:1' }], more: true } });
  });
});
