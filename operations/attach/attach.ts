/**
 * Attaches interactions of unknown callers to a customer, and takes that back. What is written is one field of the event, by
 * compare-and-set; the event stays unsettled until timelines, index and scopes have followed, so who dies on the way is
 * finished by a worker's next round or by the same call again.
 */
import type { StoredEvent } from '../../datasources/mongo/store.ts';
import type { Notices } from '../../datasources/redis/notices.ts';
import { INTERACTION_TOPIC } from '../../domain/interactionNotice.ts';
import type { EventType, SourceRef } from '../../domain/sourceRef.ts';
import { isStatedRef } from '../../domain/statedParty.ts';
import type { ApplyDeps } from '../applyDeps.ts';
import { applyDepsOf, type StewardContext } from '../decisions/context.ts';
import { distinct, reasonOf, refuse } from '../decisions/refuse.ts';
import { followUp } from '../followUp.ts';
import { firstOf, partiesOf } from '../recordInteraction/target.ts';
import { setAttached, statedOf, type Wanted } from './setAttached.ts';

/** What attaching needs of a request; a RequestContext has it all. */
export interface AttachContext extends StewardContext {
  notices: Notices;
  /** Takes the customer that is written about, for the audit. */
  met: Set<string>;
}

/** `AttachInteractionsInput` of the schema. */
export interface AttachInput extends DetachInput {
  customerId: string;
}

/** `DetachInteractionsInput` of the schema. */
export interface DetachInput {
  refs: readonly string[];
  reason: string;
}

const MOST_REFS = 100;
const KINDS: ReadonlySet<EventType> = new Set<EventType>(['call', 'interaction']);

/** These events, in the order given. Throws BAD_USER_INPUT, alike for what there is not and what is out of view. */
async function eventsNamed(given: readonly string[], context: AttachContext): Promise<StoredEvent[]> {
  const { store, view, ids } = context;
  const refs = distinct('refs', given.map((each) => ids.decode(each) ?? each), 1, MOST_REFS);
  const stored = await store.interactions.stored(refs);
  const owners = await store.customerIndex.byPartyRefs([...new Set([...stored.values()].map(({ partyRef }) => partyRef))], view);
  const isInView = ({ partyRef, scope }: StoredEvent): boolean => owners.has(partyRef) || view.rows.all || scope.some((key) => !view.rows.all && view.rows.keys.includes(key));
  return refs.map((ref) => {
    const event = stored.get(ref);
    if (!event || event.state !== 'LIVE' || !isInView(event)) refuse('refs', 'names an interaction that there is not');
    if (!KINDS.has(event.kind) || !isStatedRef(statedOf(event))) refuse('refs', 'names an interaction whose customer its system knows: only those of unknown callers can be moved');
    return event;
  });
}

/** Timelines, index and scopes of events whose party is another one now. */
async function followAttached(deps: ApplyDeps, unsettled: readonly StoredEvent[]): Promise<void> {
  if (unsettled.length === 0) return;
  const events = unsettled.map(({ _id, epoch }) => ({ ref: _id, epoch }));
  await followUp(deps, { parties: [], relationKeys: [], events, eventParties: unsettled.flatMap(({ partyRef, parties, attached }) => [partyRef, ...parties, ...(attached ? [attached.from] : [])]) });
}

async function write(context: AttachContext, events: readonly StoredEvent[], wantedOf: Wanted, reason: string): Promise<SourceRef[]> {
  const deps = applyDepsOf(context);
  const unsettled = await setAttached(deps, events, wantedOf, { actor: context.principal.subject, reason });
  await followAttached(deps, unsettled);
  for (const { _id: ref, partyRef } of unsettled) await context.notices.publish(INTERACTION_TOPIC, { ref, partyRef });
  return events.map(({ _id }) => _id);
}

/**
 * Gives the refs of the interactions, which are the customer's now. Throws BAD_USER_INPUT, for an unknown customer or event and
 * one out of view alike.
 */
export async function attachInteractions({ refs, customerId, reason }: AttachInput, context: AttachContext): Promise<SourceRef[]> {
  const why = reasonOf(reason);
  const [id] = distinct('customerId', [customerId], 1, 1) as [string];
  const events = await eventsNamed(refs, context);
  const index = (await context.store.customerIndex.byIds([id], context.view)).get(id);
  if (!index) refuse('customerId', 'names nothing that you may write to');
  context.met.add(index.customerId);
  const own = new Set(index.parties.map(({ ref }) => ref));
  const holder = firstOf(id, (await partiesOf(index, context)).filter(({ _id }) => !isStatedRef(_id)));
  if (!holder) refuse('customerId', 'names a customer of whom nothing is known but a contact point');
  // An attachment to another record of the customer is one to the customer.
  const isTheirs = ({ partyRef }: StoredEvent): boolean => own.has(partyRef) && !isStatedRef(partyRef);
  return write(context, events, (event) => (isTheirs(event) ? null : { from: statedOf(event), partyRef: holder._id }), why);
}

/** Gives the refs of the interactions, which are the unknown caller's again. Throws as `attachInteractions` does. */
export async function detachInteractions({ refs, reason }: DetachInput, context: AttachContext): Promise<SourceRef[]> {
  const why = reasonOf(reason);
  const events = await eventsNamed(refs, context);
  return write(context, events, ({ attached }) => (attached?.partyRef ? { from: attached.from, partyRef: null } : null), why);
}
