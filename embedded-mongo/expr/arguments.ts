import { isDoc, type Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import type { Expression, Operator, Scope, EvalContext } from './context.ts';

/** An operator over a fixed or bounded number of evaluated arguments; a lone operand needs no array. */
export function positional(
  min: number,
  max: number,
  evaluate: (args: (Value | undefined)[], context: EvalContext, name: string) => Value | undefined,
): Operator {
  return (operand, scope, name) => {
    const items = Array.isArray(operand) ? operand : [operand];
    if (items.length < min || items.length > max) {
      const takes = min === max ? `exactly ${min} arguments` : `at least ${min} arguments, and at most ${max}`;
      throw new MongoError(
        min === max ? 16020 : 28667,
        `Expression ${name} takes ${takes}. ${items.length} were passed in.`,
      );
    }
    const expressions = items.map((item) => scope.parse(item));
    return (context) =>
      evaluate(
        expressions.map((expression) => expression(context)),
        context,
        name,
      );
  };
}

/** The named arguments of an operator that takes a document; anything else in it is refused. */
export function named(
  operand: Value,
  name: string,
  scope: Scope,
  required: readonly string[],
  optional: readonly string[] = [],
): Map<string, Expression> {
  if (!isDoc(operand)) throw new MongoError(9, `${name} only supports an object as its argument`);
  const found = new Map<string, Expression>();
  for (const [key, value] of operand) {
    if (!required.includes(key) && !optional.includes(key))
      throw new MongoError(9, `Unrecognized argument to ${name}: ${key}`);
    found.set(key, scope.parse(value));
  }
  for (const key of required) if (!found.has(key)) throw new MongoError(9, `Missing '${key}' parameter to ${name}`);
  return found;
}

export const isNullish = (value: Value | undefined): value is null | undefined => value === undefined || value === null;
