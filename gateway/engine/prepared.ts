import type { Policy } from '../../directives/policy.ts';
import type { ClientError } from '../errors.ts';
import type { Executable } from './executable.ts';
import type { PreparedOperation } from './operations.ts';
import type { Plan } from './plan.ts';

/** What one caller gets of an operation, and what runs it. */
export interface PlanEntry {
  plan: Plan;
  executable: Executable;
}

/** An operation that may run. */
export interface Prepared extends PlanEntry {
  operation: PreparedOperation;
  /** Variables as the client gave them. */
  given: Readonly<Record<string, unknown>>;
  /** Variables as coerced. */
  values: Readonly<Record<string, unknown>>;
  /** That it was planned under. */
  policy: Policy;
  cost: number;
  /** Of masked errors, log lines and audit entries. */
  requestId: string;
}

/** Why a root field is denied; undefined where none is. */
export const rootRefusal = ({ plan }: PlanEntry): ClientError | undefined => plan.errors.find(({ path }) => path?.length === 1);
