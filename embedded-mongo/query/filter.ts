import type { Value } from '../bson/values.ts';
import type { CompiledRegex } from './regex.ts';
import type { EvalContext } from '../expr/context.ts';
import type { Doc } from '../bson/values.ts';

/** A predicate on one value that a path reaches. `single` sees one value, never the elements of an array in its place. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly path: string;
  readonly parts: readonly string[];
  readonly op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'exists' | 'type' | 'regex' | 'mod' | 'size' | 'elemMatch';
  /** The operand of eq and of the comparisons. */
  readonly value?: Value;
  /** The operand of `$in`, without its regular expressions. */
  readonly values?: readonly Value[];
  readonly regexes?: readonly CompiledRegex[];
  /** The query inside `$elemMatch` over documents: its paths are below this one's. */
  readonly inner?: Filter;
  /** Whether the elements of an array are tested in its place as well (not for exists, size, elemMatch). */
  readonly expands: boolean;
  single(value: Value | undefined, context: EvalContext): boolean;
}

/** A parsed query: what the matcher runs and the planner reads. */
export type Filter =
  | Leaf
  | { readonly kind: 'and' | 'or' | 'nor'; readonly nodes: readonly Filter[] }
  | { readonly kind: 'not'; readonly node: Filter }
  | { readonly kind: 'expr'; evaluate(doc: Doc, context: EvalContext): boolean }
  | { readonly kind: 'const'; readonly value: boolean };
