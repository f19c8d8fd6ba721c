/** Bounds of what a request puts in: nothing that a resolver or a coercion has to go through is long or deep. */
import { Kind, type ValueNode, type VariableDefinitionNode } from 'graphql';
import { GatewayError } from '../../domain/errors.ts';

export interface InputLimits {
  /** In one list or input object. */
  maxInputItems: number;
  /** Lists and input objects in one another. */
  maxInputDepth: number;
  /** Characters of one text. */
  maxInputStringLength: number;
}

const tooMuch = (what: string, argument: string | undefined): GatewayError =>
  new GatewayError('BAD_USER_INPUT', argument === undefined ? `An argument ${what}.` : `Variable "$${argument}" ${what}.`, argument === undefined ? {} : { argument });

const tooLong = ({ maxInputStringLength }: InputLimits): string => `holds a text of more than ${maxInputStringLength} characters`;
const tooMany = ({ maxInputItems }: InputLimits): string => `holds a list or map of more than ${maxInputItems} values`;
const tooDeep = ({ maxInputDepth }: InputLimits): string => `holds lists or maps more than ${maxInputDepth} deep`;

function checkValue(value: unknown, limits: InputLimits, argument: string, depth: number): void {
  if (typeof value === 'string') {
    if (value.length > limits.maxInputStringLength) throw tooMuch(tooLong(limits), argument);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= limits.maxInputDepth) throw tooMuch(tooDeep(limits), argument);
  const values: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  if (values.length > limits.maxInputItems) throw tooMuch(tooMany(limits), argument);
  for (const each of values) checkValue(each, limits, argument, depth + 1);
}

/**
 * Refuses values that are too long or too deep, before they are coerced. Variables that the operation does not declare
 * are nobody's. Throws BAD_USER_INPUT with the variable's name.
 */
export function checkVariables(definitions: readonly VariableDefinitionNode[], given: Readonly<Record<string, unknown>>, limits: InputLimits): void {
  for (const { variable } of definitions) {
    const name = variable.name.value;
    if (Object.hasOwn(given, name)) checkValue(given[name], limits, name, 0);
  }
}

/** The same for a value that stands in the document. Throws BAD_USER_INPUT. */
export function checkLiteral(node: ValueNode, limits: InputLimits, depth = 0): void {
  if (node.kind === Kind.STRING) {
    if (node.value.length > limits.maxInputStringLength) throw tooMuch(tooLong(limits), undefined);
    return;
  }
  if (node.kind !== Kind.LIST && node.kind !== Kind.OBJECT) return;
  if (depth >= limits.maxInputDepth) throw tooMuch(tooDeep(limits), undefined);
  const values = node.kind === Kind.LIST ? node.values : node.fields.map((field) => field.value);
  if (values.length > limits.maxInputItems) throw tooMuch(tooMany(limits), undefined);
  for (const each of values) checkLiteral(each, limits, depth + 1);
}
