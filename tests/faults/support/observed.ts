/** What the faults left behind for the table of docs/faults.md: one small file per source, fault and mode, if a folder is named. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultKind, System } from '../../support/faults/types.ts';
import type { Mode } from './stack.ts';

export interface ObservedFault {
  source: System;
  fault: FaultKind;
  mode: Mode;
  /** HTTP status of the answer. */
  status: number;
  /** Codes of its errors, distinct and sorted. */
  codes: string[];
  /** What `Customer.sources` says of the source. */
  state: string;
  /** Of each answer, the first one first. */
  tookMs: number[];
  /** Calls that reached the source for the first answer. */
  calls: number;
  /** Whether the first answer after the fault had everything again, or one a little later. */
  recovered: 'at once' | 'after a pause';
}

/** Keeps it where `FAULTS_RESULTS_DIR` names a folder. */
export function keepObserved(observed: ObservedFault): void {
  const folder = process.env['FAULTS_RESULTS_DIR'];
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${observed.source}-${observed.fault}-${observed.mode}.json`), JSON.stringify(observed));
}
