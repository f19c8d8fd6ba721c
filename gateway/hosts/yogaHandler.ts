/** graphql-yoga over our engine: it carries requests and writes answers, event streams and GraphiQL; it runs nothing. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { ExecutionResult } from 'graphql';
import type { EngineBody, EngineResult } from '../engine/types.ts';
import type { Admitted, Carrier } from './front.ts';
import { statusFor } from './send.ts';
import type { HostOptions } from './types.ts';

interface ServerContext {
  admitted?: Admitted;
}

type YogaResult = ExecutionResult | AsyncIterable<ExecutionResult>;

const isStream = (value: object): value is AsyncIterableIterator<EngineBody> => Symbol.asyncIterator in value;

/** Our errors are as the client gets them; to yoga they are opaque. */
const asYogaResult = (body: EngineBody): ExecutionResult => body as unknown as ExecutionResult;

function withHttp(result: EngineResult, admitted: Admitted): ExecutionResult {
  const http = { status: statusFor(result, admitted.media), headers: { ...result.headers } };
  return { ...asYogaResult(result.body), extensions: { ...result.body.extensions, http } };
}

function engineOf({ engine }: HostOptions): Plugin<object, ServerContext> {
  return {
    onRequestParse({ serverContext, setRequestParser }) {
      const request = serverContext.admitted?.request;
      if (request) setRequestParser(() => ({ query: request.query, variables: { ...request.variables } }));
    },
    onParams({ context, setParamsHandler }) {
      const { admitted } = context;
      if (!admitted) return;
      setParamsHandler(async (): Promise<YogaResult> => {
        const { request, principal, signal, allowMutation } = admitted;
        if (admitted.media !== 'text/event-stream') return withHttp(await engine.execute(request, principal, { signal, allowMutation }), admitted);
        const result = await engine.subscribe(request, principal, { signal, allowMutation });
        // An event stream is always 200: its events say what went wrong.
        return isStream(result) ? (result as AsyncIterable<unknown> as AsyncIterable<ExecutionResult>) : asYogaResult(result.body);
      });
    },
  };
}

/** Yoga's two uses: carrying admitted requests, and the GraphiQL page with all its assets in it. */
export interface YogaHandler {
  carry: Carrier;
  graphiqlPage: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Makes yoga over an engine. */
export function createYogaHandler(options: HostOptions): YogaHandler {
  const { graphiql } = options;
  const yoga = createYoga<ServerContext>({
    graphqlEndpoint: '/graphql',
    healthCheckEndpoint: '/health/yoga',
    logging: false,
    landingPage: false,
    maskedErrors: false,
    cors: false,
    multipart: false,
    batching: false,
    parserAndValidationCache: false,
    renderGraphiQL,
    graphiql: graphiql.enabled
      ? async () => ({
          title: graphiql.title ?? 'Customer 360',
          endpoint: '/graphql',
          ...(graphiql.defaultQuery === undefined ? {} : { defaultQuery: graphiql.defaultQuery }),
          ...(graphiql.headers ? { headers: await graphiql.headers() } : {}),
          subscriptionsProtocol: 'SSE' as const,
          shouldPersistHeaders: false,
        })
      : false,
    plugins: [engineOf(options)],
  });
  const handle = async (request: IncomingMessage, response: ServerResponse, context: ServerContext): Promise<void> => {
    await sendFetchResponse(response, await yoga.handleNodeRequestAndResponse(request, response, context));
  };
  return {
    async carry(admitted, request, response) {
      // What was negotiated once is not to be negotiated anew by other rules.
      request.headers.accept = admitted.media;
      await handle(request, response, { admitted });
    },
    graphiqlPage: (request, response) => handle(request, response, {}),
  };
}

async function sendFetchResponse(response: ServerResponse, answer: Response): Promise<void> {
  if (response.destroyed) return;
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  response.statusCode = answer.status;
  answer.headers.forEach((value, name) => response.setHeader(name, value));
  if (!answer.body) {
    response.end();
    return;
  }
  const reader = answer.body.getReader();
  response.once('close', () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const { done, value } = await reader.read();
    if (done || response.destroyed) break;
    // A client that does not read holds its own stream up, not the gateway's memory.
    if (!response.write(value)) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  response.end();
}
