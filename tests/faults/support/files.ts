import type { FaultKind } from '../../support/faults/types.ts';

/** The file of `tests/faults/SOURCE/` in which a fault is played. */
export const FILE_OF: Readonly<Record<FaultKind, string>> = {
  kill: 'kill', hang: 'hang', reset: 'reset', slow: 'slow', slowConnect: 'slowConnect', garbage: 'garbage', wrongShape: 'garbage', truncated: 'truncated',
  unauthorised: 'unauthorised', tooMany: 'tooMany', error500: 'error500', error200: 'error200', otherRows: 'wrongRows', otherValues: 'wrongRows', hugeBody: 'hugeBody',
};
