import type { PullWish } from '../datasources/mongo/documents.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { GatewayError } from '../domain/errors.ts';
import { RECORD_TYPES } from '../domain/sourceRef.ts';

/** `SyncSourceInput` of the schema. */
export interface SyncSourceInput {
  system: string;
  sweep?: boolean | null;
  confirmMissing?: boolean | null;
}

export interface SyncContext {
  store: Pick<Store, 'pulls'>;
  now(): number;
}

/**
 * Has whoever pulls a source next do so at once. Throws BAD_USER_INPUT for a system that is none of `systems`, and where
 * there is nothing to confirm.
 */
export async function syncSource({ system, sweep, confirmMissing }: SyncSourceInput, { store, now }: SyncContext, systems: readonly string[]): Promise<void> {
  if (!systems.includes(system)) throw new GatewayError('BAD_USER_INPUT', `Input field \`system\` must be one of ${systems.join(', ')}.`, { argument: 'system' });
  const document = await store.pulls.get(system);
  const confirmed: PullWish['confirmed'] = {};
  // The sweep that was looked at, not one that may stop meanwhile.
  for (const type of confirmMissing ? RECORD_TYPES : []) {
    const last = document?.types[type]?.sweep;
    if (last?.stage === 'STOPPED') confirmed[type] = last.number;
  }
  if (confirmMissing && Object.keys(confirmed).length === 0) {
    throw new GatewayError('BAD_USER_INPUT', 'Input field `confirmMissing` needs a sweep of this source that has stopped: see syncStatus.', { argument: 'confirmMissing' });
  }
  if (confirmMissing && sweep) throw new GatewayError('BAD_USER_INPUT', 'Input field `sweep` begins anew what `confirmMissing` would go on with: give one of them.', { argument: 'sweep' });
  const former = document?.wanted;
  await store.pulls.wish(system, { at: new Date(now()), sweep: sweep === true || (former?.sweep ?? false), confirmed: { ...former?.confirmed, ...confirmed } });
}
