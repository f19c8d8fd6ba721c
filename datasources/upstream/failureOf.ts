import { GatewayError } from '../../domain/errors.ts';
import { SourceError } from '../systems/defineSource.ts';
import type { FailureKind } from './reads.ts';

/** Whether the request of this signal has come to the end of its time; else its caller has left. */
export const isPastDeadline = ({ reason }: AbortSignal): boolean => reason instanceof GatewayError && reason.code === 'DEADLINE_EXCEEDED';

/** Why a read failed, for whoever asked with this signal: a source that it gave up for want of time was too slow for it. */
export function failureOf(error: Error, signal: AbortSignal): FailureKind {
  if (!(error instanceof SourceError)) return 'garbage';
  return error.kind === 'aborted' && isPastDeadline(signal) ? 'timeout' : error.kind;
}
