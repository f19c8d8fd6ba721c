/** What is written down of a read: who saw which kinds of data of whom, and never a value. */
import { GatewayError } from './errors.ts';
import type { Principal } from './principal.ts';

/** The schema coordinates of an operation, by what became of them. Made once per plan, so many reads share one object. */
export interface DisclosedCoordinates {
  /** Shown whole, wherever the row had a value. */
  returned: readonly string[];
  masked: readonly string[];
  denied: readonly string[];
  /** True if a class that `policy.yml` calls sensitive is among `returned` or `masked`. */
  sensitive: boolean;
}

export type ReadOutcome = 'answered' | 'failed';

/** One operation, as the audit is told of it before its answer leaves. */
export interface ReadRecord {
  atMs: number;
  requestId: string;
  principal: Principal;
  policyHash: string;
  /** `query`, `mutation` or `subscription`. */
  operation: string;
  coordinates: DisclosedCoordinates;
  /**
   * Whom the answer may tell something of, in no order: ids of customers and, where an event was shown whose party's
   * customer was not read, the public id of that party record (an encrypted source ref), since to find the customer would
   * cost a read.
   */
  customers: readonly string[];
  outcome: ReadOutcome;
}

/** What is told in place of an answer that could not be written down. */
export const auditUnavailable = (): GatewayError =>
  new GatewayError('AUDIT_UNAVAILABLE', 'What you read could not be written down, so it is not shown. Try again later.', { retryAfterSeconds: 1 });
