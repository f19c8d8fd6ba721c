import { isDoc, type Value } from '../bson/values.ts';
import { failedToParse, MongoError } from '../errors.ts';
import { operators } from './operators.ts';
import { readFieldPath, Scope, type Expression } from './context.ts';

/**
 * Compiles an aggregation expression.
 * @throws 168 InvalidPipelineOperator for an unknown operator, 17276 for an undefined variable, 16410 and the like for
 * a malformed path.
 */
export function parseExpression(value: Value, scope: Scope = new Scope(parseExpression)): Expression {
  if (typeof value === 'string') return value.startsWith('$') ? parsePath(value, scope) : () => value;
  if (Array.isArray(value)) {
    const items = value.map((entry) => parseExpression(entry, scope));
    return (context) => items.map((item) => item(context) ?? null);
  }
  if (!isDoc(value)) return () => value;
  const first = value.keys().next().value;
  if (first?.startsWith('$') === true) {
    if (value.size !== 1)
      throw new MongoError(15983, 'an object representing an expression must have exactly one field');
    const operator = operators.get(first);
    if (operator === undefined) throw new MongoError(168, `Unrecognized expression '${first}'`);
    return operator(value.get(first) as Value, scope, first);
  }
  return parseObject(value, scope);
}

function parseObject(value: Map<string, Value>, scope: Scope): Expression {
  const fields: [string, Expression][] = [];
  for (const [name, inner] of value) {
    if (name.startsWith('$'))
      throw new MongoError(15983, 'an object representing an expression must have exactly one field');
    if (name.includes('.')) throw new MongoError(16412, "FieldPath field names may not contain '.'");
    fields.push([name, parseExpression(inner, scope)]);
  }
  return (context) => {
    const result = new Map<string, Value>();
    for (const [name, expression] of fields) {
      const item = expression(context);
      if (item !== undefined) result.set(name, item);
    }
    return result;
  };
}

/** `$a.b`, `$$ROOT.a`, `$$name.a`. */
function parsePath(text: string, scope: Scope): Expression {
  const isVariable = text.startsWith('$$');
  const parts = text.slice(isVariable ? 2 : 1).split('.');
  if (parts.includes('')) throw new MongoError(isVariable ? 9 : 15998, 'FieldPath must not contain empty field names');
  if (parts.some((part) => part.startsWith('$')))
    throw new MongoError(16410, "FieldPath field names may not start with '$'");
  if (!isVariable) return (context) => readFieldPath(context.root, parts, 0);
  const name = parts[0] as string;
  switch (name) {
    case 'ROOT':
    case 'CURRENT':
      return (context) => readFieldPath(context.root, parts, 1);
    case 'NOW':
      return (context) => readFieldPath(context.now, parts, 1);
    case 'REMOVE':
      return () => undefined;
    default:
  }
  if (!scope.has(name)) {
    if (/^[A-Z]/.test(name) && name !== 'CLUSTER_TIME')
      failedToParse(`'${name}' starts with an invalid character for a user variable name`);
    throw new MongoError(17276, `Use of undefined variable: ${name}`);
  }
  return (context) => readFieldPath(context.variable(name), parts, 1);
}
