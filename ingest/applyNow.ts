import { setTimeout as wait } from 'node:timers/promises';
import type { InboxDocument } from '../datasources/mongo/documents.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { GatewayError } from '../domain/errors.ts';
import { parseSourceRef, type SourceRef } from '../domain/sourceRef.ts';
import type { BatchResult } from './worker.ts';

/** How often another worker that holds a ref is looked at. */
const LOOK_MS = 25;

export interface ApplyNow {
  store: Store;
  work(batch: readonly InboxDocument[], signal: AbortSignal): Promise<BatchResult>;
  owner: string;
  leaseMs: number;
}

/**
 * Takes these refs in through the inbox, like any change, but at once. What another worker holds is waited for. Rejects
 * with the signal's reason when it fires, and with SOURCE_UNAVAILABLE where a source did not give what was asked; the
 * inbox has it in either case.
 */
export async function applyRefsNow({ store, work, owner, leaseMs }: ApplyNow, refs: readonly SourceRef[], signal: AbortSignal): Promise<void> {
  if (refs.length === 0) return;
  signal.throwIfAborted();
  const asked = [...new Set(refs)];
  await store.inbox.signal(asked.map((ref) => ({ ref, ...systemAndType(ref) })));
  for (let left = asked; ; ) {
    const batch = await store.inbox.leaseRefs(owner, left, leaseMs);
    if (batch.length > 0) {
      // Parties before events, as ever: applying a batch sees to that.
      const { failures } = await work(batch, signal);
      signal.throwIfAborted();
      if (failures.size > 0) throw new GatewayError('SOURCE_UNAVAILABLE', 'A source did not give a record that was just named.');
    }
    const undone = await store.inbox.undone(left);
    left = left.filter((ref) => undone.has(ref));
    if (left.length === 0) return;
    await wait(LOOK_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

function systemAndType(ref: SourceRef) {
  const { system, type } = parseSourceRef(ref);
  return { system, type };
}
