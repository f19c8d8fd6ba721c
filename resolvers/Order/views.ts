import { isStatement } from '../../domain/partyKeys.ts';
import type { Money, OrderStatus } from '../../domain/records.ts';
import { systemOf, type SourceRef } from '../../domain/sourceRef.ts';
import type { RecordRead } from '../../datasources/upstream/reads.ts';
import type { RequestContext } from '../context.ts';
import { CORE_PARTS, meet, refsOf, type EventNode } from '../support/events.ts';
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

/** The leading view first; a view that its system has no more is left out. */
export async function views(order: EventNode, _args: unknown, ctx: RequestContext): Promise<OrderViewParent[]> {
  const refs = refsOf(order);
  const reading = ctx.records.readMany(refs, CORE_PARTS);
  const reads = await (order.handle?.track(reading) ?? reading);
  reads.forEach((read, index) => {
    const ref = refs[index]!;
    if ('record' in read && read.record.type === 'order' && !isStatement(read.record.party)) meet(read.record.party.ref, order.handle, ctx);
    if (ref !== order.ref) order.handle?.notes.noteRead(systemOf(ref), read);
  });
  return reads.flatMap((read, index) => viewOf(refs[index]!, read));
}
