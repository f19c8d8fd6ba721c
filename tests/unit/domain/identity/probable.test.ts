import fc from 'fast-check';
import { joinProbable, MARGIN_BITS, type Bar, type ProbableInput } from '../../../../domain/identity/probable.ts';
import { JOIN_BITS } from '../../../../domain/matching/thresholds.ts';

interface Pair {
  weight: number;
  telling?: boolean;
}

/** Weights by `a b`, refs in order; a pair that is not named speaks against. Groups of one record each, unless given. */
function join(weights: Readonly<Record<string, number | Pair>>, options: { groups?: string[][]; bars?: Readonly<Record<string, Bar>>; silent?: string[] } = {}): string[][] {
  const pairs = Object.entries(weights).map(([key, of]) => ({ key, ...(typeof of === 'number' ? { weight: of } : of) }));
  const weightOf = new Map(pairs.map(({ key, weight }) => [key, weight]));
  const groups = options.groups ?? [...new Set(pairs.flatMap(({ key }) => key.split(' ')))].sort().map((ref) => [ref]);
  const barOf = (a: string, b: string): Bar | null => options.bars?.[`${a} ${b}`] ?? options.bars?.[`${b} ${a}`] ?? null;
  const input: ProbableInput = {
    groups,
    pairs: pairs.map(({ key, telling = true }) => ({ a: key.split(' ')[0]!, b: key.split(' ')[1]!, telling })),
    weigh: (a, b) => (options.silent?.some((ref) => ref === a || ref === b) ? null : (weightOf.get(a < b ? `${a} ${b}` : `${b} ${a}`) ?? -20)),
    barredBy: (a, b) => barOf(groups[a]![0]!, groups[b]![0]!),
  };
  return joinProbable(input).map((positions) => positions.flatMap((position) => groups[position]!).sort());
}

