/** What a document would get, told to its author without running it. */

export interface SelectionAccess {
  /** `Type.field`. */
  coordinate: string;
  /** Response keys from the root, joined with dots. */
  path: string;
  access: 'ALLOWED' | 'MASKED' | 'DENIED';
  /** Null where it is shown whole. */
  reason: string | null;
  /** What would grant it, e.g. `scope tickets:read`; empty where nothing is missing. */
  requires: readonly string[];
}

export interface AccessReport {
  /** directives/cost.ts. */
  cost: number;
  selections: readonly SelectionAccess[];
}

/** A document to tell of. `variables`: JSON text of a map. */
export interface AccessQuestion {
  document: string;
  operationName?: string | null;
  variables?: string | null;
}
