import type { Document } from 'mongodb';
import type { Random } from './random.ts';
import { date, fieldNames, id, number, text, valueFor } from './values.ts';

function condition(random: Random, field: string): unknown {
  const value = (): unknown => valueFor(random, field);
  return random.oneOf<unknown>(
    value,
    value,
    () => ({ $eq: value() }),
    () => ({ $ne: value() }),
    () => ({
      [random.pick(['$gt', '$gte', '$lt', '$lte'])]: random.oneOf<unknown>(
        () => number(random),
        () => text(random),
        () => date(random),
        () => null,
      ),
    }),
    // Two bounds where no array stands, see `knownFaults`.
    () =>
      field === 'b' || field === 'c'
        ? { $gte: number(random), [random.pick(['$lt', '$lte'])]: number(random) }
        : { $gte: number(random) },
    () => ({ $in: random.list(0, 4, value) }),
    () => ({ $nin: random.list(1, 3, value) }),
    () => ({ $exists: random.chance(0.5) }),
    () => ({
      $type: random.pick<unknown>([
        'number',
        'string',
        'date',
        'null',
        'array',
        'object',
        'int',
        'long',
        'double',
        'decimal',
        'bool',
        16,
      ]),
    }),
    () => ({
      $regex: random.pick(['^a', '^ab', 'b$', 'B', '.', '^$']),
      ...(random.chance(0.3) ? { $options: 'i' } : {}),
    }),
    () => ({ $not: { $gt: number(random) } }),
    () => ({ $mod: [2, random.below(2)] }),
  );
}

const arrayCondition = (random: Random): Document =>
  random.oneOf<Document>(
    () => ({
      tags: {
        $all: random.list(1, 2, () =>
          random.oneOf<unknown>(
            () => text(random),
            () => number(random),
          ),
        ),
      },
    }),
    () => ({ tags: { $size: random.below(4) } }),
    () => ({ tags: { $elemMatch: { $gte: number(random), $lt: number(random) } } }),
    () => ({ items: { $elemMatch: { k: random.pick(['p', 'q']), v: { $gte: number(random) } } } }),
    () => ({ 'tags.0': valueFor(random, 'tags') }),
    () => ({ 'items.0.k': random.pick(['p', 'q']) }),
    () => ({
      n: random.oneOf<unknown>(
        () => ({ x: valueFor(random, 'a') }),
        () => ({ x: valueFor(random, 'a'), y: valueFor(random, 'a') }),
      ),
    }),
  );

/** A query of one to three conditions. */
export function filter(random: Random, depth = 0): Document {
  return random.oneOf<Document>(
    () =>
      Object.fromEntries(
        random.list(1, 3, () => random.pick(fieldNames)).map((field) => [field, condition(random, field)]),
      ),
    () =>
      Object.fromEntries(
        random.list(1, 2, () => random.pick(fieldNames)).map((field) => [field, condition(random, field)]),
      ),
    () => arrayCondition(random),
    () => ({
      _id: random.oneOf<unknown>(
        () => id(random),
        () => ({ $in: random.list(0, 6, () => id(random)) }),
      ),
    }),
    () =>
      depth > 1 ? {} : { [random.pick(['$or', '$and', '$nor'])]: random.list(1, 3, () => filter(random, depth + 1)) },
    () => ({ $expr: { [random.pick(['$gt', '$eq', '$lte'])]: ['$a', random.pick(['$b', '$c', '$n.x'])] } }),
  );
}

/** A total order: whatever else it names, `_id` comes last. */
export function sort(random: Random): Document {
  // One field that may hold an array at most: two are refused.
  const fields = [
    random.pick(['a', 'tags', 'items.v']),
    ...random.list(0, 2, () => random.pick(['b', 'c', 'n.x'])),
  ].slice(random.below(2));
  return Object.fromEntries([...new Set(fields), '_id'].map((field) => [field, random.pick([1, -1])]));
}