describe('groups of records that are likely one party', () => {
  it('stay apart where no pair between them is telling, whatever the weight', () => {
    expect(join({ 'a b': { weight: 40, telling: false } })).toEqual([['a'], ['b']]);
  });

  it('stay apart below the threshold', () => {
    expect(join({ 'a b': JOIN_BITS - 0.5 })).toEqual([['a'], ['b']]);
  });

  it.each<Bar>(['rule', 'steward'])('stay apart where a %s bars them, and where it bars a record that has joined', (bar) => {
    expect(join({ 'a b': 40 }, { bars: { 'a b': bar } })).toEqual([['a'], ['b']]);
    expect(join({ 'a b': 14, 'b c': 2, 'a c': 2 }, { bars: { 'a c': bar } })).not.toContainEqual(['a', 'b', 'c']);
  });

  it('stay apart where a record takes no part', () => {
    expect(join({ 'a b': 40 }, { silent: ['b'] })).toEqual([['a'], ['b']]);
  });

  it('leave a record that could be either of two who are not each other with neither', () => {
    // Father and son of one name: c fits both.
    expect(join({ 'a c': 10, 'b c': 8 })).toEqual([['a'], ['b'], ['c']]);
    expect(join({ 'a c': 12, 'b c': 12 }, { bars: { 'a b': 'rule' } })).toEqual([['a'], ['b'], ['c']]);
  });

  it('give it to the one that is likelier by a clear margin', () => {
    expect(join({ 'a c': 3 + MARGIN_BITS + 0.5, 'b c': 3 })).toEqual([['a', 'c'], ['b']]);
    expect(join({ 'a c': 3 + MARGIN_BITS, 'b c': 3 })).toEqual([['a'], ['b'], ['c']]);
  });

  it('give it to the better one of two whom a steward keeps apart, be it by little, and to neither where none is better', () => {
    expect(join({ 'a c': 9, 'b c': 8 }, { bars: { 'a b': 'steward' } })).toEqual([['a', 'c'], ['b']]);
    expect(join({ 'a c': 8, 'b c': 8 }, { bars: { 'a b': 'steward' } })).toEqual([['a'], ['b'], ['c']]);
  });

  it('are no chain of weak links: all pairs count, those that speak against too', () => {
    expect(join({ 'a b': 3, 'b c': 3, 'c d': 3 })).not.toContainEqual(['a', 'b', 'c', 'd']);
    expect(join({ 'a b': 9, 'b c': 2, 'a c': -9 })).toEqual([['a', 'b'], ['c']]);
  });

  it('cannot be outvoted by one pair that is very much alike', () => {
    expect(join({ 'a c': 400, 'a b': 2 }, { groups: [['a', 'b'], ['c']] })).toEqual([['a', 'b'], ['c']]);
  });

  it('are joined where all that is known of them speaks for it, likeliest first', () => {
    expect(join({ 'a b': 9, 'a c': 7, 'b c': 7 })).toEqual([['a', 'b', 'c']]);
    expect(join({ 'a c': 9, 'b c': 9 }, { groups: [['a', 'b'], ['c']] })).toEqual([['a', 'b', 'c']]);
  });

  it('are joined over a telling pair that came with a record which had joined before', () => {
    expect(join({ 'a b': 12, 'a c': { weight: 9, telling: false }, 'b c': 9 })).toEqual([['a', 'b', 'c']]);
  });

  it('are the same for every order of records and pairs', () => {
    const refs = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const all = refs.flatMap((a, index) => refs.slice(index + 1).map((b) => [a, b] as const));
    const world = fc.record({
      // Few values, so that many are equal.
      weights: fc.array(fc.constantFrom(-20, -4, 0, 2, 7, 7, 12), { minLength: all.length, maxLength: all.length }),
      telling: fc.array(fc.boolean(), { minLength: all.length, maxLength: all.length }),
      bars: fc.array(fc.constantFrom<Bar | null>(null, null, null, null, 'rule', 'steward'), { minLength: all.length, maxLength: all.length }),
      seeds: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      pairFirst: fc.boolean(),
    });
    fc.assert(
      fc.property(world, ({ weights, telling, bars, seeds, pairFirst }) => {
        const index = new Map(all.map(([a, b], position) => [`${a} ${b}`, position]));
        const at = (a: string, b: string) => index.get(a < b ? `${a} ${b}` : `${b} ${a}`)!;
        const run = (order: readonly string[], pairs: readonly (readonly [string, string])[]) => {
          const groups = pairFirst ? [['a', 'b'], ...order.filter((ref) => ref > 'b').map((ref) => [ref])] : order.map((ref) => [ref]);
          const barredBy = (one: number, other: number) => {
            const between = groups[one]!.flatMap((a) => groups[other]!.map((b) => bars[at(a, b)]!));
            return between.includes('steward') ? 'steward' : between.includes('rule') ? 'rule' : null;
          };
          const input: ProbableInput = { groups, pairs: pairs.map(([a, b]) => ({ a, b, telling: telling[at(a, b)]! })), weigh: (a, b) => weights[at(a, b)]!, barredBy };
          return joinProbable(input).map((positions) => positions.flatMap((position) => groups[position]!).sort()).sort((one, other) => (one[0]! < other[0]! ? -1 : 1));
        };
        const liked = all.filter((_, position) => weights[position]! >= JOIN_BITS);
        const shuffled = <Item>(items: readonly Item[]): Item[] => items.map((item, position) => [seeds[position]!, item] as const).sort(([one], [other]) => one - other).map(([, item]) => item);
        const joined = run(refs, liked);
        expect(run(shuffled(refs), shuffled(liked).map(([a, b], position) => (seeds[position]! % 2 ? [a, b] : [b, a]) as [string, string]))).toEqual(joined);
        for (const group of joined) for (const a of group) for (const b of group) if (a < b && !(pairFirst && a === 'a' && b === 'b')) expect(bars[at(a, b)]).toBeNull();
      }),
      { seed: 20_261_128, numRuns: 400 },
    );
  });
});
