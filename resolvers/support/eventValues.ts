/** What stands on an event's node: the values of its record, or why there are none. */
import type { EventRecord } from '../../domain/records.ts';
import { systemOf, type EventType } from '../../domain/sourceRef.ts';
import type { TimelineRow } from '../../datasources/mongo/store.ts';
import { sourceUnavailable } from './failures.ts';

/** The values of a record as the schema names them; written out, so that all nodes of a kind have one shape. */
export function valuesOf(record: EventRecord): object {
  switch (record.type) {
    case 'order': {
      const { number, status, total, lines } = record;
      return { number, status, total, lines };
    }
    case 'ticket': {
      const { number, subject, status, category, queue, priority, updatedAt } = record;
      return { number, subject, status, category, queue, priority, updatedAt };
    }
    case 'call': {
      const { direction, number, durationSeconds, agent, subject } = record;
      return { direction, number, durationSeconds, agent, subject };
    }
    case 'touch': {
      const { channel, action, campaign } = record;
      return { channel, action, campaign };
    }
    case 'interaction': {
      const { channel, direction, subject, note, recordedBy } = record;
      return { channel, direction, subject, note, recordedBy };
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

/** In place of the values of a record that could not be read: engines report an Error value as that field's error. */
export function failedValues({ kind, ref }: Pick<TimelineRow, 'kind' | 'ref'>): object {
  const error = sourceUnavailable(systemOf(ref));
  return Object.fromEntries(VALUE_FIELDS[kind].map((field) => [field, error]));
}
