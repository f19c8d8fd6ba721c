import { indexedKeys, indexedRecords, MOST_KEYS, MOST_RECORDS } from '../../../../domain/customerIndex/bounds.ts';

const linked = (_id: string, linkedAtMs: number) => ({ _id, link: { linkedAt: new Date(linkedAtMs) } });

describe('what an index document holds of a customer of too many records', () => {
  it('is not what was linked last, whatever it is called', () => {
    const early = Array.from({ length: MOST_RECORDS }, (_, index) => linked(`shop:party:9${index}`, index));
    const late = [linked('aaa:party:1', 1_000_000), linked('aaa:party:2', 999_999)];
    const kept = indexedRecords([...late, ...early]).map(({ _id }) => _id);
    expect(kept).toHaveLength(MOST_RECORDS);
    expect(new Set(kept)).toEqual(new Set(early.map(({ _id }) => _id)));
  });

  it('is its refs before any other key', () => {
    const others = Array.from({ length: MOST_KEYS }, (_, index) => `email:a${index}@x.example`);
    const keys = indexedKeys(['ref:shop:party:1', 'ref:shop:party:2'], others);
    expect(keys).toHaveLength(MOST_KEYS);
    expect(keys).toEqual(expect.arrayContaining(['ref:shop:party:1', 'ref:shop:party:2']));
  });

  it('is everything, as it was given, where there are few', () => {
    const few = [linked('b:party:1', 2), linked('a:party:1', 1)];
    expect(indexedRecords(few)).toBe(few);
    expect(indexedKeys(['ref:b'], ['email:a', 'ref:b'])).toEqual(['email:a', 'ref:b']);
  });
});
