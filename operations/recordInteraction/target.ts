/** Which party record an interaction is written to: an interaction names a record, never a customer (DESIGN section 5). */
import { GatewayError } from '../../domain/errors.ts';
import { keysOf } from '../../domain/identity/keys.ts';
import type { RowView } from '../../domain/principal.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { GATEWAY_SYSTEM, isPinRef, statedPartyRef, statedRecord, withoutMerelyStated } from '../../domain/statedParty.ts';
import type { CustomerIndexDocument, PartyDocument } from '../../datasources/mongo/documents.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import type { InteractionTarget } from './input.ts';

export interface TargetContext {
  view: RowView;
  store: Pick<Store, 'customerIndex' | 'parties'>;
  keyedHash(text: string): string;
  now(): number;
}

export interface ResolvedTarget {
  partyRef: SourceRef;
  /** Row-scope keys of the customer that it belongs to now. */
  scope: string[];
  /** A party record that has to be stored first: the contact point is nobody's yet. */
  stated: Omit<PartyDocument, 'link' | 'evidence'> | null;
}

/** Two wrong ids and an id out of view give one answer, or an id could be guessed by what it answers. */
function unknown(argument: 'customerId' | 'sourceRef'): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `Input field \`${argument}\` names nothing that you may write to.`, { argument });
}

const scopeOf = (index: CustomerIndexDocument): string[] => index.scope.filter((key) => !key.startsWith('self:'));

/** The founder first, then the record linked first. */
export function byLink(a: PartyDocument, b: PartyDocument): number {
  const founded = Number(b.link?.rule === 'founded') - Number(a.link?.rule === 'founded');
  const linked = (a.link?.linkedAt.getTime() ?? Infinity) - (b.link?.linkedAt.getTime() ?? Infinity);
  return founded || linked || (a._id < b._id ? -1 : 1);
}

/** The records of a customer, without pins: the founders first, then by the time of their link. */
export async function partiesOf(index: Pick<CustomerIndexDocument, 'parties'>, context: { store: Pick<Store, 'parties'> }): Promise<PartyDocument[]> {
  // An interaction would outlive the pin that it names.
  const stored = await context.store.parties.byRefs(index.parties.flatMap(({ ref }) => (isPinRef(ref) ? [] : ref)));
  return [...stored.values()].sort(byLink);
}

/** Of a customer's records in the order of `partiesOf`, the one that holds this id's first link: what is written to it goes with the id in a split. */
export function firstOf(id: string, parties: readonly PartyDocument[]): PartyDocument | undefined {
  return parties.find(({ link }) => link?.firstCustomerId === id) ?? parties.find(({ link }) => link?.customerId === id) ?? parties[0];
}

async function ofCustomer(id: string, context: TargetContext): Promise<ResolvedTarget> {
  const index = (await context.store.customerIndex.byIds([id], context.view)).get(id);
  if (!index) throw unknown('customerId');
  const first = firstOf(id, await partiesOf(index, context));
  if (!first) throw unknown('customerId');
  return { partyRef: first._id, scope: scopeOf(index), stated: null };
}

/**
 * Row-scope keys of whoever the record belongs to; undefined where it is not in view. A record that goes from one customer
 * to another is listed by none for a moment, or until somebody takes over from a worker that was killed there: to staff who
 * see every row it is in view meanwhile, and the scope of what is written to it follows.
 */
async function scopeOfRecord(ref: SourceRef, { store, view }: Pick<TargetContext, 'store' | 'view'>): Promise<string[] | undefined> {
  const index = (await store.customerIndex.byPartyRefs([ref], view)).get(ref);
  if (index) return scopeOf(index);
  if (view.audience !== 'staff' || !view.rows.all || isPinRef(ref)) return undefined;
  return (await store.parties.byRefs([ref])).has(ref) ? [] : undefined;
}

async function ofRecord(ref: SourceRef, context: TargetContext): Promise<ResolvedTarget> {
  const scope = await scopeOfRecord(ref, context);
  if (!scope) throw unknown('sourceRef');
  return { partyRef: ref, scope, stated: null };
}

/** A contact point of one customer in view is that customer's; of none or several it stands for itself: nothing is guessed. */
async function ofContactPoint(by: 'email' | 'phone', value: string, context: TargetContext): Promise<ResolvedTarget> {
  const key = `${by}:${value}`;
  const [index, another] = withoutMerelyStated(await context.store.customerIndex.byKey(key, context.view, 3), 2);
  if (index && !another) {
    const holder = (await partiesOf(index, context)).find(({ keys, state }) => state === 'LIVE' && keys.includes(key));
    if (holder) return { partyRef: holder._id, scope: scopeOf(index), stated: null };
  }
  return stateContactPoint(by, value, context);
}

function stateContactPoint(by: 'email' | 'phone', value: string, context: TargetContext): ResolvedTarget {
  const ref = statedPartyRef(GATEWAY_SYSTEM, context.keyedHash(`stated party\u0000${by}:${value}`));
  const identifier = [{ value, verified: false, label: null }];
  const record = statedRecord(ref, {
    kind: 'PERSON',
    name: null,
    emails: by === 'email' ? identifier : [],
    phones: by === 'phone' ? identifier : [],
    addresses: [],
  });
  const stated = {
    _id: ref,
    system: GATEWAY_SYSTEM,
    // It never changes, so whoever writes it second changes nothing.
    epoch: 1,
    hash: context.keyedHash(JSON.stringify(record)),
    state: 'LIVE' as const,
    record,
    keys: keysOf(record),
    formerKeys: [],
    settled: false,
    fetchedAt: new Date(context.now()),
    schemaVersion: 1,
  };
  return { partyRef: ref, scope: [], stated };
}

/**
 * Throws as `resolveTarget` does where what was written to this target has left the caller's view since. What was written to
 * a contact point stands for itself, as it does for a caller who never saw whose it is.
 */
export async function checkAgain({ by }: InteractionTarget, { partyRef }: { partyRef: SourceRef }, context: TargetContext): Promise<void> {
  if (by !== 'customerId' && by !== 'sourceRef') return;
  if (!(await scopeOfRecord(partyRef, context))) throw unknown(by);
}

/** Throws BAD_USER_INPUT for a customer id or source ref that leads nowhere within the view. */
export function resolveTarget(target: InteractionTarget, context: TargetContext): Promise<ResolvedTarget> {
  switch (target.by) {
    case 'customerId':
      return ofCustomer(target.value, context);
    case 'sourceRef':
      return ofRecord(target.value, context);
    case 'email':
    case 'phone':
      return ofContactPoint(target.by, target.value, context);
  }
}
