import type { Attachment } from '../../datasources/mongo/documents.ts';
import type { StoredEvent } from '../../datasources/mongo/store.ts';
import { GatewayError } from '../../domain/errors.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { SETTLE_ROUNDS, type ApplyDeps } from '../applyDeps.ts';
import { formerParty } from '../formerMarks.ts';

/** What is to be written of one event; null: it is so already. */
export type Wanted = (event: StoredEvent) => Pick<Attachment, 'from' | 'partyRef'> | null;

/** The party that the event itself states, whoever it is attached to. */
export const statedOf = ({ partyRef, attached }: StoredEvent): SourceRef => attached?.from ?? partyRef;

/**
 * Writes over what was read, and again over what somebody else wrote meanwhile. Gives those of the events
 * that everything has still to follow, whoever wrote them.
 */
export async function setAttached(deps: ApplyDeps, events: readonly StoredEvent[], wantedOf: Wanted, { actor, reason }: Pick<Attachment, 'actor' | 'reason'>): Promise<StoredEvent[]> {
  const { interactions } = deps.store;
  const refs = events.map(({ _id }) => _id);
  for (let round = 0, standing: ReadonlyMap<SourceRef, StoredEvent> = new Map(events.map((event) => [event._id, event])); ; round += 1) {
    if (round === SETTLE_ROUNDS) throw new GatewayError('STORE_UNAVAILABLE', 'Other writers keep changing the same events.', { retryAfterSeconds: 1 });
    const changes = [...standing.values()].flatMap((event) => {
      const wanted = wantedOf(event);
      if (!wanted) return [];
      const attached: Attachment = { ...wanted, actor, reason, at: new Date(deps.now()), revision: (event.attached?.revision ?? 0) + 1 };
      return [{ ref: event._id, epoch: event.epoch, partyRef: wanted.partyRef ?? wanted.from, attached, former: [formerParty(event.partyRef)] }];
    });
    const refused = changes.length > 0 ? await interactions.attach(changes) : [];
    standing = await interactions.stored(refs);
    if (refused.length > 0) continue;
    return [...standing.values()].filter(({ settled }) => !settled);
  }
}

