import type { InboxDocument } from '../datasources/mongo/documents.ts';
import type { IngestOptions } from './types.ts';

/** First wait after a failure; doubled with each further one. */
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;
export const MAX_ATTEMPTS = 12;

/** Failures that are the record's own whatever else its source answers. */
const OWN_FAULTS: ReadonlySet<string> = new Set(['unreadable', 'defect', 'unconfigured']);
/**
 * A source that has answered within this time is not down, so a call that failed was about its records. Less than the
 * waits of `MAX_ATTEMPTS` failures take together: an outage that follows upon good answers sets nothing aside.
 */
const ANSWERS_MS = 60_000;

/**
 * Gives back what could not be taken in: with a wait that grows, or set aside once it has failed too often by its own
 * fault. An outage of a source is nobody's fault, however long it lasts; what was given up by us is free at once.
 */
export function createGiveBack({ store, now, logger, maxAttempts = MAX_ATTEMPTS }: Pick<IngestOptions, 'store' | 'now' | 'logger' | 'maxAttempts'>) {
  const answeredAt = new Map<string, number>();

  return async (batch: readonly InboxDocument[], failures: ReadonlyMap<string, string>): Promise<void> => {
    for (const { _id, system } of batch) if (!failures.has(_id)) answeredAt.set(system, now());
    const isFault = ({ _id, system }: InboxDocument): boolean => OWN_FAULTS.has(failures.get(_id)!) || now() - (answeredAt.get(system) ?? -Infinity) <= ANSWERS_MS;

    const failed = batch.filter(({ _id }) => failures.has(_id));
    const givenUp = failed.filter(({ _id }) => failures.get(_id) === 'aborted');
    const rest = failed.filter(({ _id }) => failures.get(_id) !== 'aborted');
    const isTooOften = (each: InboxDocument): boolean => isFault(each) && (each.faults ?? 0) + 1 >= maxAttempts;
    const [aside, again] = [rest.filter(isTooOften), rest.filter((each) => !isTooOften(each))];

    await store.inbox.release(givenUp.map(({ _id, epoch }) => ({ ref: _id, epoch })));
    await store.inbox.retry(
      again.map((each) => ({
        ref: each._id,
        epoch: each.epoch,
        failure: failures.get(each._id)!,
        delayMs: Math.min(RETRY_MS * 2 ** Math.min(each.attempts, 20), LONGEST_RETRY_MS),
        isFault: isFault(each),
      })),
    );
    if (aside.length === 0) return;
    await store.inbox.setAside(aside.map(({ _id, epoch, dirty }) => ({ ref: _id, epoch, dirty, failure: failures.get(_id)! })));
    logger.warn({ count: aside.length, systems: [...new Set(aside.map(({ system }) => system))] }, 'Records were set aside after too many failures: see Query.setAside.');
  };
}
