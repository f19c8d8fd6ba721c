import { keysOfValues, learnBlocking } from '../../../../domain/matching/blocking.ts';
import { matchAll } from '../../../../domain/matching/match.ts';
import { createRandomStream } from '../../../../domain/matching/random.ts';
import { blockingKeys, train } from '../../../../domain/matching/train.ts';
import { recordOf } from './support.ts';

const keys = (values: string[], blocking: { frequent: readonly string[] }) => keysOfValues([...values].sort(), { frequent: new Set(blocking.frequent) });

describe('frequent values', () => {
  // Ten people named smith, in two towns; one of them has a rare telephone.
  const people = Array.from({ length: 10 }, (_, index) => ['nsmd', `pTOWN${index % 2}`, `t${index}`].sort());
  const blocking = learnBlocking(people, 4);

  test('it makes no key of a frequent value alone', () => {
    expect(blocking.frequent).toContain('nsmd');
    expect(keys(['nsmd', 'pRARE', 't7'], blocking)).not.toContain('nsmd');
  });

  test('it refines a frequent value with a second one instead of skipping it', () => {
    const both = learnBlocking([...people, ...Array.from({ length: 9 }, (_, index) => ['nkhan', 'pTOWN0', `u${index}`].sort())], 6);
    expect(keys(['nsmd', 'pTOWN0'], both)).toContain('nsmd&pTOWN0');
  });

  test('it keeps what is rare as a key by itself, so a record that lacks a field is found by the others', () => {
    expect(keys(['nsmd', 't7'], blocking)).toContain('t7');
  });

  test('it gives a record whose values are all frequent the whole of them', () => {
    expect(keys(['nsmd'], blocking)).toEqual(['=nsmd']);
  });
});

test('it refines for the records that a sample stands for, not for the sample', () => {
  const all = Array.from({ length: 160 }, (_, index) => recordOf({ fullName: `Given${index % 7} Family${index % 60}`, city: `Town${index % 11}`, phone: `07700${100_000 + index}` }));
  const sample = all.filter((_, index) => index % 4 === 0);
  const fullest = (options: { standsFor?: number }): number => {
    const { model } = train(sample, { random: createRandomStream(1), pairsPerRecord: 2, ...options });
    const sizes = new Map<string, number>();
    for (const record of all) for (const key of blockingKeys(record, model)) sizes.set(key, (sizes.get(key) ?? 0) + 1);
    return Math.max(...sizes.values());
  };
  expect(fullest({ standsFor: 4 })).toBeLessThan(fullest({}));
});

test('it finds the keys of a record by the frozen model alone: twice the same, whatever came since', () => {
  const records = Array.from({ length: 60 }, (_, index) =>
    recordOf({ fullName: `${index % 2 === 0 ? 'Anna' : 'Tom'} Fields${index % 30}`, birthDate: `19${40 + (index % 30)}-03-0${1 + (index % 9)}` }));
  const { model } = matchAll(records, { random: createRandomStream(1) });
  const frozen = JSON.parse(JSON.stringify(model)) as typeof model;
  expect(blockingKeys(records[3]!, frozen)).toEqual(blockingKeys(records[3]!, model));
  expect(blockingKeys(records[3]!, model).length).toBeGreaterThan(0);
  expect(blockingKeys(records[3]!, model).every((key) => key.startsWith('P'))).toBe(true);
});
