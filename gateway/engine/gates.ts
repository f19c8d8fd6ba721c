import type { ReadRecord } from '../../domain/audit.ts';
import type { Principal } from '../../domain/principal.ts';

/** A look-up or search of an operation: what is asked, by which value. Which of them count is for the gate to say. */
export interface LookUp {
  /** `Type.field` of the root field. */
  coordinate: string;
  /** The root field's coerced arguments. */
  args: Readonly<Record<string, unknown>>;
}

/** What stands between an operation and its answer beside the plan; each throws, or rejects with, a GatewayError to refuse. */
export interface EngineGates {
  /** The cost of an operation, once its variables are known and before anything is fetched. */
  charge?(principal: Principal, cost: number): void | Promise<void>;
  /** The look-ups that the plan grants, before anything is fetched. Not called without any. */
  countLookUps?(principal: Principal, lookUps: readonly LookUp[]): void | Promise<void>;
  /** What an operation shows, before its answer leaves. A refusal keeps the answer back. */
  audit?(record: ReadRecord): void | Promise<void>;
}

/** Root fields by which somebody can be found by what is known of them, or reached by an id or number. */
export const LOOK_UP_FIELDS: ReadonlySet<string> = new Set([
  'Query.customerBy', 'Query.callerContext', 'Query.customerContext', 'Query.searchCustomers',
  'Query.customer', 'Query.node', 'Query.order', 'Mutation.recordInteraction', 'Mutation.attachInteractions', 'Subscription.interactionRecorded', 'Subscription.customerChanged',
]);
