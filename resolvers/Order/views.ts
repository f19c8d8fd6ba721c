import { isStatement } from '../../domain/partyKeys.ts';
import type { Money, OrderStatus } from '../../domain/records.ts';
import { systemOf, type SourceRef } from '../../domain/sourceRef.ts';
import type { RecordRead } from '../../datasources/upstream/reads.ts';
import type { RequestContext } from '../context.ts';
import { CORE_PARTS, isStillTheirs, meet, refsOf, type EventNode } from '../support/events.ts';
import { signalChanged } from '../support/changedRecords.ts';
import { customerOfParty } from '../support/customers.ts';
import { sourceUnavailable } from '../support/failures.ts';

interface OrderViewParent {
  system: string;
  ref: SourceRef;
  number: string | null | Error;
  status: OrderStatus | Error;
  total: Money | null | Error;
}

function viewOf(ref: SourceRef, read: RecordRead): OrderViewParent[] {
  const system = systemOf(ref);
  if (read.status === 'DOWN') {
    const unavailable = (field: string) => sourceUnavailable(system, `OrderView.${field}`);
    return [{ system, ref, number: unavailable('number'), status: unavailable('status'), total: unavailable('total') }];
  }
  if (read.status === 'GONE' || read.record.type !== 'order') return [];
  const { number, status, total } = read.record;
  return [{ system, ref, number, status, total }];
}

/**
 * Whether a twin is still the view of this order, by whose its source says it is: of this customer, or of whom it was when
 * it was taken in. Else its source may have answered with somebody else's order. The leading view was judged with its row.
 */
async function isStillTwin(order: EventNode, ref: SourceRef, read: RecordRead, ctx: RequestContext): Promise<boolean> {
  if (ref === order.ref || !('record' in read) || read.record.type !== 'order') return true;
  const { party } = read.record;
  try {
    const customer = order.handle ?? (await customerOfParty(order.partyRef, ctx));
    if (!isStatement(party) && customer?.holds(party.ref)) return true;
    const stored = (await ctx.store.interactions.stored([ref])).get(ref);
    if (stored && (await isStillTheirs(read.record, { ref, partyRef: stored.partyRef }, customer, ctx))) return true;
  } catch {
    // Without the store nobody knows whose it is.
    return false;
  }
  signalChanged(ctx, [ref]);
  return false;
}

/** The leading view first; a view that its system has no more, or that is of somebody else by now, is left out. */
export async function views(order: EventNode, _args: unknown, ctx: RequestContext): Promise<OrderViewParent[]> {
  const refs = refsOf(order);
  const reading = ctx.records.readMany(refs, CORE_PARTS);
  const reads = await (order.handle?.track(reading) ?? reading);
  const theirs = await Promise.all(reads.map((read, index) => isStillTwin(order, refs[index]!, read, ctx)));
  reads.forEach((read, index) => {
    const ref = refs[index]!;
    if (theirs[index] && 'record' in read && read.record.type === 'order' && !isStatement(read.record.party)) meet(read.record.party.ref, order.handle, ctx);
    if (ref !== order.ref) order.handle?.notes.noteRead(systemOf(ref), read);
  });
  return reads.flatMap((read, index) => (theirs[index] ? viewOf(refs[index]!, read) : []));
}
