import { systemOf } from '../../domain/sourceRef.ts';
import type { OrderLine, OrderRecord } from '../../domain/records.ts';
import type { RequestContext } from '../context.ts';
import { LINE_PARTS, type EventNode } from '../support/events.ts';
import { sourceUnavailable } from '../support/failures.ts';
import type { MaybePromise } from '../support/maybePromise.ts';

type OrderNode = EventNode & { record: OrderRecord | undefined; lines: OrderLine[] | Error };

/** The schema's bound of this list. */
const MOST_LINES = 200;

/** As a rule the lines were read with the order; an order found without them (a subscription's) is read once more. */
export function lines(order: OrderNode, _args: unknown, ctx: RequestContext): MaybePromise<OrderLine[] | Error | null> {
  if (order.lines instanceof Error) return order.lines;
  if (order.parts.includes('lines')) return order.lines.slice(0, MOST_LINES);
  const ref = order.record?.ref ?? order.ref;
  return ctx.records.read(ref, LINE_PARTS).then((read) => {
    if (read.status === 'DOWN') return sourceUnavailable(systemOf(ref), 'Order.lines');
    return 'record' in read && read.record.type === 'order' ? read.record.lines.slice(0, MOST_LINES) : null;
  });
}
