import { Decimal128, Int32 } from 'bson';
import { readDecimal } from '../bson/numbers.ts';
import type { Doc, Value } from '../bson/values.ts';

/** A compiled expression; `undefined` is the missing value. */
export type Expression = (context: EvalContext) => Value | undefined;

/** What an expression sees: the document, `$$NOW` and the variables of the `$let`, `$map` ... around it. */
export class EvalContext {
  readonly now: Date;
  readonly root: Doc;
  private readonly variables: ReadonlyMap<string, Value | undefined>;

  constructor(now: Date, root: Doc = new Map(), variables: ReadonlyMap<string, Value | undefined> = new Map()) {
    this.now = now;
    this.root = root;
    this.variables = variables;
  }

  withRoot(root: Doc): EvalContext {
    return new EvalContext(this.now, root, this.variables);
  }

  withVariables(added: Iterable<readonly [string, Value | undefined]>): EvalContext {
    return new EvalContext(this.now, this.root, new Map([...this.variables, ...added]));
  }

  variable(name: string): Value | undefined {
    return this.variables.get(name);
  }
}

/** The names that an expression may use while it is compiled, and the compiler itself (operators call back into it). */
export class Scope {
  private readonly names: ReadonlySet<string>;
  private readonly compile: (value: Value, scope: Scope) => Expression;

  constructor(compile: (value: Value, scope: Scope) => Expression, names: ReadonlySet<string> = new Set()) {
    this.compile = compile;
    this.names = names;
  }

  parse(value: Value): Expression {
    return this.compile(value, this);
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  with(added: Iterable<string>): Scope {
    return new Scope(this.compile, new Set([...this.names, ...added]));
  }
}

/** Compiles one operator's operand. */
export type Operator = (operand: Value, scope: Scope, name: string) => Expression;

/** False are false, null, missing and the zero of every numeric type (NaN is true). */
export function truthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === 0n) return false;
  if (value instanceof Int32) return value.value !== 0;
  if (value instanceof Decimal128) {
    const exact = readDecimal(value);
    return typeof exact !== 'object' || exact.coefficient !== 0n;
  }
  return true;
}

/** Reads a field path as expressions do: an array on the way answers the array of its documents' values. */
export function readFieldPath(value: Value | undefined, parts: readonly string[], from: number): Value | undefined {
  if (from === parts.length) return value;
  if (value instanceof Map) return readFieldPath(value.get(parts[from] as string), parts, from + 1);
  if (!Array.isArray(value)) return undefined;
  const found: Value[] = [];
  for (const element of value) {
    if (!(element instanceof Map) && !Array.isArray(element)) continue;
    const inner = readFieldPath(element, parts, from);
    if (inner !== undefined) found.push(inner);
  }
  return found;
}
