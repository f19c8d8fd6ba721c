import type { GraphQLSchema } from 'graphql';
import type { ClassTable } from '../../directives/classified.ts';
import type { AccessQuestion, AccessReport } from '../../domain/accessReport.ts';
import type { Principal } from '../../domain/principal.ts';
import type { ClientError } from '../errors.ts';
import type { RequestTrail } from '../telemetry/trail.ts';

/** One GraphQL request, as any host hands it over. */
export interface EngineRequest {
  query: string;
  operationName?: string | null | undefined;
  variables?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface EngineBody {
  data?: Record<string, unknown> | null;
  errors?: readonly ClientError[];
  extensions?: Readonly<Record<string, unknown>>;
}

export interface EngineResult {
  /** HTTP status under `application/graphql-response+json`; under `application/json` a refused request is 200 but for 401, 405 and 5xx. */
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: EngineBody;
}

export interface ExecuteOptions {
  /** Fires at the request's deadline or when the client has left. */
  signal: AbortSignal;
  /** False on GET, which runs queries only. */
  allowMutation: boolean;
  /** Where the engine notes what watchers are told of the request, and whose id errors and audit carry. */
  trail?: RequestTrail | undefined;
}

export interface SubscribeOptions extends ExecuteOptions {
  /**
   * The caller as its token has it at this moment, for what outlives a request: asked before each event and in between.
   * Rejects where the token is good no more, or may be used no more as it is. Left out: the principal stays until its end.
   */
  again?: () => Principal | Promise<Principal>;
}

/** The one way from a request to an answer, for every host. */
export interface Engine {
  /** Never rejects: everything that goes wrong is in the answer. */
  execute(request: EngineRequest, principal: Principal, options: ExecuteOptions): Promise<EngineResult>;
  /**
   * As `execute`, but a subscription gives its events: each a whole answer, decided and read as for a request of that
   * moment. The stream ends when the signal fires, or with an answer that says why: the token has ended or been revoked,
   * the policy allows the subscription no more, the audit or an allowance refuses, events come faster than they are read.
   */
  subscribe(request: EngineRequest, principal: Principal, options: SubscribeOptions): Promise<EngineResult | AsyncIterableIterator<EngineBody>>;
  /** To be called when an issued token is no more or not the same: its streams are looked at now, not in their next round. */
  recheckStreams(tokenId: string): void;
  /** The registered document with this SHA-256 (64 hexadecimal digits in lower case), or undefined. */
  registeredText(sha256Hash: string): string | undefined;
  /**
   * What a document would get, without running it: under the same limits and at its cost. Rejects with a GatewayError
   * where it would be refused whole.
   */
  explain(question: AccessQuestion, principal: Principal): Promise<AccessReport>;
  /** The public schema. */
  readonly schema: GraphQLSchema;
  readonly table: ClassTable;
}
