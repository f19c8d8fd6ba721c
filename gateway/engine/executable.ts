import { execute, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { plainProperty } from './executionSchema.ts';
import { compileQuery, guardJitRuntime } from './jitRuntime.ts';

/** A rewritten document that can be run. */
export interface Executable {
  run(context: unknown, variables: Readonly<Record<string, unknown>>): ExecutionResult | Promise<ExecutionResult>;
  /** True once graphql-jit runs it. */
  readonly compiled: boolean;
}

/** Compiling costs some 7 ms (reference/execution-cost.md B4): worth it from a document's third use. */
const USES_BEFORE_COMPILING = 2;
const DEFAULT_CACHE_BYTES = 96 * 1024 * 1024;
/** Of a compiled document's text: 50 to 180 measured. */
const BYTES_PER_CHARACTER = 200;
const BYTES_PER_ENTRY = 5_000;

/**
 * Response keys for which graphql-jit is known to go wrong: it joins keys with `_` into names of its code, names list
 * indexes `idx0`, and writes answers as object literals, where `__proto__` is no key.
 */
export const isCompilableKey = (key: string): boolean => key === '__typename' || !(key.includes('_') || /^idx\d+$/.test(key));

/** Rewritten documents, run by graphql-js at first and compiled by graphql-jit when they come again. */
export interface Executables {
  /** The executable of a rewritten document; equal texts share one. `compilable` says whether its keys allow graphql-jit. */
  get(text: string, document: DocumentNode, compilable: boolean): Executable;
}

/** @param schema the execution schema */
export function createExecutables(schema: GraphQLSchema, cacheBytes = DEFAULT_CACHE_BYTES): Executables {
  guardJitRuntime();
  const executables = new LRUCache<string, Executable>({ maxSize: cacheBytes, sizeCalculation: (_executable, text) => BYTES_PER_ENTRY + text.length * BYTES_PER_CHARACTER });
  return {
    get(text, document, compilable) {
      let executable = executables.get(text);
      if (!executable) {
        executable = createExecutable(schema, document, compilable);
        executables.set(text, executable);
      }
      return executable;
    },
  };
}

function createExecutable(schema: GraphQLSchema, document: DocumentNode, compilable: boolean): Executable {
  let uses = 0;
  let compiled: CompiledQuery['query'] | null = null;
  let mayCompile = compilable;

  const interpret = (context: unknown, variables: Readonly<Record<string, unknown>>): ExecutionResult | Promise<ExecutionResult> =>
    execute({
      schema,
      document,
      contextValue: context,
      variableValues: variables,
      fieldResolver: plainProperty,
      options: { maxCoercionErrors: 1 },
    }) as ExecutionResult | Promise<ExecutionResult>;

  return {
    get compiled() {
      return compiled !== null;
    },
    run(context, variables) {
      uses += 1;
      if (mayCompile && !compiled && uses > USES_BEFORE_COMPILING) {
        mayCompile = false;
        // Stacks of its error wrappers are never shown; those of the errors inside are kept.
        const result = compileQuery(schema, document, undefined, { disablingCapturingStackErrors: true });
        if ('query' in result) compiled = result.query;
      }
      return compiled ? (compiled(undefined, context, variables) as ExecutionResult | Promise<ExecutionResult>) : interpret(context, variables);
    },
  };
}
