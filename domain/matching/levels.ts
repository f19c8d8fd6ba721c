/** How two records compare field by field, whatever weight a model gives it: to tell whether that has changed. */
import { comparersOf } from './comparers.ts';
import { MISSING } from './comparison.ts';
import { createFrequencyReader } from './frequencies.ts';
import type { KindModel, MatchingModel } from './model.ts';
import type { MatchRecord } from './record.ts';
import { createComparison } from './scorer.ts';
import type { PartyKind } from '../records.ts';

type Comparison = ReturnType<typeof createComparison>;

const compiled = new WeakMap<KindModel, Comparison>();

function comparisonOf(kind: PartyKind, model: KindModel | undefined): Comparison {
  const known = model && compiled.get(model);
  if (known) return known;
  const made = createComparison(comparersOf(kind, model?.columns ?? {}), createFrequencyReader(model?.frequencies ?? {}));
  if (model) compiled.set(model, made);
  return made;
}

/** The level of every field that both records have, those included that the model was not trained on. Empty for two kinds. Symmetric. */
export function levelsOf(left: MatchRecord, right: MatchRecord, model: MatchingModel | null): Map<string, string> {
  if (left.kind !== right.kind) return new Map();
  const { dimensions, compare } = comparisonOf(left.kind, model?.kinds[left.kind]);
  const { levels } = compare(left, right);
  return new Map(dimensions.flatMap(({ field, levels: named }, index) => (levels[index] === MISSING ? [] : [[field, named[levels[index]!]!.name] as const])));
}
