/**
 * Writes an interaction down, once per principal and idempotency key. Every step may be repeated: the refs are derived
 * from principal and key, the time from the first try, so a writer that dies anywhere is finished by its next try.
 */
import { GatewayError } from '../domain/errors.ts';
import { INTERACTION_TOPIC } from '../domain/interactionNotice.ts';
import type { Principal } from '../domain/principal.ts';
import type { RecordedInteraction } from '../domain/records.ts';
import { sourceRef, type SourceRef } from '../domain/sourceRef.ts';
import { GATEWAY_SYSTEM } from '../domain/statedParty.ts';
import type { InteractionDocument } from '../datasources/mongo/documents.ts';
import type { Store } from '../datasources/mongo/store.ts';
import type { Notices } from '../datasources/redis/notices.ts';
import { checkInput, type CheckedInput, type RecordInteractionInput } from './recordInteraction/input.ts';
import { checkAgain, resolveTarget, type ResolvedTarget, type TargetContext } from './recordInteraction/target.ts';

export type { RecordInteractionInput } from './recordInteraction/input.ts';

/** What the operation needs of a request; a RequestContext has it all. */
export interface RecordInteractionContext extends TargetContext {
  principal: Principal;
  store: Store;
  notices: Notices;
  applyNow: ((refs: readonly SourceRef[], signal: AbortSignal) => Promise<void>) | null;
  signal: AbortSignal;
}

function documentOf(ref: SourceRef, input: CheckedInput, target: ResolvedTarget, createdAt: Date, context: RecordInteractionContext): InteractionDocument {
  const at = input.at ?? createdAt.toISOString();
  const record: RecordedInteraction = {
    type: 'interaction',
    ref,
    party: { ref: target.partyRef },
    at,
    updatedAt: null,
    final: true,
    channel: input.channel,
    direction: input.direction,
    subject: input.subject,
    note: input.note,
    recordedBy: context.principal.subject,
  };
  return {
    _id: ref,
    system: GATEWAY_SYSTEM,
    kind: 'interaction',
    epoch: 1,
    hash: context.keyedHash(JSON.stringify(record)),
    state: 'LIVE',
    partyRef: target.partyRef,
    at: new Date(at),
    final: true,
    status: null,
    numbers: [],
    sharedKeys: [],
    twinOf: null,
    twins: [],
    parties: [target.partyRef],
    scope: target.scope,
    former: [],
    settled: false,
    record,
    fetchedAt: createdAt,
    schemaVersion: 1,
  };
}

/** Links and indexes what was written, now if ingest is here; the inbox has it in any case. */
async function follow(document: InteractionDocument, context: RecordInteractionContext): Promise<void> {
  const { _id: ref, partyRef } = document;
  const own = partyRef.startsWith(`${GATEWAY_SYSTEM}:`) ? [{ ref: partyRef, system: GATEWAY_SYSTEM, type: 'party' as const }] : [];
  await context.store.inbox.signal([...own, { ref, system: GATEWAY_SYSTEM, type: 'interaction' }]);
  if (context.applyNow) {
    try {
      await context.applyNow([...own.map((each) => each.ref), ref], context.signal);
    } catch {
      // It is written and in the inbox: a worker follows it up.
    }
  }
  await context.notices.publish(INTERACTION_TOPIC, { ref, partyRef });
}

/** The refusal of a key that stands for another write. */
function reused(): GatewayError {
  return new GatewayError('IDEMPOTENCY_KEY_REUSED', 'This idempotency key was used with another input. Take a new key for a new interaction.');
}

/**
 * The interaction as it is stored, new or from the first try with this key. Whoever repeats a write gets its answer as long
 * as its row is within the caller's view.
 * Throws BAD_USER_INPUT (an unknown customer or source ref included), IDEMPOTENCY_KEY_REUSED, STORE_UNAVAILABLE.
 */
export async function recordInteraction(given: RecordInteractionInput, context: RecordInteractionContext): Promise<InteractionDocument> {
  const { store, principal } = context;
  const input = checkInput(given, context.now());
  const id = context.keyedHash(`interaction\u0000${principal.subject}\u0000${input.idempotencyKey}`);
  const ref = sourceRef(GATEWAY_SYSTEM, 'interaction', id);
  const { idempotencyKey: _key, ...body } = input;
  const bodyHash = context.keyedHash(JSON.stringify(body));

  const claim = async (): Promise<Date> => {
    const standing = await store.idempotency.putIfAbsent({ _id: id, bodyHash, ref, createdAt: new Date(context.now()) });
    if (standing.bodyHash !== bodyHash) throw reused();
    return standing.createdAt;
  };

  const known = (await store.interactions.byRefs([ref])).get(ref);
  if (known) {
    await claim();
    await checkAgain(input.target, known, context);
    if (known.settled) return known;
    await follow(known, context);
    return asStored(known, context);
  }
  // A target that is refused must not use up the key.
  const target = await resolveTarget(input.target, context);
  const document = documentOf(ref, input, target, await claim(), context);
  if (target.stated) await store.parties.upsert([target.stated]);
  await store.interactions.upsert([document]);
  await follow(document, context);
  // Another try with this key may have come first: what it wrote stands.
  return asStored(document, context);
}

async function asStored(document: InteractionDocument, { store }: RecordInteractionContext): Promise<InteractionDocument> {
  return (await store.interactions.byRefs([document._id])).get(document._id) ?? document;
}
