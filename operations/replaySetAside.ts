import type { Store } from '../datasources/mongo/store.ts';
import { GatewayError } from '../domain/errors.ts';
import type { SourceRef } from '../domain/sourceRef.ts';

/** As a caller gives it (`ReplaySetAsideInput` of the schema). */
export interface ReplaySetAsideInput {
  refs?: readonly SourceRef[] | null;
  system?: string | null;
}

export const MOST_REPLAYED = 100;
const MAX_NAME_LENGTH = 1_000;

function refuse(argument: string, expected: string): never {
  throw new GatewayError('BAD_USER_INPUT', `Input field \`${argument}\` ${expected}.`, { argument });
}

/** Makes records that were set aside work again; durable when it resolves. Gives how many. Throws BAD_USER_INPUT, STORE_UNAVAILABLE. */
export function replaySetAside({ refs, system }: ReplaySetAsideInput, { store }: { store: Pick<Store, 'inbox'> }): Promise<number> {
  if ((refs == null) === (system == null)) refuse('input', 'must name either refs or a system');
  if (system != null) return system.length > MAX_NAME_LENGTH ? refuse('system', 'is too long') : store.inbox.replay({ system });
  if (refs!.length === 0 || refs!.length > MOST_REPLAYED) refuse('refs', `must name from 1 to ${MOST_REPLAYED} records`);
  return store.inbox.replay({ refs: [...new Set(refs)] });
}
