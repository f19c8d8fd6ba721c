/** Tells ingest of records that a read found gone or changed in what made their link. */
import { LRUCache } from 'lru-cache';
import { tryParseSourceRef, type SourceRef } from '../../domain/sourceRef.ts';
import type { Inbox } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';

/** A record that stays as it is would be told of by every read of it; once in this time is enough. */
const REPEAT_AFTER_MS = 60_000;
const REMEMBERED_REFS = 10_000;

/** Per inbox, so that two gateways in one process (tests) do not silence each other. */
const told = new WeakMap<Inbox, LRUCache<SourceRef, number>>();

/** Marks records for ingest. Nobody waits for it, and a failure costs nothing: the next pull finds the change too. */
export function signalChanged(ctx: Pick<RequestContext, 'store' | 'now'>, refs: readonly SourceRef[]): void {
  const { inbox } = ctx.store;
  let times = told.get(inbox);
  if (!times) told.set(inbox, (times = new LRUCache({ max: REMEMBERED_REFS })));
  const nowMs = ctx.now();
  const due = refs.flatMap((ref) => {
    const toldMs = times.get(ref);
    const parts = tryParseSourceRef(ref);
    if (!parts || (toldMs !== undefined && nowMs - toldMs < REPEAT_AFTER_MS)) return [];
    times.set(ref, nowMs);
    return [{ ref, system: parts.system, type: parts.type }];
  });
  if (due.length === 0) return;
  inbox.signal(due).catch(() => {
    for (const { ref } of due) times.delete(ref);
  });
}
