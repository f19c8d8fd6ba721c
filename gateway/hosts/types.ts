import type { ErrorLogger } from '../errors.ts';
import type { Engine } from '../engine/types.ts';
import type { Authenticator } from '../principal.ts';
import type { Overload } from '../limits/overload.ts';
import type { RequestWatch } from '../telemetry/requestWatch.ts';
import type { ConnectionLimits } from './connections.ts';
import type { Principal } from '../../domain/principal.ts';
import type { WebhookEndpoint } from '../../ingest/webhooks.ts';

/** Which server speaks HTTP: a plain node:http path, graphql-yoga, or Apollo Server. */
export type HostKind = 'node' | 'yoga' | 'apollo';

/** What one connection may take of the server; the defaults are those of the configuration. */
export interface TransportLimits extends ConnectionLimits {
  /** For the head of a request to arrive. */
  headersTimeoutMs: number;
  /** For the whole of a request to arrive. */
  requestTimeoutMs: number;
  /** How often the two are looked after: a request may last so much longer. */
  timeoutCheckMs: number;
}

export interface HostOptions {
  engine: Engine;
  authenticate: Authenticator;
  limits: {
    /** Of a request's body; a compressed body is refused. */
    maxBodyBytes: number;
    /** Of a whole request; fires the signal that resolvers get. */
    deadlineMs: number;
  } & Partial<TransportLimits>;
  /** Origins that a browser page may call from; none by default. */
  cors: { origins: readonly string[] };
  graphiql: {
    enabled: boolean;
    defaultQuery?: string | undefined;
    /** JSON of the headers pane, made for each page. */
    headers?: (() => string | Promise<string>) | undefined;
    title?: string | undefined;
  };
  health: { live(): boolean; ready(): boolean | Promise<boolean> };
  /** Addresses and ranges whose X-Forwarded-For, X-Request-Id and traceparent are believed. */
  trustedProxies: readonly string[];
  /** Asked for every authenticated request before its body is read, for rate limits: throws GatewayError RATE_LIMITED. */
  admit?: ((principal: Principal) => void | Promise<void>) | undefined;
  /** Asked before anything of a request is read: what there is no place for is refused with 503. Left out: everything is let in. */
  overload?: Pick<Overload, 'enter' | 'isOver'> | undefined;
  /** Where a source of this name sends its webhooks; undefined: nowhere. Left out: no source sends any. */
  webhooks?: ((source: string) => WebhookEndpoint | undefined) | undefined;
  logger: ErrorLogger;
  /** Told of each request to GraphQL; left out: nobody is. */
  watch?: RequestWatch | undefined;
}

/** A host that can be started and ended. */
export interface Host {
  /** Resolves with the port (port 0 picks one). Rejects if the address is taken. */
  listen(address: { port: number; bind: string }): Promise<{ port: number }>;
  /** Goes on answering, but each answer is its connection's last: clients go elsewhere by and by. */
  drain(): void;
  /**
   * Stops accepting, completes streams and lets requests in flight finish for `graceMs`; what lasts longer is given up,
   * is told so, and is cut a moment later.
   */
  close(graceMs?: number): Promise<void>;
}
