import type { Logger } from '../logger.ts';
import type { OperationNames } from './operationNames.ts';
import { outcomeOf } from './outcome.ts';
import type { RequestWatch } from './requestWatch.ts';

/** One line per request at level info, when it has ended. */
export function accessLog(logger: Pick<Logger, 'info'>, names: OperationNames): RequestWatch {
  return {
    begin: (trail) => ({
      reads: () => undefined,
      end(status, isWhole) {
        logger.info(
          {
            requestId: trail.requestId, operation: names.of(trail), kind: trail.kind, durationMs: Math.round((performance.now() - trail.startedMs) * 10) / 10,
            outcome: outcomeOf(trail, isWhole), status, cost: trail.cost, role: trail.role,
          },
          'Request',
        );
      },
    }),
  };
}
