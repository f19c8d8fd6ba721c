/** How the views that two systems have of one event are told to be one, and what must agree between them. */
import type { OrderStatus } from '../records.ts';

/** The kinds of event that rules are about: those that state an amount. */
export const RECONCILED_KINDS = ['order'] as const;
export type ReconciledKind = (typeof RECONCILED_KINDS)[number];

/** Within which two views of one customer may be one event. */
export interface WindowBounds {
  /** Units of the currency, or a share of the greater amount. */
  amountTolerance: number | { share: number };
  timeToleranceMs: number;
}

/** About the views of two systems. There is one rule at most for two systems and a kind. */
export interface ReconciliationRule {
  systems: readonly [string, string];
  kind: ReconciledKind;
  /** By amount, time and customer, where neither names an event of the other; left out: by shared reference alone. */
  window?: WindowBounds | undefined;
  /** What two views of one event may differ in without disagreeing. */
  agreement: {
    /** Units of the currency. */
    amountTolerance: number;
    /** Status in the first of `systems` -> those in the second that agree with it. One that is not named disagrees by cancellation alone. */
    statuses?: Readonly<Partial<Record<OrderStatus, readonly OrderStatus[] | undefined>>> | undefined;
  };
  /** Which of the two should have what the other one has, and after how long it is missing there. */
  expectedIn?: { system: string; afterMs: number } | undefined;
}

/** The rule about these two systems, whichever comes first. */
export function ruleBetween(one: string, other: string, kind: string, rules: readonly ReconciliationRule[]): ReconciliationRule | undefined {
  return rules.find(({ systems: [a, b], kind: of }) => of === kind && ((a === one && b === other) || (a === other && b === one)));
}
