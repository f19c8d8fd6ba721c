import { systemOf } from '../../domain/sourceRef.ts';
import type { OrderLine, OrderRecord } from '../../domain/records.ts';
import type { RequestContext } from '../context.ts';
import { LINE_PARTS, type EventNode } from '../support/events.ts';
import { sourceUnavailable } from '../support/failures.ts';
import type { MaybePromise } from '../support/maybePromise.ts';

type OrderNode = EventNode & { record: OrderRecord | undefined; lines: OrderLine[] | Error };

/** The schema's bound of this list. */
const MOST_LINES = 200;

const shown = ({ lines }: OrderRecord): OrderLine[] => lines.slice(0, MOST_LINES);
const omitted = ({ lines, linesOmitted = 0 }: OrderRecord): number => Math.max(lines.length - MOST_LINES, 0) + linesOmitted;

/** As a rule the lines were read with the order; an order found without them (a subscription's) is read once more. */
function ofLines<Value>(order: OrderNode, field: string, ctx: RequestContext, value: (record: OrderRecord) => Value): MaybePromise<Value | Error | null> {
  const { record, parts } = order;
  const ref = record?.ref ?? order.ref;
  if (order.lines instanceof Error) return sourceUnavailable(systemOf(ref), `Order.${field}`);
  if (record && parts.includes('lines')) return value(record);
  return ctx.records.read(ref, LINE_PARTS).then((read) => {
    if (read.status === 'DOWN') return sourceUnavailable(systemOf(ref), `Order.${field}`);
    return 'record' in read && read.record.type === 'order' ? value(read.record) : null;
  });
}

export const lines = (order: OrderNode, _args: unknown, ctx: RequestContext): MaybePromise<OrderLine[] | Error | null> => ofLines(order, 'lines', ctx, shown);

/** Those beyond what the API shows of an order, and those that were not kept of it (`boundedEvent`). */
export const linesOmitted = (order: OrderNode, _args: unknown, ctx: RequestContext): MaybePromise<number | Error | null> => ofLines(order, 'linesOmitted', ctx, omitted);
