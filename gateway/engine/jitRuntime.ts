/**
 * graphql-jit 0.8 reads parents outside its error handling: a getter or iterator that throws would leave the request
 * hanging and reject a promise that nobody holds, which ends the process. Its runtime object is shared by all that it
 * compiles, so the handling is put in there, once: what throws becomes the error of the field being read.
 */
import { createRequire } from 'node:module';
import type { compileQuery as CompileQuery } from 'graphql-jit';
import type { jitRuntime as JitRuntime } from 'graphql-jit/dist/runtime';

// Both from its CommonJS build: what `import` finds differs between loaders, and two builds have two runtimes.
const require = createRequire(import.meta.url);
const { jitRuntime } = require('graphql-jit/dist/runtime') as { jitRuntime: typeof JitRuntime };

/** graphql-jit's compiler, of the build whose runtime is guarded. */
export const { compileQuery } = require('graphql-jit') as { compileQuery: typeof CompileQuery };

type Handler = typeof jitRuntime.handleResolverResult;

function guarded(original: Handler): Handler {
  return function (this: typeof jitRuntime, context, value, onSuccess, onError) {
    // As a rule it is there, and needs no closure for when it comes.
    if (!this.isPromise(value)) {
      try {
        onSuccess(value);
      } catch (error) {
        onError(error as Error);
      }
      return;
    }
    // Handed over without a name: the loader wraps each named function that is made, which here is once per value.
    original.call(
      this,
      context,
      value,
      (result) => {
        try {
          onSuccess(result);
        } catch (error) {
          onError(error);
        }
      },
      onError,
    );
  };
}

let done = false;

/** Puts the guard in; further calls change nothing. */
export function guardJitRuntime(): void {
  if (done) return;
  done = true;
  jitRuntime.handleResolverResult = guarded(jitRuntime.handleResolverResult);
  jitRuntime.handleListItemResult = guarded(jitRuntime.handleListItemResult);
}
