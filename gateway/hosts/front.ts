/**
 * What every host does alike before GraphQL begins: paths, methods, content types, CORS, identity, body. So the rules of
 * HTTP are one piece of code, and the three hosts differ only in who carries a checked request to the engine.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { GatewayError } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import { clientError, internalError, logDefect } from '../errors.ts';
import type { EngineRequest, EngineResult } from '../engine/types.ts';
import { AuthenticationError } from '../principal.ts';
import type { WatchedRequest } from '../telemetry/requestWatch.ts';
import { beginTrail, noteCodes, type RequestTrail } from '../telemetry/trail.ts';
import { createAddressSet, createClientAddress } from './clientAddress.ts';
import { isJsonContentType, negotiate, type Media } from './media.ts';
import { readGet, readPost, withText } from './params.ts';
import { HttpRefusal, refusalAnswer } from './refusal.ts';
import { sendOverloaded, sendResult, sendText, statusFor } from './send.ts';
import type { Place } from '../limits/overload.ts';
import type { HostOptions } from './types.ts';
import { answerWebhook } from './webhooks.ts';

/** A request that has passed the front. */
export interface Admitted {
  request: EngineRequest;
  principal: Principal;
  media: Media;
  /** False on GET. */
  allowMutation: boolean;
  /** Fires at the deadline (not for event streams), when the client leaves or the host closes. */
  signal: AbortSignal;
  /** To be called where it turned out to be a stream that may go on: it ends when the host closes, as a request in hand does not. */
  goesOn(): void;
  /** The caller as its token has it now: for event streams. As `Authenticator.authenticate`. */
  again(): Principal | Promise<Principal>;
  trail: RequestTrail;
}

/** Carries a checked request to the engine and writes its answer. */
export type Carrier = (admitted: Admitted, request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface FrontOptions extends HostOptions {
  /** For JSON answers. */
  carry: Carrier;
  /** For `Accept: text/event-stream`. */
  carryStream: Carrier;
  /** Writes the GraphiQL page. */
  graphiqlPage: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  /** Fires when the host closes: event streams are completed. */
  closing: AbortSignal;
  /** Fires when requests in flight have had their time since. */
  givingUp: AbortSignal;
}

/** The message is the one by which clients of Apollo's wire form know that they may send the text. */
const NOT_REGISTERED: EngineResult = { status: 400, body: { errors: [clientError(new GatewayError('DOCUMENT_NOT_REGISTERED', 'PersistedQueryNotFound'))] } };

/** Thrown where there is no place for a request any more when its body has come. */
const OVERLOADED = Symbol('overloaded');
/** Of a host without limits. */
const UNCOUNTED: Place = { pause: () => undefined, resume: () => true, leave: () => undefined };

const WEBHOOKS = '/webhooks/';
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

function bearerHeader(request: IncomingMessage): string | undefined {
  const { rawHeaders } = request;
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length !== 13 || name.toLowerCase() !== 'authorization') continue;
    // Node would keep the first of several: which one counts must not depend on who reads them.
    if (found !== undefined) throw new AuthenticationError('Send one Authorization header.', 'Bearer error="invalid_request"');
    found = rawHeaders[index + 1];
  }
  return found;
}

