/** graphql-yoga over our engine: it carries requests and writes answers, event streams and GraphiQL; it runs nothing. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { ExecutionResult } from 'graphql';
import type { EngineBody, EngineResult } from '../engine/types.ts';
import type { Admitted, Carrier } from './front.ts';
import { sendResult, statusFor } from './send.ts';
import type { HostOptions } from './types.ts';

interface ServerContext {
  admitted?: Admitted;
  /** What the engine has for an event stream: one answer, or many. */
  toStream?: EngineResult | AsyncIterableIterator<EngineBody>;
}

type YogaResult = ExecutionResult | AsyncIterable<ExecutionResult>;

const isStream = (value: object): value is AsyncIterableIterator<EngineBody> => Symbol.asyncIterator in value;

/** Our errors are as the client gets them; to yoga they are opaque. */
const asYogaResult = (body: EngineBody): ExecutionResult => body as unknown as ExecutionResult;

/** Left to itself, yoga makes 500 of errors without data. */
function withHttp({ body, headers }: EngineResult, status: number): ExecutionResult {
  return { ...asYogaResult(body), extensions: { ...body.extensions, http: { status, headers: { ...headers } } } };
}

function engineOf({ engine }: HostOptions): Plugin<object, ServerContext> {
  return {
    onRequestParse({ serverContext, setRequestParser }) {
      const request = serverContext.admitted?.request;
      if (request) setRequestParser(() => ({ query: request.query, variables: { ...request.variables } }));
    },
    onParams({ context, setParamsHandler }) {
      const { admitted, toStream } = context;
      if (!admitted) return;
      setParamsHandler(async (): Promise<YogaResult> => {
        if (toStream) return isStream(toStream) ? (toStream as AsyncIterable<unknown> as AsyncIterable<ExecutionResult>) : withHttp(toStream, 200);
        const { request, principal, signal, allowMutation, trail } = admitted;
        const result = await engine.execute(request, principal, { signal, allowMutation, trail });
        return withHttp(result, statusFor(result, admitted.media));
      });
    },
  };
}

/** Resolves when the client has taken what was written, or has gone. */
const taken = (response: ServerResponse): Promise<unknown> =>
  response.writableNeedDrain && !response.destroyed ? new Promise((resolve) => response.once('drain', resolve).once('close', resolve)) : Promise.resolve();

/** Events that are asked for only when they can be sent: one that was made ahead would be sent under the rights of another moment. */
function asTaken(events: AsyncIterableIterator<EngineBody>, response: ServerResponse): AsyncIterableIterator<EngineBody> {
  return {
    next: () => (response.writableNeedDrain ? taken(response).then(() => events.next()) : events.next()),
    return: () => events.return?.() ?? Promise.resolve({ done: true, value: undefined }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Yoga's uses: carrying admitted requests, event streams with their heartbeats, and the GraphiQL page with all its assets in it. */
export interface YogaHandler {
  carry: Carrier;
  carryStream: Carrier;
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
    async carryStream(admitted, request, response) {
      const { principal, signal, allowMutation, again, trail } = admitted;
      const result = await options.engine.subscribe(admitted.request, principal, { signal, allowMutation, again, trail });
      if (isStream(result)) admitted.goesOn();
      if (isStream(result)) return handle(request, response, { admitted, toStream: asTaken(result, response) });
      // A stream is 200 and its events say what went wrong; but who may not have one at all is told so by the status.
      const status = statusFor(result, 'application/json');
      if (status !== 200) return sendResult(response, result, 'application/json', status);
      return handle(request, response, { admitted, toStream: result });
    },
    graphiqlPage: (request, response) => handle(request, response, {}),
  };
}

async function sendFetchResponse(response: ServerResponse, answer: Response): Promise<void> {
  if (response.destroyed) return;
  response.statusCode = answer.status;
  answer.headers.forEach((value, name) => response.setHeader(name, value));
  // Yoga says of streams that they may be kept if they are asked about.
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
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
    response.write(value);
    await taken(response);
  }
  response.end();
}
