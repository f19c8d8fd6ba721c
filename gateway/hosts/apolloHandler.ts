/** Apollo Server over our engine: it carries requests and writes answers; parsing, validation and execution are the engine's. */
import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled, ApolloServerPluginInlineTraceDisabled, ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled, ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { Kind, type DocumentNode, type FormattedExecutionResult } from 'graphql';
import type { EngineBody } from '../engine/types.ts';
import type { Admitted, Carrier } from './front.ts';
import { statusFor } from './send.ts';
import type { HostOptions } from './types.ts';

/**
 * Apollo parses what its document store does not know. The engine has its own documents, with limits, so Apollo is given
 * this one for all; what it would do with it is answered by `responseForOperation` before it begins.
 */
const ANY_DOCUMENT: DocumentNode = {
  kind: Kind.DOCUMENT,
  definitions: [
    {
      kind: Kind.OPERATION_DEFINITION,
      operation: 'query' as never,
      selectionSet: { kind: Kind.SELECTION_SET, selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }] },
    },
  ],
};

interface ApolloContext {
  admitted: Admitted;
}

function engineOf({ engine }: HostOptions): ApolloServerPlugin<ApolloContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ contextValue: { admitted } }) {
          const { request, principal, signal, allowMutation, media, trail } = admitted;
          const result = await engine.execute(request, principal, { signal, allowMutation, trail });
          return {
            http: { status: statusFor(result, media), headers: new HeaderMap(Object.entries(result.headers ?? {})) },
            body: { kind: 'single', singleResult: formatted(result.body) },
          };
        },
      };
    },
  };
}

const formatted = (body: EngineBody): FormattedExecutionResult => body as unknown as FormattedExecutionResult;

/** Apollo as a carrier of admitted requests. */
export interface ApolloHandler {
  carry: Carrier;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes Apollo Server over an engine. */
export function createApolloHandler(options: HostOptions): ApolloHandler {
  const server = new ApolloServer<ApolloContext>({
    schema: options.engine.schema,
    documentStore: { get: async () => ANY_DOCUMENT, set: async () => undefined, delete: async () => undefined },
    // Identity is a bearer token, which no browser adds by itself: there is nothing for a forged page to ride on.
    csrfPrevention: false,
    persistedQueries: false,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    plugins: [
      engineOf(options),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
  return {
    start: () => server.start(),
    stop: () => server.stop(),
    async carry(admitted, request, response) {
      const { query, operationName, variables } = admitted.request;
      const answer = await server.executeHTTPGraphQLRequest({
        // GET has been read and held to queries: to Apollo it is all one.
        httpGraphQLRequest: {
          method: 'POST',
          headers: new HeaderMap([['accept', admitted.media], ['content-type', 'application/json']]),
          search: '',
          body: { query, operationName: operationName ?? null, variables: variables ?? null },
        },
        context: async () => ({ admitted }),
      });
      if (response.destroyed) return;
      response.statusCode = answer.status ?? 200;
      response.setHeader('cache-control', 'no-store');
      response.setHeader('x-content-type-options', 'nosniff');
      for (const [name, value] of answer.headers) response.setHeader(name, value);
      if (answer.body.kind === 'complete') response.end(answer.body.string);
      else {
        for await (const chunk of answer.body.asyncIterator) response.write(chunk);
        response.end();
      }
      void request;
    },
  };
}
