import type { InboxDocument } from '../datasources/mongo/documents.ts';
import { CHANGED_TOPIC } from '../domain/change.ts';
import { isStoreUnavailable } from '../domain/errors.ts';
import { INTERACTION_TOPIC } from '../domain/interactionNotice.ts';
import { applyChange, writeChange, type Fetched } from '../operations/applyChange.ts';
import type { ApplyDeps } from '../operations/applyDeps.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import { createFetchBatch } from './fetchBatch.ts';
import { createGiveBack } from './giveBack.ts';
import type { IngestOptions } from './types.ts';

/** How long a store that seems to be away may take to say that it is not. */
const PING_MS = 1_000;

export interface BatchResult {
  applied: number;
  /** Given back, to be tried again, or set aside. */
  failures: ReadonlySet<SourceRef>;
}

/** `values`: only what the source said is written; who follows up is `settleBacklog`. */
export type Depth = 'whole' | 'values';

/** Takes leased work in: fetches, applies, tells, completes. What fails is given back with a later due time, or set aside. */
export function createWorker(options: IngestOptions, deps: ApplyDeps): (batch: readonly InboxDocument[], signal: AbortSignal, depth?: Depth) => Promise<BatchResult> {
  const { store, reader, notices, logger } = options;
  const fetchBatch = createFetchBatch(options);
  const giveBack = createGiveBack(options);

  /** One record that cannot be applied must not hold up its neighbours: those are then applied one by one. */
  async function applyAll(fetched: readonly Fetched[], failures: Map<string, string>, depth: Depth): Promise<void> {
    if (fetched.length === 0) return;
    try {
      const { records, events } = depth === 'whole' ? await applyChange(deps, fetched) : (await writeChange(deps, fetched)).applied;
      if (records.length > 0) await reader.invalidate(records);
      for (const { ref, partyRef } of events) await notices.publish(INTERACTION_TOPIC, { ref, partyRef });
      if (records.length > 0) await notices.publish(CHANGED_TOPIC, {});
    } catch (error) {
      if (isStoreUnavailable(error) && !(await store.ping(PING_MS))) throw error;
      if (fetched.length === 1) {
        failures.set(fetched[0]!.ref, 'defect');
        logger.warn({ ref: fetched[0]!.ref, ...placeOf(error) }, 'A change could not be applied and will be tried again.');
        return;
      }
      for (const each of fetched) await applyAll([each], failures, depth);
    }
  }

  // Changes of one process are applied one batch after the other: they would only get into each other's way.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  return async (batch, signal, depth = 'whole') => {
    const { fetched, failures } = await fetchBatch(batch, signal);
    await inTurn(() => applyAll(fetched, failures, depth));
    const done = batch.filter(({ _id }) => !failures.has(_id));
    await store.inbox.complete(done.map(({ _id, epoch, dirty, observation, observedOrder }) => ({ ref: _id, epoch, dirty, ...(observation && { observedOrder }) })));
    await giveBack(batch, failures);
    return { applied: done.length, failures: new Set(failures.keys()) };
  };
}

/** Which kind of error, and where: its message may hold values. */
export function placeOf(error: unknown): { error: string; at: string | undefined } {
  if (!(error instanceof Error)) return { error: 'unknown', at: undefined };
  return { error: error.name, at: error.stack?.split('\n').find((line) => line.startsWith('    at '))?.trim() };
}
