import { Decimal128, Double, Int32, Long, type Document } from 'mongodb';
import type { Random } from './random.ts';

/** Small domains, so that random values meet. */
export const fieldNames = ['a', 'b', 'c', 'n.x', 'n.y', 'tags', 'items.k', 'items.v'] as const;
const scalarFields = ['a', 'b', 'c'] as const;

export function number(random: Random): unknown {
  const value = random.below(6) - 1;
  return random.oneOf<unknown>(
    () => new Int32(value),
    () => new Int32(value),
    () => Long.fromNumber(value),
    () => new Double(random.chance(0.5) ? value : value + 0.5),
    () => Decimal128.fromString(random.pick([`${value}`, `${value}.0`, `${value}.50`])),
  );
}

/** A factor: no Double, which a Decimal128 would meet. */
export const whole = (random: Random): unknown =>
  random.pick<unknown>([new Int32(2), new Int32(5), Long.fromNumber(3), Decimal128.fromString('1.5')]);

export const text = (random: Random): string =>
  random.pick(['0', 'a', 'ab', 'abc', 'b', 'B', 'zeta', 'é', '\u{1f600}', '\ufffd']);

export const date = (random: Random): Date => new Date(1_700_000_000_000 + random.below(5) * 86_400_000);

export const scalar = (random: Random): unknown =>
  random.oneOf<unknown>(
    () => number(random),
    () => number(random),
    () => text(random),
    () => text(random),
    () => date(random),
    () => null,
    () => random.chance(0.5),
  );

export const smallDoc = (random: Random): Document => {
  const names = random.chance(0.5) ? ['x', 'y'] : ['y', 'x'];
  const doc: Document = {};
  // Never empty, see `knownFaults`.
  for (const name of names) if (name === names[0] || random.chance(0.75)) doc[name] = scalar(random);
  return doc;
};

export const tags = (random: Random): unknown[] =>
  random.list<unknown>(0, 4, () =>
    random.oneOf<unknown>(
      () => text(random),
      () => number(random),
    ),
  );

export const items = (random: Random): Document[] =>
  random.list(0, 3, () => ({ k: random.pick(['p', 'q', 'r']), v: number(random) }));

export const id = (random: Random): unknown =>
  random.oneOf<unknown>(
    () => new Int32(random.below(12)),
    () => `id${random.below(8)}`,
  );

/** A document of the shape that the operations are drawn for; any part may be missing. */
export function document(random: Random): Document {
  const doc: Document = { _id: id(random) };
  for (const field of scalarFields) {
    // Arrays in `a` only: two in one compound index are refused.
    const container = (): unknown => (field === 'a' && random.chance(0.5) ? tags(random) : smallDoc(random));
    if (random.chance(0.75)) doc[field] = random.chance(0.85) ? scalar(random) : container();
  }
  if (random.chance(0.7)) doc['n'] = random.chance(0.9) ? smallDoc(random) : scalar(random);
  if (random.chance(0.7)) doc['tags'] = tags(random);
  if (random.chance(0.6)) doc['items'] = items(random);
  if (random.chance(0.5)) doc['count'] = number(random);
  return doc;
}

/** A value that may stand in the field. */
export function valueFor(random: Random, field: string): unknown {
  if (field === 'items.k') return random.pick(['p', 'q', 'r', 'z']);
  if (field === 'tags')
    return random.chance(0.8)
      ? random.oneOf<unknown>(
          () => text(random),
          () => number(random),
        )
      : tags(random);
  return random.chance(0.92)
    ? scalar(random)
    : random.oneOf<unknown>(
        () => smallDoc(random),
        () => tags(random),
      );
}
