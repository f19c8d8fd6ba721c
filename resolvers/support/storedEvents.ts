/** Events that are reached by their own name: who may meet them is decided on the stored event and its party. */
import type { InteractionDocument } from '../../datasources/mongo/documents.ts';
import type { RequestContext } from '../context.ts';
import { customerOfParty } from './customers.ts';

/** What decides who may meet an event. */
type ScopedEvent = Pick<InteractionDocument, 'state' | 'partyRef' | 'parties' | 'scope'>;

/** Asked for in place of a party that there is not, so that an event never issued costs what one out of view costs. */
const NOBODY = 'gateway:party:nobody';

/**
 * Those of the events that the caller may meet: by the event's own row-scope keys, or because a customer of the view
 * holds one of its parties. The store is asked the same whether there are events or not.
 */
export async function eventsInView<Event extends ScopedEvent>(documents: readonly Event[], ctx: RequestContext): Promise<Event[]> {
  const live = documents.filter(({ state }) => state === 'LIVE');
  const partiesOf = ({ partyRef, parties }: ScopedEvent): string[] => [...new Set([partyRef, ...parties])];
  const refs = new Set(live.flatMap(partiesOf));
  const asked = [...(refs.size > 0 ? refs : [NOBODY])];
  const found = await Promise.all(asked.map((ref) => customerOfParty(ref, ctx)));
  const held = new Set(asked.filter((_, index) => found[index]));
  const { rows } = ctx.view;
  return live.filter(
    (event) =>
      partiesOf(event).some((ref) => held.has(ref)) || rows.all || event.scope.some((key) => rows.keys.includes(key)),
  );
}
