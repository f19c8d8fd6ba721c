import { equalValues } from '../bson/compare.ts';
import { cloneValue, isDoc, type Doc, type Value } from '../bson/values.ts';
import { failedToParse, MongoError } from '../errors.ts';
import type { EvalContext } from '../expr/context.ts';
import type { Filter } from '../query/filter.ts';
import { getPath, isIndex } from '../query/path.ts';
import { assertNoRegex } from '../query/leaves.ts';
import { parseTransforms } from '../pipeline/transforms.ts';
import { changeAt, keep, remove, type Change } from './paths.ts';
import { concretePaths, parseArrayFilters, type ElementTest } from './positional.ts';
import { renameTarget, updateOperators } from './operators.ts';

/** A parsed update. */
export interface Update {
  readonly kind: 'operators' | 'replacement' | 'pipeline';
  /**
   * The document after the update; the one given is not changed.
   * @param filter the query that found the document, for `$`.
   * @throws 66 ImmutableField when `_id` would change, and what the operators throw.
   */
  apply(doc: Doc, context: EvalContext, filter: Filter | undefined, inserting: boolean): Doc;
}

interface Modification {
  readonly operator: string;
  readonly path: string;
  readonly parts: readonly string[];
  readonly onInsertOnly: boolean;
  readonly renameTo: readonly string[] | undefined;
  change(context: EvalContext): Change;
}

/**
 * Parses the `u` of an update: operators, a replacement, or a pipeline.
 * @throws 9 FailedToParse for an unknown operator or shape, 40 ConflictingUpdateOperators, 52, 56.
 */
export function parseUpdate(update: Value | undefined, arrayFilters: readonly Value[] = []): Update {
  if (Array.isArray(update)) {
    if (arrayFilters.length > 0) failedToParse('arrayFilters may not be specified for pipeline-syle updates');
    return pipelineUpdate(update);
  }
  if (!isDoc(update)) return failedToParse('Update argument must be either an object or an array');
  const first = update.keys().next().value;
  if (first?.startsWith('$') !== true) {
    if (arrayFilters.length > 0) failedToParse('arrayFilters may not be specified for replacement updates');
    return replacement(update);
  }
  return operatorUpdate(update, parseArrayFilters(arrayFilters));
}

function replacement(update: Doc): Update {
  for (const key of update.keys()) assertStorableName(key);
  assertNoRegex(update);
  return {
    kind: 'replacement',
    apply: (doc) => {
      const id = update.get('_id') ?? doc.get('_id');
      const result: Doc = new Map(id === undefined ? [] : [['_id', id]]);
      for (const [key, value] of update) if (key !== '_id') result.set(key, cloneValue(value));
      return assertSameId(doc, result);
    },
  };
}

function pipelineUpdate(stages: readonly Value[]): Update {
  const transforms = parseTransforms(stages, [
    '$set',
    '$addFields',
    '$unset',
    '$project',
    '$replaceRoot',
    '$replaceWith',
  ]);
  return {
    kind: 'pipeline',
    apply: (doc, context) => {
      let result = doc;
      for (const transform of transforms) result = transform(result, context);
      const id = doc.get('_id');
      if (id !== undefined && !result.has('_id')) result = new Map([['_id', id], ...result]);
      return assertSameId(doc, result);
    },
  };
}

