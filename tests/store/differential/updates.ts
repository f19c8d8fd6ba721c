import type { Document } from 'mongodb';
import type { Random } from './random.ts';
import { document, items, number, scalar, tags, text, valueFor, whole } from './values.ts';

const operators = (random: Random): readonly (() => [string, Document])[] => [
  () => ['$set', { [random.pick(['a', 'b', 'n.x', 'n.z', 'fresh', 'tags.1'])]: scalar(random) }],
  () => ['$set', { n: document(random)['n'] ?? null }],
  () => ['$set', { tags: tags(random) }],
  () => ['$set', { items: items(random) }],
  () => ['$unset', { [random.pick(['a', 'c', 'n.x', 'tags.0', 'missing.deep'])]: '' }],
  () => ['$inc', { [random.pick(['count', 'a', 'n.x'])]: number(random) }],
  () => ['$mul', { [random.pick(['count', 'b'])]: whole(random) }],
  () => ['$min', { [random.pick(['a', 'count'])]: scalar(random) }],
  () => ['$max', { [random.pick(['b', 'count'])]: scalar(random) }],
  () => ['$rename', { a: random.pick(['renamed', 'n.w']) }],
  () => ['$setOnInsert', { [random.pick(['born', 'n.born'])]: scalar(random) }],
  () => ['$push', { [random.pick(['tags', 'tags', 'a'])]: valueFor(random, 'tags') }],
  () => [
    '$push',
    {
      tags: {
        $each: random.list(0, 3, () => text(random)),
        ...(random.chance(0.4) ? { $position: random.below(4) - 1 } : {}),
        ...(random.chance(0.4) ? { $slice: random.below(7) - 3 } : {}),
        ...(random.chance(0.4) ? { $sort: random.pick([1, -1]) } : {}),
      },
    },
  ],
  () => ['$push', { items: { $each: items(random), $sort: { v: random.pick([1, -1]), k: 1 }, $slice: 3 } }],
  () => [
    '$addToSet',
    { tags: random.chance(0.5) ? valueFor(random, 'tags') : { $each: random.list(0, 3, () => text(random)) } },
  ],
  () => [
    '$pull',
    {
      tags: random.oneOf<unknown>(
        () => text(random),
        () => number(random),
        () => ({ $gte: number(random) }),
        () => ({ $in: [text(random), number(random)] }),
      ),
    },
  ],
  () => [
    '$pull',
    { items: { k: random.pick(['p', 'q']), ...(random.chance(0.5) ? { v: { $lt: number(random) } } : {}) } },
  ],
  () => ['$pullAll', { tags: random.list(0, 3, () => text(random)) }],
  () => ['$pop', { [random.pick(['tags', 'items'])]: random.pick([1, -1]) }],
];

/** A pipeline over the document; every value that it makes is determined. */
const pipeline = (random: Random): Document[] =>
  random.list(1, 2, () =>
    random.oneOf<Document>(
      () => ({
        $set: {
          [random.pick(['a', 'made'])]: random.pick<unknown>([
            '$b',
            '$count',
            { $ifNull: ['$c', 0] },
            { $literal: '$a' },
          ]),
        },
      }),
      () => ({ $set: { made: { $cond: [{ $gt: ['$a', '$b'] }, 'greater', 'not'] } } }),
      () => ({ $set: { tags: { $concatArrays: [{ $cond: [{ $isArray: '$tags' }, '$tags', []] }, [text(random)]] } } }),
      () => ({ $set: { m: { $mergeObjects: [{ y: '$b' }, { w: { $type: '$b' } }] } } }),
      () => ({ $unset: random.pick<unknown>(['a', ['b', 'n.x']]) }),
      () => ({ $replaceWith: { $mergeObjects: ['$$ROOT', { made: 1 }] } }),
      () => ({
        $project: {
          a: 1,
          b: 1,
          tags: 1,
          size: { $size: { $ifNull: [{ $cond: [{ $isArray: '$tags' }, '$tags', []] }, []] } },
        },
      }),
    ),
  );

/** Updates that no document refuses: several may be changed, and in which order is open. */
export const safeUpdate = (random: Random): { update: Document | Document[] } =>
  random.oneOf<{ update: Document | Document[] }>(
    () => ({ update: pipeline(random) }),
    () => ({
      update: {
        $set: { [random.pick(['b', 'c', 'fresh'])]: scalar(random) },
        $unset: { [random.pick(['a', 'count'])]: '' },
      },
    }),
    () => ({ update: { $min: { a: number(random) }, $max: { b: text(random) } } }),
    () => ({ update: { $addToSet: { log: text(random) }, $setOnInsert: { born: 1 } } }),
  );

/** Updates through array positions; for documents with the array only, see `knownFaults`. */
export const positionalUpdate = (random: Random): { update: Document; arrayFilters?: Document[] } =>
  random.oneOf<{ update: Document; arrayFilters?: Document[] }>(
    () => ({
      update: { $set: { 'items.$[i].v': number(random) } },
      arrayFilters: [{ 'i.k': random.pick(['p', 'q']) }],
    }),
    () => ({ update: { $set: { 'items.$[i].k': 'z' } }, arrayFilters: [{ 'i.v': { $gte: number(random) } }] }),
    () => ({ update: { $set: { 'items.$[].seen': true } } }),
  );

/** An update of any kind. */
export function update(random: Random): { update: Document | Document[] } {
  if (random.chance(0.2)) return { update: pipeline(random) };
  const result: Document = {};
  const parts = random.list(1, 2, () => random.pick(operators(random))());
  // In the order of their paths, see `knownFaults`.
  const path = ([, fields]: [string, Document]): string => Object.keys(fields)[0] as string;
  const roots = parts.map((part) => path(part).split('.')[0] as string);
  // On paths that do not meet, see `knownFaults`.
  if (new Set(roots).size < roots.length || parts.some(([operator]) => operator === '$rename')) parts.length = 1;
  for (const [operator, fields] of parts.sort((x, y) => (path(x) < path(y) ? -1 : 1))) {
    result[operator] = { ...(result[operator] as Document | undefined), ...fields };
  }
  return { update: result };
}

/** A whole document to replace another with, without `_id`. */
export function replacement(random: Random): Document {
  const { _id, ...rest } = document(random);
  return rest;
}
