/** The parent objects of `Order`, `Ticket`, `Call`, `Touch` and `RecordedInteraction`: one store row with its live values. */
import { isSameStatement, isStatement } from '../../domain/partyKeys.ts';
import type { EventRecord, Part } from '../../domain/records.ts';
import { systemOf, type EventType, type SourceRef } from '../../domain/sourceRef.ts';
import type { InteractionDocument } from '../../datasources/mongo/documents.ts';
import type { TimelineRow } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import { signalChanged } from './changedRecords.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { sourceUnavailable } from './failures.ts';
import { after, type MaybePromise } from './maybePromise.ts';

export const TYPE_NAMES = { order: 'Order', ticket: 'Ticket', call: 'Call', touch: 'Touch', interaction: 'RecordedInteraction' } as const;

/** What every event node has, whatever its source says. */
export interface EventNode {
  __typename: (typeof TYPE_NAMES)[EventType];
  ref: SourceRef;
  refs: SourceRef[];
  twins: readonly SourceRef[];
  partyRef: SourceRef;
  at: string | Error;
  /** The customer in whose timeline it was found. */
  handle: CustomerHandle | null;
  /** Undefined where the source is down and nothing is known from before. */
  record: EventRecord | undefined;
  /** Which parts `record` was read with. */
  parts: readonly Part[];
}

/** Parts to read of a row: chosen by what the selection holds. */
export const CORE_PARTS: readonly Part[] = ['core'];
export const LINE_PARTS: readonly Part[] = ['core', 'lines'];

/** Fields whose value is an error where the record could not be read; engines report an Error value as that field's error. */
const VALUE_FIELDS: Readonly<Record<EventType, readonly string[]>> = {
  order: ['number', 'status', 'total', 'lines'],
  ticket: ['number', 'subject', 'status', 'category', 'queue', 'priority', 'updatedAt'],
  call: ['direction', 'number', 'durationSeconds', 'agent', 'subject'],
  touch: ['channel', 'action', 'campaign'],
  interaction: ['channel', 'direction', 'subject', 'note', 'recordedBy'],
};

/** What a stated party is compared by. */
const STATED_PARTS: readonly Part[] = ['core', 'contactPoints'];

/** Whether the live record still belongs where the store's row has it. */
function isStillTheirs(record: EventRecord, row: TimelineRow, handle: CustomerHandle | null, ctx: RequestContext): MaybePromise<boolean> {
  const { party } = record;
  if (!isStatement(party)) return party.ref === row.partyRef || (handle?.holds(party.ref) ?? false);
  return ctx.records
    .read(row.partyRef, STATED_PARTS)
    .then((read) => 'record' in read && read.record.type === 'party' && isSameStatement(party.statement, read.record));
}

function nodeOf(row: TimelineRow, handle: CustomerHandle | null, record: EventRecord | undefined, parts: readonly Part[]): EventNode {
  const node: EventNode = {
    ...record,
    __typename: TYPE_NAMES[row.kind],
    ref: row.ref,
    refs: [row.ref, ...row.twins],
    twins: row.twins,
    partyRef: row.partyRef,
    at: record?.at ?? new Date(row.atMs).toISOString(),
    handle,
    record,
    parts,
  };
  if (!record) {
    const error = sourceUnavailable(systemOf(row.ref));
    for (const field of VALUE_FIELDS[row.kind]) (node as unknown as Record<string, unknown>)[field] = error;
  }
  return node;
}

/**
 * The node of a row, its values read now. Null where the source has it no more, or where what the source says now would
 * not have put it into this row; ingest is told. Never rejects.
 */
export function loadEvent(
  row: TimelineRow,
  handle: CustomerHandle | null,
  ctx: RequestContext,
  selected: ReadonlySet<string>,
): Promise<EventNode | null> {
  const parts = row.kind === 'order' && selected.has('lines') ? LINE_PARTS : CORE_PARTS;
  const reading = ctx.records.read(row.ref, parts);
  // Asked for in the same tick as the leading views, the twins share their sources' calls.
  if (selected.has('views')) for (const twin of row.twins) void ctx.records.read(twin, CORE_PARTS);
  const node = reading.then((read): MaybePromise<EventNode | null> => {
    handle?.notes.note(systemOf(row.ref), read.status, 'fetchedAtMs' in read ? read.fetchedAtMs : null);
    if (read.status === 'DOWN') return nodeOf(row, handle, undefined, parts);
    const record = read.status !== 'GONE' && read.record.type === row.kind ? (read.record as EventRecord) : undefined;
    return after(record ? isStillTheirs(record, row, handle, ctx) : false, (isTheirs) => {
      if (record && isTheirs) return nodeOf(row, handle, record, parts);
      signalChanged(ctx, [row.ref]);
      return null;
    });
  });
  return handle ? handle.track(node) : node;
}

/** The timeline row of a stored event. */
export function rowOf(document: InteractionDocument): TimelineRow {
  return { ref: document._id, twins: document.twins, kind: document.kind, atMs: document.at.getTime(), partyRef: document.partyRef };
}

/** The node of an event that the store alone has: what it holds is what there is. */
export function storedEvent(document: InteractionDocument): EventNode {
  return nodeOf(rowOf(document), null, document.record ?? undefined, CORE_PARTS);
}
