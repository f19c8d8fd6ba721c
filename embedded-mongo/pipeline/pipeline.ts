import { Int32, isDoc, type Doc, type Value } from '../bson/values.ts';
import { toSafeInteger } from '../bson/numbers.ts';
import { MongoError } from '../errors.ts';
import { parseExpression } from '../expr/parse.ts';
import { matchesFilter } from '../query/match.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { parseSort, sortBy } from '../query/sort.ts';
import { parseGroup, parseSortByCount } from './group.ts';
import { parseLookup } from './lookup.ts';
import type { Stage, StageContext } from './stage.ts';
import { transformOf } from './transforms.ts';

/**
 * Parses the stages of a pipeline.
 * @throws 40324 for a stage that is not known, 40323 for a malformed one.
 */
export function parsePipeline(stages: readonly Value[]): Stage[] {
  return stages.map((stage) => {
    if (!isDoc(stage) || stage.size !== 1)
      throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [name, specification] = stage.entries().next().value as [string, Value];
    return parseStage(name, specification);
  });
}

function parseStage(name: string, specification: Value): Stage {
  const transform = transformOf(name, specification);
  if (transform) {
    return function* transformed(input, { context }) {
      for (const doc of input) yield transform(doc, context);
    };
  }
  switch (name) {
    case '$match':
      return match(specification);
    case '$sort':
      return sort(specification);
    case '$limit':
      return limit(specification);
    case '$skip':
      return skip(specification);
    case '$count':
      return count(specification);
    case '$unwind':
      return unwind(specification);
    case '$group':
      return parseGroup(specification);
    case '$sortByCount':
      return parseSortByCount(specification);
    case '$lookup':
      return parseLookup(specification, parsePipeline);
    case '$facet':
      return facet(specification);
    default:
      throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`);
  }
}

function match(specification: Value): Stage {
  if (!isDoc(specification)) throw new MongoError(15959, 'the match filter must be an expression in an object');
  const filter = parseFilter(specification);
  return function* matched(input, { context }) {
    for (const doc of input) if (matchesFilter(filter, doc, context)) yield doc;
  };
}

function sort(specification: Value): Stage {
  if (!isDoc(specification)) throw new MongoError(15973, 'the $sort key specification must be an object');
  const order = parseSort(specification);
  if (order === undefined) throw new MongoError(15976, '$sort stage must have at least one sort key');
  return (input) => sortBy([...input], order, (doc) => doc);
}

function limit(specification: Value): Stage {
  const most = toSafeInteger(specification);
  if (most === undefined) throw new MongoError(2107201, 'invalid argument to $limit stage: Expected a number');
  if (most <= 0) throw new MongoError(15958, 'the limit must be positive');
  return function* limited(input) {
    let taken = 0;
    for (const doc of input) {
      yield doc;
      if (++taken >= most) return;
    }
  };
}

function skip(specification: Value): Stage {
  const some = toSafeInteger(specification);
  if (some === undefined || some < 0)
    throw new MongoError(5107200, 'invalid argument to $skip stage: Expected a non-negative number');
  return function* skipped(input) {
    let passed = 0;
    for (const doc of input) if (passed++ >= some) yield doc;
  };
}

function count(specification: Value): Stage {
  if (typeof specification !== 'string' || specification === '')
    throw new MongoError(40156, 'the count field must be a non-empty string');
  if (specification.startsWith('$')) throw new MongoError(40158, 'the count field cannot be a $-prefixed path');
  if (specification.includes('.')) throw new MongoError(40160, "the count field cannot contain '.'");
  return function* counted(input) {
    let total = 0;
    for (const doc of input) if (doc) total++;
    if (total > 0) yield new Map([[specification, new Int32(total)]]);
  };
}

function unwind(specification: Value): Stage {
  const options = isDoc(specification) ? specification : new Map<string, Value>([['path', specification]]);
  for (const key of options.keys()) {
    if (!['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'].includes(key))
      throw new MongoError(28811, `unrecognized option to $unwind stage: ${key}`);
  }
  const path = options.get('path');
  if (path === undefined) throw new MongoError(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string') throw new MongoError(28808, 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$') || path.startsWith('$$'))
    throw new MongoError(28818, "path option to $unwind stage should be prefixed with a '$'");
  const preserve = options.get('preserveNullAndEmptyArrays') ?? false;
  if (typeof preserve !== 'boolean')
    throw new MongoError(28809, 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage');
  const position = options.get('includeArrayIndex');
  if (
    position !== undefined &&
    (typeof position !== 'string' || position === '' || position.startsWith('$') || position.includes('.'))
  ) {
    throw new MongoError(28810, 'includeArrayIndex has to be the name of a top-level field');
  }
  const parts = path.slice(1).split('.');
  parseExpression(path);
  return function* unwound(input) {
    for (const doc of input) yield* unwindOne(doc, parts, preserve, position);
  };
}

function* unwindOne(
  doc: Doc,
  parts: readonly string[],
  preserve: boolean,
  position: string | undefined,
): Generator<Doc> {
  const value = valueAt(doc, parts);
  const emit = (element: Value | undefined, index: number | undefined): Doc => {
    const result = withValue(doc, parts, 0, element);
    if (position !== undefined) result.set(position, index === undefined ? null : BigInt(index));
    return result;
  };
  if (Array.isArray(value)) {
    if (value.length === 0 && preserve) yield emit(undefined, undefined);
    for (const [index, element] of value.entries()) yield emit(element, index);
  } else if (value === undefined || value === null) {
    if (preserve) yield emit(value, undefined);
  } else yield emit(value, undefined);
}

/** `$unwind` does not enter arrays on the way. */
function valueAt(doc: Doc, parts: readonly string[]): Value | undefined {
  let value: Value | undefined = doc;
  for (const part of parts) value = isDoc(value) ? value.get(part) : undefined;
  return value;
}

function withValue(doc: Doc, parts: readonly string[], depth: number, value: Value | undefined): Doc {
  const copy: Doc = new Map(doc);
  const name = parts[depth] as string;
  const child = copy.get(name);
  if (depth < parts.length - 1) {
    if (isDoc(child)) copy.set(name, withValue(child, parts, depth + 1, value));
  } else if (value === undefined) copy.delete(name);
  else copy.set(name, value);
  return copy;
}

function facet(specification: Value): Stage {
  if (!isDoc(specification) || specification.size === 0)
    throw new MongoError(40169, 'the $facet specification must be a non-empty object');
  const facets = [...specification].map(([name, stages]) => {
    if (!Array.isArray(stages)) throw new MongoError(40170, 'arguments to $facet must be arrays');
    if (stages.some((stage) => isDoc(stage) && stage.has('$facet')))
      throw new MongoError(40600, '$facet is not allowed to be used within a $facet stage');
    if (name.startsWith('$') || name.includes('.'))
      throw new MongoError(16410, "FieldPath field names may not start with '$' or hold a dot");
    return [name, parsePipeline(stages)] as const;
  });
  return function* faceted(input, stageContext) {
    const docs = [...input];
    yield new Map(facets.map(([name, stages]): [string, Value] => [name, [...runStages(stages, docs, stageContext)]]));
  };
}

/** Chains the stages over the input. */
export function runStages(stages: readonly Stage[], input: Iterable<Doc>, stageContext: StageContext): Iterable<Doc> {
  return stages.reduce((stream, stage) => stage(stream, stageContext), input);
}
