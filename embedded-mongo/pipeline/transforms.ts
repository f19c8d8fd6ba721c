import { isDoc, type Doc, type Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import type { EvalContext, Expression } from '../expr/context.ts';
import { parseExpression } from '../expr/parse.ts';
import { parseProjection } from '../query/projection.ts';

/** A stage that makes one document of one document. */
export type Transform = (doc: Doc, context: EvalContext) => Doc;

const parsers: Readonly<Record<string, (specification: Value) => Transform>> = {
  $set: addFields,
  $addFields: addFields,
  $unset: unset,
  $project: project,
  $replaceRoot: replaceRoot,
  $replaceWith: (specification) => replaceWith(parseExpression(specification)),
};

/** The transform of a stage, or undefined when the stage is none. */
export const transformOf = (name: string, specification: Value): Transform | undefined =>
  Object.hasOwn(parsers, name) ? parsers[name]?.(specification) : undefined;

/**
 * Parses a pipeline of transforms only: update pipelines.
 * @throws 72 InvalidOptions for a stage that is not among `allowed`.
 */
export function parseTransforms(stages: readonly Value[], allowed: readonly string[]): Transform[] {
  return stages.map((stage) => {
    if (!isDoc(stage) || stage.size !== 1)
      throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [name, specification] = stage.entries().next().value as [string, Value];
    if (!allowed.includes(name)) throw new MongoError(72, `${name} is not allowed to be used within an update`);
    return transformOf(name, specification) as Transform;
  });
}

function addFields(specification: Value): Transform {
  if (!isDoc(specification)) throw new MongoError(40272, '$addFields specification stage must be an object');
  if (specification.size === 0) throw new MongoError(40177, '$addFields needs at least one field');
  const fields: { parts: string[]; value: Expression }[] = [];
  collectFields([], specification, fields);
  assertDistinct(fields.map(({ parts }) => parts.join('.')));
  return (doc, context) => {
    const inner = context.withRoot(doc);
    let result: Doc = new Map(doc);
    for (const { parts, value } of fields) result = setComputed(result, parts, 0, value(inner)) as Doc;
    return result;
  };
}

/** A document without operators names fields below: `{a: {b: 1}}` is `{'a.b': 1}`. */
function collectFields(
  prefix: readonly string[],
  specification: Doc,
  into: { parts: string[]; value: Expression }[],
): void {
  for (const [name, value] of specification) {
    const parts = [...prefix, ...name.split('.')];
    if (parts.includes('')) throw new MongoError(40353, 'FieldPath must not contain empty field names');
    if (parts.some((part) => part.startsWith('$')))
      throw new MongoError(16410, "FieldPath field names may not start with '$'");
    const first = isDoc(value) ? value.keys().next().value : undefined;
    if (isDoc(value) && first?.startsWith('$') === false) collectFields(parts, value, into);
    else into.push({ parts, value: parseExpression(value) });
  }
}

function assertDistinct(paths: readonly string[]): void {
  for (const path of paths) {
    if (paths.some((other) => other.startsWith(`${path}.`)) || paths.indexOf(path) !== paths.lastIndexOf(path)) {
      throw new MongoError(40176, `Invalid $addFields: specification contains two conflicting paths at '${path}'`);
    }
  }
}

/** Sets a computed value; arrays on the way get it in each element, anything else that is no document is replaced. */
function setComputed(
  target: Value | undefined,
  parts: readonly string[],
  depth: number,
  value: Value | undefined,
): Value {
  if (depth === parts.length) return value as Value;
  if (Array.isArray(target)) return target.map((element) => setComputed(element, parts, depth, value));
  const result: Doc = new Map(isDoc(target) ? target : []);
  const name = parts[depth] as string;
  if (value === undefined && (depth === parts.length - 1 || !result.has(name))) {
    if (depth === parts.length - 1) result.delete(name);
    else result.set(name, setComputed(undefined, parts, depth + 1, undefined));
  } else result.set(name, setComputed(result.get(name), parts, depth + 1, value));
  return result;
}

function unset(specification: Value): Transform {
  const paths = Array.isArray(specification) ? specification : [specification];
  if (
    paths.length === 0 ||
    !paths.every((path): path is string => typeof path === 'string' && path !== '' && !path.startsWith('$'))
  ) {
    throw new MongoError(31002, '$unset specification must be a string or an array of non-empty strings');
  }
  const projection = parseProjection(new Map(paths.map((path): [string, Value] => [path, false])), {
    expressions: true,
  });
  return (doc, context) => projection.apply(doc, context, undefined);
}

function project(specification: Value): Transform {
  if (!isDoc(specification)) throw new MongoError(15969, '$project specification must be an object');
  if (specification.size === 0)
    throw new MongoError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  const projection = parseProjection(specification, { expressions: true });
  return (doc, context) => projection.apply(doc, context, undefined);
}

function replaceRoot(specification: Value): Transform {
  if (!isDoc(specification)) throw new MongoError(40229, 'expected an object as specification for $replaceRoot stage');
  if (specification.size !== 1 || !specification.has('newRoot'))
    throw new MongoError(40415, '$replaceRoot takes newRoot and nothing else');
  return replaceWith(parseExpression(specification.get('newRoot') as Value));
}

function replaceWith(expression: Expression): Transform {
  return (doc, context) => {
    const result = expression(context.withRoot(doc));
    if (!isDoc(result)) throw new MongoError(40228, "'newRoot' expression must evaluate to an object");
    return result;
  };
}
