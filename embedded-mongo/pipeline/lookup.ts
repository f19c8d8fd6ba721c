import { isDoc, RegexValue, type Doc, type Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { readFieldPath } from '../expr/context.ts';
import type { Stage } from './stage.ts';

/**
 * `$lookup` with localField and foreignField, and optionally a pipeline over the matches (without `let`).
 * @throws 9 FailedToParse for any other form.
 */
export function parseLookup(specification: Value, parsePipeline: (stages: readonly Value[]) => Stage[]): Stage {
  if (!isDoc(specification)) throw new MongoError(9, 'the $lookup specification must be an object');
  for (const key of specification.keys()) {
    if (!['from', 'localField', 'foreignField', 'as', 'pipeline'].includes(key))
      throw new MongoError(9, `unknown or unsupported argument to $lookup: ${key}`);
  }
  const read = (name: string): string => {
    const value = specification.get(name);
    if (typeof value !== 'string' || value === '' || value.startsWith('$'))
      throw new MongoError(9, `$lookup argument '${name}' must be a string`);
    return value;
  };
  const [from, localField, foreignField, as] = [read('from'), read('localField'), read('foreignField'), read('as')];
  if (as.includes('.')) throw new MongoError(9, "$lookup with a dotted 'as' is not supported by this server");
  const stages = specification.get('pipeline');
  if (stages !== undefined && !Array.isArray(stages))
    throw new MongoError(9, "$lookup argument 'pipeline' must be an array");
  const inner = stages ? parsePipeline(stages) : [];
  const localParts = localField.split('.');
  return function* joined(input, stageContext) {
    for (const doc of input) {
      const matches = stageContext.read(from, foreignQuery(foreignField, readFieldPath(doc, localParts, 0)));
      const rows = inner.reduce<Iterable<Doc>>((stream, stage) => stage(stream, stageContext), matches);
      yield new Map([...doc, [as, [...rows]]]);
    }
  };
}

/** An array in the local field matches by any of its elements; missing and null match missing and null. */
function foreignQuery(field: string, local: Value | undefined): Doc {
  const values = Array.isArray(local) ? local : [local ?? null];
  // Engines of the real server have answered this in different ways.
  if (values.length === 0) throw new MongoError(2, '$lookup from an empty array is not supported by this server');
  if (values.some((value) => value instanceof RegexValue))
    throw new MongoError(2, '$lookup over regular expressions is not supported');
  return new Map<string, Value>([[field, new Map<string, Value>([['$in', values]])]]);
}