function operatorUpdate(update: Doc, tests: ReadonlyMap<string, ElementTest>): Update {
  const modifications: Modification[] = [];
  for (const [operator, fields] of update) {
    if (!isDoc(fields))
      return failedToParse(`Modifiers operate on fields but we found type ${typeof fields} instead for ${operator}`);
    if (operator !== '$setOnInsert' && operator !== '$rename' && !updateOperators.has(operator)) {
      failedToParse(
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    for (const [path, operand] of fields) modifications.push(modificationOf(operator, path, operand));
  }
  assertNoConflict(modifications);
  assertFilters(modifications, tests);
  // The real server works through the fields in this order, which is the order in which new ones appear.
  modifications.sort((a, b) => comparePaths(a.parts, b.parts));
  return {
    kind: 'operators',
    apply: (doc, context, filter, inserting) => {
      const result = cloneValue(doc);
      for (const modification of modifications) {
        if (modification.onInsertOnly && !inserting) continue;
        const change = modification.change(context);
        if (modification.renameTo) renameField(result, modification.parts, modification.renameTo);
        else {
          const paths = concretePaths(result, modification.parts, { filter, tests, context });
          for (const parts of paths) changeAt(result, parts, change);
        }
      }
      return assertSameId(doc, result);
    },
  };
}

function modificationOf(operator: string, path: string, operand: Value): Modification {
  const parts = path.split('.');
  if (parts.includes(''))
    throw new MongoError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  for (const part of parts)
    if (part.startsWith('$') && !/^\$(\[([a-z][A-Za-z0-9]*)?\])?$/.test(part))
      throw new MongoError(
        52,
        `The dollar ($) prefixed field '${part}' in '${path}' is not allowed in the context of an update's replacement document.`,
      );
  if (parts[0]?.startsWith('$') === true)
    throw new MongoError(
      2,
      `Cannot have array filter identifier or positional operator as the first part of the path '${path}'`,
    );
  assertNoRegexOperand(operator, operand);
  const renameTo = operator === '$rename' ? renameTarget(operand, path).split('.') : undefined;
  const compiled = updateOperators.get(operator === '$setOnInsert' ? '$set' : operator);
  return {
    operator,
    path,
    parts,
    renameTo,
    onInsertOnly: operator === '$setOnInsert',
    change: compiled ? compiled(operand, path) : () => () => keep,
  };
}

function assertNoRegexOperand(operator: string, operand: Value): void {
  if (operator !== '$pull') assertNoRegex(operand);
}

function renameField(doc: Doc, from: readonly string[], to: readonly string[]): void {
  const value = getPath(doc, from);
  if (value === undefined) {
    for (let depth = 1; depth < from.length; depth++) {
      if (Array.isArray(getPath(doc, from.slice(0, depth))))
        throw new MongoError(2, 'The source field of $rename cannot be an array element');
    }
    return;
  }
  for (let depth = 1; depth < to.length; depth++) {
    if (Array.isArray(getPath(doc, to.slice(0, depth))))
      throw new MongoError(2, 'The destination field of $rename cannot be an array element');
  }
  changeAt(doc, from, () => remove);
  changeAt(doc, to, () => value);
}

/** Two operators may not change one path, nor one of them what lies below the other's. */
function assertNoConflict(modifications: readonly Modification[]): void {
  if (modifications.length < 2 && modifications[0]?.renameTo === undefined) return;
  const paths = modifications.flatMap(({ path, renameTo }) => (renameTo ? [path, renameTo.join('.')] : [path])).sort();
  const seen = new Set<string>();
  for (const path of paths) {
    const parts = path.split('.');
    for (let depth = 1; depth <= parts.length; depth++) {
      if (seen.has(parts.slice(0, depth).join('.')))
        throw new MongoError(
          40,
          `Updating the path '${path}' would create a conflict at '${parts.slice(0, depth).join('.')}'`,
        );
    }
    seen.add(path);
  }
  // Sorting puts `a.b` behind `a` but `a-b` between them, which the prefixes above see through; the other way round:
  for (const path of seen)
    for (const other of seen)
      if (other.startsWith(`${path}.`))
        throw new MongoError(40, `Updating the path '${other}' would create a conflict at '${path}'`);
}

function assertFilters(modifications: readonly Modification[], tests: ReadonlyMap<string, ElementTest>): void {
  const used = new Set(
    modifications.flatMap(({ parts }) =>
      parts.filter((part) => /^\$\[.+\]$/.test(part)).map((part) => part.slice(2, -1)),
    ),
  );
  for (const name of used)
    if (!tests.has(name)) throw new MongoError(2, `No array filter found for identifier '${name}'`);
  for (const name of tests.keys())
    if (!used.has(name)) failedToParse(`The array filter for identifier '${name}' was not used in the update`);
}

function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const [x, y] = [a[index] as string, b[index] as string];
    if (x === y) continue;
    if (isIndex(x) && isIndex(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

function assertSameId(before: Doc, after: Doc): Doc {
  const [was, is] = [before.get('_id'), after.get('_id')];
  if (was !== undefined && (is === undefined || !equalValues(was, is))) {
    throw new MongoError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
  return after;
}

/** Names of fields at the top of a stored document. */
export function assertStorableName(name: string): void {
  if (name.startsWith('$'))
    throw new MongoError(
      52,
      `The dollar ($) prefixed field '${name}' is not allowed in the context of an update's replacement document.`,
    );
}
