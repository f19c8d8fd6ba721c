import { SourceError } from '../../datasources/systems/defineSource.ts';
import type { RecordType } from '../../domain/sourceRef.ts';
import type { Finding } from './finding.ts';
import type { ProbedSource } from './probe.ts';

/** What one check of a source has to tell. */
export type Tell = (level: Finding['level'], text: string, change?: string) => Finding;

/** What every check of one type of record gets. */
export interface TypeCheck extends ProbedSource {
  type: RecordType;
  signal: AbortSignal;
  tell: Tell;
}

/** The failure of a check as a finding: its kind or name only, since a message may hold data. */
export function failureOf(error: unknown, what: string, tell: Tell, change: string): Finding {
  return tell('FAIL', `${what} fails (${error instanceof SourceError ? error.kind : (error as Error).name})`, change);
}
