import { isDoc, type Doc, type Value } from '../bson/values.ts';
import { failedToParse, MongoError } from '../errors.ts';
import type { EvalContext } from '../expr/context.ts';
import type { Filter } from '../query/filter.ts';
import { matchedPosition, matchesElement, matchesFilter } from '../query/match.ts';
import { parseFieldFilter, parseFilter } from '../query/parseFilter.ts';

/** Tests one array element for `$[identifier]`. */
export type ElementTest = (element: Value, context: EvalContext) => boolean;

/**
 * Parses `arrayFilters`: each document is about one identifier.
 * @throws 9 FailedToParse.
 */
export function parseArrayFilters(filters: readonly Value[]): Map<string, ElementTest> {
  const tests = new Map<string, ElementTest>();
  for (const given of filters) {
    if (!isDoc(given) || given.size === 0)
      return failedToParse('Cannot use an expression without a top-level field name in arrayFilters');
    const identifiers = new Set([...given.keys()].map((key) => key.split('.')[0] as string));
    const identifier = [...identifiers][0] as string;
    if (identifiers.size > 1) failedToParse('Error parsing array filter: Expected a single top-level field name');
    if (!/^[a-z][A-Za-z0-9]*$/.test(identifier))
      failedToParse(
        'Error parsing array filter: The top-level field name must be an alphanumeric string beginning with a lowercase letter',
      );
    if (tests.has(identifier))
      failedToParse(`Found multiple array filters with the same top-level field name ${identifier}`);
    tests.set(identifier, elementTest(identifier, given));
  }
  return tests;
}

function elementTest(identifier: string, given: Doc): ElementTest {
  const tests = [...given].map(([key, value]): ElementTest => {
    if (key === identifier) {
      const filter = parseFieldFilter('', value);
      return (element, context) => matchesElement(filter, element, context);
    }
    const filter = parseFilter(new Map([[key.slice(identifier.length + 1), value]]));
    return (element, context) => matchesFilter(filter, isDoc(element) ? element : new Map(), context);
  });
  return (element, context) => tests.every((test) => test(element, context));
}

/** What positional operators in update paths stand for in one document. */
export interface Positions {
  readonly filter: Filter | undefined;
  readonly tests: ReadonlyMap<string, ElementTest>;
  readonly context: EvalContext;
}

/** Replaces `$`, `$[]` and `$[identifier]` by the positions that they stand for in `doc`. */
export function concretePaths(doc: Doc, parts: readonly string[], positions: Positions): string[][] {
  if (!parts.some((part) => part.startsWith('$'))) return [[...parts]];
  let paths: { path: string[]; value: Value | undefined }[] = [{ path: [], value: doc }];
  for (const part of parts) {
    paths = paths.flatMap(({ path, value }) =>
      part.startsWith('$')
        ? positionsOf(part, path, value, doc, positions).map((position) => ({
            path: [...path, String(position)],
            value: (value as Value[])[position],
          }))
        : [{ path: [...path, part], value: step(value, part) }],
    );
  }
  return paths.map(({ path }) => path);
}

const step = (value: Value | undefined, part: string): Value | undefined =>
  value instanceof Map ? value.get(part) : Array.isArray(value) ? value[Number(part)] : undefined;

function positionsOf(
  part: string,
  path: readonly string[],
  value: Value | undefined,
  doc: Doc,
  positions: Positions,
): number[] {
  const text = path.join('.');
  if (part === '$') {
    const position = positions.filter && matchedPosition(positions.filter, doc, text, positions.context);
    if (position === undefined)
      throw new MongoError(2, 'The positional operator did not find the match needed from the query.');
    return [position];
  }
  if (value === undefined)
    throw new MongoError(2, `The path '${text}' must exist in the document in order to apply array updates.`);
  if (!Array.isArray(value)) throw new MongoError(2, `Cannot apply array updates to non-array element '${text}'`);
  const all = value.map((_, index) => index);
  if (part === '$[]') return all;
  const test = positions.tests.get(part.slice(2, -1)) as ElementTest;
  return all.filter((index) => test(value[index] as Value, positions.context));
}
