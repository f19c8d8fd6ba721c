/** Runs operations on the real SDL and resolvers, without the engine around them. */
import { execute, parse, validate, type ExecutionResult } from 'graphql';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { resolvers } from '../../../resolvers/index.ts';
import { loadTypeDefs } from '../../../schema/load.ts';
import type { RequestContext } from '../../../resolvers/context.ts';

export const testSchema = makeExecutableSchema({ typeDefs: loadTypeDefs(), resolvers, resolverValidationOptions: { requireResolversToMatchSchema: 'error' } });

export interface Answer {
  data: Record<string, any> | null | undefined; // eslint-disable-line @typescript-eslint/no-explicit-any -- shapes of answers are what the tests assert
  errors: { path: string; code: unknown; extensions: unknown; message: string }[];
}

/** A result as tests compare it: plain, its errors with the code that the resolver threw. */
export function answerOf({ data, errors = [] }: ExecutionResult): Answer {
  return {
    data: data === undefined ? data : (JSON.parse(JSON.stringify(data)) as Answer['data']),
    errors: errors.flatMap(({ path, originalError, message }) => {
      const thrown = originalError instanceof AggregateError ? (originalError.errors as unknown[]) : [originalError];
      return thrown.map((each) => {
        const error = each as (Error & { code?: string; details?: unknown }) | undefined;
        return { path: (path ?? []).join('.'), code: error?.code, extensions: error?.details, message };
      });
    }),
  };
}

/** The answer of a query or mutation; errors by path, with the code that the resolver threw. */
export async function run(context: RequestContext, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const document = parse(query);
  const faults = validate(testSchema, document);
  if (faults.length > 0) throw new Error(faults.map((fault) => fault.message).join('\n'));
  return answerOf(await execute({ schema: testSchema, document, contextValue: context, variableValues: variables }));
}
