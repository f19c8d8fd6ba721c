import { median, ratio, rounded } from '../../../bench/statistics.ts';

describe('median', () => {
  it('refuses to make a figure of no values', () => {
    expect(() => median([])).toThrow(RangeError);
  });
  it('takes the middle value of an odd count, whatever the order', () => {
    expect(median([900, 1, 30])).toBe(30);
  });
  it('takes the mean of the two middle values of an even count', () => {
    expect(median([4, 1, 3, 100])).toBe(3.5);
  });
  it('is not moved by one wild value', () => {
    expect(median([10, 11, 12, 13, 9_999_999])).toBe(12);
  });
  it('leaves its input as it was', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('ratio', () => {
  it('is nothing where one side was not measured or the base is zero', () => {
    expect(ratio(undefined, 2)).toBeNull();
    expect(ratio(2, undefined)).toBeNull();
    expect(ratio(2, 0)).toBeNull();
  });
  it('says how many times the base a value is', () => {
    expect(ratio(300, 200)).toBe(1.5);
  });
});

describe('rounded', () => {
  it.each([
    [0, 0],
    [0.123456, 0.12],
    [1.2345, 1.23],
    [45.678, 45.7],
    [456.78, 457],
    [45_678.9, 45_679],
  ])('shows %p as %p', (value, shown) => {
    expect(rounded(value)).toBe(shown);
  });
});
