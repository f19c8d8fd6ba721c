/** An event's node, and what stands on it: the values of its record, or why there are none. */
import type { EventRecord, Part } from '../../domain/records.ts';
import { systemOf, type EventType, type SourceRef } from '../../domain/sourceRef.ts';
import type { ChangeStamp, TimelineRow } from '../../datasources/mongo/store.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { sourceUnavailable } from './failures.ts';

export const TYPE_NAMES = { order: 'Order', ticket: 'Ticket', call: 'Call', touch: 'Touch', interaction: 'RecordedInteraction' } as const;

/** What a stream knows of an event that it tells. */
export interface ToldEvent extends ChangeStamp {
  /** Where a stream goes on that begins after it. */
  cursor: string;
}

/** What every event node has, whatever its source says; the values of its record stand beside it. */
export interface EventNode {
  __typename: (typeof TYPE_NAMES)[EventType];
  ref: SourceRef;
  twins: readonly SourceRef[];
  partyRef: SourceRef;
  at: string;
  /** The customer in whose timeline it was found. */
  handle: CustomerHandle | null;
  /** Of its leading view, or of a twin where that is gone. Undefined where the source is down and nothing is known from before. */
  record: EventRecord | undefined;
  /** Which parts `record` was read with. */
  parts: readonly Part[];
  /** Of an event that a stream tells. */
  told?: ToldEvent;
}

/**
 * A node with the values of a record as the schema names them. One literal for each kind: an object put together from two
 * costs several times as much, and there is one for each row.
 */
export function withValues({ kind, ref, twins, partyRef }: TimelineRow, handle: CustomerHandle | null, record: EventRecord, parts: readonly Part[]): EventNode {
  const __typename = TYPE_NAMES[kind];
  const { at } = record;
  switch (record.type) {
    case 'order': {
      const { number, status, total, lines } = record;
      return { __typename, ref, twins, partyRef, at, handle, record, parts, number, status, total, lines } as EventNode;
    }
    case 'ticket': {
      const { number, subject, status, category, queue, priority, updatedAt } = record;
      return { __typename, ref, twins, partyRef, at, handle, record, parts, number, subject, status, category, queue, priority, updatedAt } as EventNode;
    }
    case 'call': {
      const { direction, number, durationSeconds, agent, subject } = record;
      return { __typename, ref, twins, partyRef, at, handle, record, parts, direction, number, durationSeconds, agent, subject } as EventNode;
    }
    case 'touch': {
      const { channel, action, campaign } = record;
      return { __typename, ref, twins, partyRef, at, handle, record, parts, channel, action, campaign } as EventNode;
    }
    case 'interaction': {
      const { channel, direction, subject, note, recordedBy } = record;
      return { __typename, ref, twins, partyRef, at, handle, record, parts, channel, direction, subject, note, recordedBy } as EventNode;
    }
  }
}

const VALUE_FIELDS: Readonly<Record<EventType, readonly string[]>> = {
  order: ['number', 'status', 'total', 'lines'],
  ticket: ['number', 'subject', 'status', 'category', 'queue', 'priority', 'updatedAt'],
  call: ['direction', 'number', 'durationSeconds', 'agent', 'subject'],
  touch: ['channel', 'action', 'campaign'],
  interaction: ['channel', 'direction', 'subject', 'note', 'recordedBy'],
};

/** A node whose record could not be read, with an error in place of each value: engines report it as that field's. `from`: the view that was read. */
export function withoutValues({ kind, ref, twins, partyRef, atMs }: TimelineRow, handle: CustomerHandle | null, parts: readonly Part[], from: SourceRef): EventNode {
  const system = systemOf(from);
  const failed = VALUE_FIELDS[kind].map((field) => [field, sourceUnavailable(system, `${TYPE_NAMES[kind]}.${field}`)]);
  return { __typename: TYPE_NAMES[kind], ref, twins, partyRef, at: new Date(atMs).toISOString(), handle, record: undefined, parts, ...Object.fromEntries(failed) };
}
