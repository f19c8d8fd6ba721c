import type { SourceRef } from '../../domain/sourceRef.ts';
import type { Explanation } from '../../operations/explainMatch.ts';
import type { CustomerHandle } from './CustomerHandle.ts';

/** The parent of `MatchExplanation`. */
export interface MatchExplanationParent {
  refs: readonly [SourceRef, SourceRef];
  customers: readonly [CustomerHandle, CustomerHandle];
  /** Of the active parameters. */
  version: number;
  explanation: Explanation;
}