/** Makes the request listener of a host. */
export function createFront(options: FrontOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const { limits, logger, health, overload } = options;
  const origins = new Set(options.cors.origins);
  const clientAddress = createClientAddress(options.trustedProxies);
  const isTrustedProxy = createAddressSet(options.trustedProxies);
  /** Ends of what is open: a listener of each at the signal would look like a leak to Node. */
  const openStreams = new Set<AbortController>();
  const openRequests = new Set<AbortController>();
  options.closing.addEventListener('abort', () => openStreams.forEach((ended) => ended.abort()), { once: true });
  options.givingUp.addEventListener('abort', () => openRequests.forEach((ended) => ended.abort(ends())), { once: true });

  const cors = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (origins.size === 0) return false;
    response.setHeader('vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.has(origin)) return false;
    response.setHeader('access-control-allow-origin', origin);
    return true;
  };
  const preflight = (response: ServerResponse, allowed: boolean): void => {
    if (!allowed) return sendText(response, 405, 'Use POST or GET.', { allow: 'GET, POST' });
    response.writeHead(204, {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': '600',
    });
    response.end();
  };

  /** The id goes out with whatever is answered. */
  const watched = (request: IncomingMessage, response: ServerResponse, trail: RequestTrail): WatchedRequest | undefined => {
    response.setHeader('x-request-id', trail.requestId);
    if (!options.watch) return undefined;
    const { traceparent } = request.headers;
    const isBelieved = typeof traceparent === 'string' && isTrustedProxy(request.socket.remoteAddress ?? '');
    const watch = options.watch.begin(trail, isBelieved ? traceparent : undefined);
    response.once('close', () => watch.end(response.statusCode, response.writableFinished));
    return watch;
  };

  /** `place`: held until the answer is made; an event stream gives it back when it begins. */
  const graphql = async (request: IncomingMessage, response: ServerResponse, search: string, media: Media | null, place: Place, trail: RequestTrail, watch: WatchedRequest | undefined): Promise<void> => {
    const isGet = request.method === 'GET';
    const type = request.headers['content-type'];
    if (type === undefined ? !isGet : !isJsonContentType(type)) throw new HttpRefusal(415, 'Send content-type: application/json.');
    if (media === null) throw new HttpRefusal(406, 'Accept application/json, application/graphql-response+json or text/event-stream.');
    const address = clientAddress(request.socket.remoteAddress ?? '', forwardedFor(request));
    const bearer = bearerHeader(request);
    const again = (): Principal | Promise<Principal> => options.authenticate.authenticate(bearer, address);
    const beganMs = performance.now();
    const found = again();
    const principal = found instanceof Promise ? await inTime(found, limits.deadlineMs) : found;
    trail.role = principal.role;
    if (options.admit) await options.admit(principal);
    const leftMs = limits.deadlineMs - (performance.now() - beganMs);
    // Most bodies have come with their head: by now it would be there.
    if (!request.complete) place.pause();
    const sent = isGet ? readGet(search) : await readPost(request, limits.maxBodyBytes, () => {
      if (!place.resume()) throw OVERLOADED;
    });
    const read = withText(sent, options.engine.registeredText);
    if (read === null) noteCodes(trail, NOT_REGISTERED.body);
    if (read === null) return sendResult(response, NOT_REGISTERED, media, statusFor(NOT_REGISTERED, media));

    // Who has left by now would not be seen to leave.
    if (response.destroyed) return;
    const ended = new AbortController();
    const streams = media === 'text/event-stream';
    // Whoever gives up because of the signal throws its reason: so that it is told for what it is.
    const timer = streams ? undefined : setTimeout(() => {
      ended.abort(tooLong());
      // What is left of it is to be written, and its client may be slow.
      place.leave();
    }, leftMs);
    openRequests.add(ended);
    if (streams) place.leave();
    const goesOn = (): void => {
      openRequests.delete(ended);
      if (options.closing.aborted) ended.abort();
      else if (!response.destroyed) openStreams.add(ended);
    };
    response.once('close', () => {
      clearTimeout(timer);
      openRequests.delete(ended);
      openStreams.delete(ended);
      if (!response.writableFinished) ended.abort();
    });
    const admitted: Admitted = { request: read, principal, media, allowMutation: !isGet, signal: ended.signal, goesOn, again, trail };
    watch?.reads(ended.signal);
    await (streams ? options.carryStream : options.carry)(admitted, request, response);
  };

  const listen = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    if (path === '/health/live') return sendHealth(response, health.live());
    if (path === '/health/ready') return sendHealth(response, await health.ready());
    // A source that is not configured to send any is told what any unknown path is told.
    const webhook = path.startsWith(WEBHOOKS) ? options.webhooks?.(path.slice(WEBHOOKS.length)) : undefined;
    // Their senders send again; what is missed for good is found by the next pull.
    if (webhook && overload?.isOver()) return sendOverloaded(response, null);
    if (webhook) return answerWebhook(webhook, request, response, logger);
    if (path !== '/graphql') return sendText(response, 404, 'There is nothing here. GraphQL is at /graphql.');
    const trail = beginTrail(request, isTrustedProxy);
    const watch = watched(request, response, trail);
    const fromListedOrigin = cors(request, response);
    if (request.method === 'OPTIONS') return preflight(response, fromListedOrigin);
    const isGet = request.method === 'GET';
    let media: Media | null = 'application/json';
    const entering = overload ? overload.enter() : UNCOUNTED;
    const place = entering instanceof Promise ? await entering : entering;
    const shed = (accepted: Media | null): void => {
      trail.codes = ['OVERLOADED'];
      sendOverloaded(response, accepted);
    };
    if (place === null) return shed(negotiate(request.headers.accept, false));
    if (response.destroyed) return place.leave();
    try {
      if (!isGet && request.method !== 'POST') throw new HttpRefusal(405, 'Use POST, or GET for queries.', {}, { allow: 'GET, POST' });
      // A page of another name would reach a loopback gateway by DNS rebinding.
      const offersPage = isGet && options.graphiql.enabled && LOOPBACK_HOST.test(request.headers.host ?? '');
      media = negotiate(request.headers.accept, offersPage);
      if (media === 'text/html') return await options.graphiqlPage(request, response);
      await graphql(request, response, mark < 0 ? '' : url.slice(mark + 1), media, place, trail, watch);
    } catch (error) {
      if (error === OVERLOADED) return shed(media);
      const refusal = refusalAnswer(error) ?? defect(error, trail.requestId);
      noteCodes(trail, refusal.body);
      sendResult(response, refusal, media ?? 'application/json', refusal.status);
    } finally {
      place.leave();
    }
  };
  const defect = (error: unknown, requestId: string) => {
    logDefect(logger, error, { requestId });
    return { status: 500, body: { errors: [internalError(undefined, requestId)] } };
  };

  return (request, response) => {
    listen(request, response).catch((error: unknown) => {
      logDefect(logger, error, { requestId: randomUUID() });
      response.destroy();
    });
  };
}

const tooLong = (): GatewayError => new GatewayError('DEADLINE_EXCEEDED', 'The request took too long.');
const ends = (): GatewayError => new GatewayError('DEADLINE_EXCEEDED', 'The gateway ends: try again.', { retryAfterSeconds: 1 });

/** As `work`, or rejects with DEADLINE_EXCEEDED: who calls may depend on a store that hangs. */
async function inTime<Result>(work: Promise<Result>, limitMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(tooLong()), limitMs)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function forwardedFor(request: IncomingMessage): string | undefined {
  const header = request.headers['x-forwarded-for'];
  return Array.isArray(header) ? header.join(',') : header;
}

function sendHealth(response: ServerResponse, good: boolean): void {
  sendText(response, good ? 200 : 503, good ? 'ok' : 'not ready');
}
