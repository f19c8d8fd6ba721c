import type { InboxDocument } from '../datasources/mongo/documents.ts';
import { CHANGED_TOPIC } from '../domain/change.ts';
import { GatewayError } from '../domain/errors.ts';
import { INTERACTION_TOPIC } from '../domain/interactionNotice.ts';
import { parseSourceRef, type RecordType } from '../domain/sourceRef.ts';
import { GATEWAY_SYSTEM } from '../domain/statedParty.ts';
import { applyChange, writeChange, type Fetched } from '../operations/applyChange.ts';
import type { ApplyDeps } from '../operations/applyDeps.ts';
import { fetchRecords } from './fetch.ts';
import type { IngestOptions } from './types.ts';

/** First wait after a failure; doubled with each further one. */
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;

export interface BatchResult {
  applied: number;
  failed: number;
}

/** `values`: only what the source said is written; who follows up is `settleBacklog`. */
export type Depth = 'whole' | 'values';

/** Takes leased work in: fetches, applies, tells, completes. What fails is given back with a later due time. */
export function createWorker(options: IngestOptions, deps: ApplyDeps): (batch: readonly InboxDocument[], signal: AbortSignal, depth?: Depth) => Promise<BatchResult> {
  const { store, sources, reader, notices, logger } = options;

  async function fetchBatch(batch: readonly InboxDocument[], signal: AbortSignal): Promise<{ fetched: Fetched[]; failures: Map<string, string> }> {
    const fetched: Fetched[] = [];
    const failures = new Map<string, string>();
    const [own, foreign] = [batch.filter(({ system }) => system === GATEWAY_SYSTEM), batch.filter(({ system }) => system !== GATEWAY_SYSTEM)];
    // What the gateway wrote itself is in the store; there is only its link and index document to follow up.
    for (const { _id: ref, epoch } of own) fetched.push({ ref, epoch, record: null, asStored: true });
    for (const [shape, documents] of groupBy(foreign, ({ system, type }) => `${system}:${type}`)) {
      const [system, type] = shape.split(':') as [string, RecordType];
      const source = sources.get(system);
      if (!source) {
        for (const { _id } of documents) failures.set(_id, 'unconfigured');
        continue;
      }
      const answers = await fetchRecords(source, type, documents.map(({ _id }) => parseSourceRef(_id).id), signal);
      for (const { _id: ref, epoch } of documents) {
        const answer = answers.get(ref) ?? { failure: 'garbage' };
        if ('failure' in answer) failures.set(ref, answer.failure);
        else fetched.push({ ref, epoch, record: answer.record });
      }
    }
    return { fetched, failures };
  }

  /** One record that cannot be applied must not hold up its neighbours: those are then applied one by one. */
  async function applyAll(fetched: readonly Fetched[], failures: Map<string, string>, depth: Depth): Promise<void> {
    if (fetched.length === 0) return;
    try {
      const { records, events } = depth === 'whole' ? await applyChange(deps, fetched) : (await writeChange(deps, fetched)).applied;
      if (records.length > 0) await reader.invalidate(records);
      for (const { ref, partyRef } of events) await notices.publish(INTERACTION_TOPIC, { ref, partyRef });
      if (records.length > 0) await notices.publish(CHANGED_TOPIC, {});
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'STORE_UNAVAILABLE' && !(await store.ping(RETRY_MS))) throw error;
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
    await store.inbox.complete(done.map(({ _id, epoch, dirty }) => ({ ref: _id, epoch, dirty })));
    const back = batch.filter(({ _id }) => failures.has(_id));
    await store.inbox.retry(
      back.map(({ _id, epoch, attempts }) => ({ ref: _id, epoch, failure: failures.get(_id)!, delayMs: Math.min(RETRY_MS * 2 ** Math.min(attempts, 20), LONGEST_RETRY_MS) })),
    );
    return { applied: done.length, failed: back.length };
  };
}

/** Which kind of error, and where: its message may hold values. */
export function placeOf(error: unknown): { error: string; at: string | undefined } {
  if (!(error instanceof Error)) return { error: 'unknown', at: undefined };
  return { error: error.name, at: error.stack?.split('\n').find((line) => line.startsWith('    at '))?.trim() };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
