/** The parent objects of `Order`, `Ticket`, `Call`, `Touch` and `RecordedInteraction`: one store row with its live values. */
import { isSameStatement, isStatement } from '../../domain/partyKeys.ts';
import type { EventRecord, Part } from '../../domain/records.ts';
import { systemOf, type SourceRef } from '../../domain/sourceRef.ts';
import { isStatedRef } from '../../domain/statedParty.ts';
import type { InteractionDocument } from '../../datasources/mongo/documents.ts';
import type { TimelineRow } from '../../datasources/mongo/store.ts';
import type { RecordRead } from '../../datasources/upstream/reads.ts';
import type { RequestContext } from '../context.ts';
import { signalChanged } from './changedRecords.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { withoutValues, withValues, type EventNode } from './eventValues.ts';
import { eventsInLiveScope } from './liveScope.ts';
import { after, type MaybePromise } from './maybePromise.ts';
import { eventsInView } from './storedEvents.ts';

export { TYPE_NAMES, type EventNode } from './eventValues.ts';

/** The leading view's ref and those of its twins. */
export const refsOf = ({ ref, twins }: Pick<EventNode, 'ref' | 'twins'>): SourceRef[] => [ref, ...twins];

/** Parts to read of a row: chosen by what the selection holds. */
export const CORE_PARTS: readonly Part[] = ['core'];
export const LINE_PARTS: readonly Part[] = ['core', 'lines'];

/** What the fields of an event need of its record. */
export const eventParts = (selected: ReadonlySet<string>): readonly Part[] => (selected.has('lines') || selected.has('linesOmitted') ? LINE_PARTS : CORE_PARTS);

/** What a stated party is compared by. */
const STATED_PARTS: readonly Part[] = ['core', 'contactPoints'];

/** Whether the live record still belongs where the store's row has it. */
export function isStillTheirs(record: EventRecord, row: Pick<TimelineRow, 'ref' | 'partyRef'>, handle: CustomerHandle | null, ctx: RequestContext): MaybePromise<boolean> {
  const { party } = record;
  if (!isStatement(party)) return party.ref === row.partyRef || (handle?.holds(party.ref) ?? false) || isAttached(row, ctx, (from) => from === party.ref);
  const states = (ref: SourceRef): Promise<boolean> =>
    ctx.records.read(ref, STATED_PARTS).then((read) => 'record' in read && read.record.type === 'party' && isSameStatement(party.statement, read.record));
  return isStatedRef(row.partyRef) ? states(row.partyRef) : isAttached(row, ctx, states);
}

/** Whether the event stands where somebody attached it, and its source still says of its party what it said then. */
async function isAttached({ ref, partyRef }: Pick<TimelineRow, 'ref' | 'partyRef'>, ctx: RequestContext, isSame: (from: SourceRef) => boolean | Promise<boolean>): Promise<boolean> {
  const attached = (await ctx.store.interactions.stored([ref])).get(ref)?.attached;
  return attached != null && attached.partyRef === partyRef && isSame(attached.from);
}

/**
 * For the audit: an event tells of its party's customer, also where it was not reached by way of that customer. By the
 * party's public id: a ref can hold a value (the desk's is often an e-mail address), and the audit holds none.
 */
export function meet(partyRef: SourceRef, handle: CustomerHandle | null, ctx: RequestContext): void {
  if (!handle?.holds(partyRef)) ctx.met.add(ctx.ids.encode(partyRef));
}

/** `from`: the view that was read, where it is not the leading one. */
function nodeOf(
  row: TimelineRow,
  handle: CustomerHandle | null,
  ctx: RequestContext,
  record: EventRecord | undefined,
  parts: readonly Part[],
  from: SourceRef = row.ref,
): EventNode {
  meet(row.partyRef, handle, ctx);
  return record ? withValues(row, handle, record, parts) : withoutValues(row, handle, parts, from);
}

/**
 * The node of a row as it was read; null where it is somebody else's by now, or gone with every twin of it. Then ingest
 * is told.
 */
function judge(
  row: TimelineRow,
  read: RecordRead,
  handle: CustomerHandle | null,
  ctx: RequestContext,
  parts: readonly Part[],
): MaybePromise<EventNode | null> {
  handle?.notes.noteRead(systemOf(row.ref), read);
  if (read.status === 'DOWN') return nodeOf(row, handle, ctx, undefined, parts);
  const record = read.status !== 'GONE' && read.record.type === row.kind ? (read.record as EventRecord) : undefined;
  const isTheirs = record ? isStillTheirs(record, row, handle, ctx) : false;
  if (isTheirs === true) return nodeOf(row, handle, ctx, record, parts);
  return after(isTheirs, (is) => {
    if (is) return nodeOf(row, handle, ctx, record, parts);
    signalChanged(ctx, [row.ref]);
    return read.status === 'GONE' && row.twins.length > 0 ? nodeOfTwin(row, handle, ctx, parts) : null;
  });
}

/**
 * A row whose leading view is gone, with the values of its first twin that lives; the row stays until ingest has made
 * another view the leading one. Only twins that still are its twins and that the caller may meet by themselves.
 */
async function nodeOfTwin(row: TimelineRow, handle: CustomerHandle | null, ctx: RequestContext, parts: readonly Part[]): Promise<EventNode | null> {
  try {
    const stored = [...(await ctx.store.interactions.stored(row.twins)).values()].filter(({ twinOf, likelyTwinOf }) => (twinOf ?? likelyTwinOf) === row.ref);
    const twins = await eventsInView(stored, ctx);
    const reads = await ctx.records.readMany(
      twins.map(({ _id }) => _id),
      parts,
    );
    let down: SourceRef | null = null;
    for (const [index, read] of reads.entries()) {
      const { _id, partyRef } = twins[index]!;
      handle?.notes.noteRead(systemOf(_id), read);
      if (read.status === 'DOWN') down ??= _id;
      if (!('record' in read) || read.record.type !== row.kind) continue;
      const record = read.record as EventRecord;
      if (await isStillTheirs(record, { ...row, ref: _id, partyRef }, handle, ctx)) {
        meet(partyRef, handle, ctx);
        return nodeOf(row, handle, ctx, record, parts);
      }
    }
    return down ? nodeOf(row, handle, ctx, undefined, parts, down) : null;
  } catch {
    // The store went away in between: what is known is that the leading view is gone.
    return null;
  }
}

/**
 * The nodes of rows, in their order, with the values that their sources have now. Null where the source has one no more,
 * or where what the sources say now would not have put it into this row; ingest is told. Rejects only where the store
 * cannot say whose the rows are that belong to no customer.
 */
export function loadEvents(
  rows: readonly TimelineRow[],
  handle: CustomerHandle | null,
  ctx: RequestContext,
  selected: ReadonlySet<string>,
): MaybePromise<(EventNode | null)[]> {
  const parts = eventParts(selected);
  const refs = rows.map(({ ref }) => ref);
  const reading = ctx.records.here(refs, parts) ?? ctx.records.readMany(refs, parts);
  // Rows of a customer were checked with it.
  const inScope = handle ? null : eventsInLiveScope(rows, ctx);
  if (selected.has('views')) {
    // Asked for in the same tick as the leading views, the twins share their sources' calls; `views` waits for them.
    const twins = rows.flatMap((row) => row.twins);
    if (twins.length > 0) ctx.records.readMany(twins, CORE_PARTS).catch(() => undefined);
  }
  const nodes = after(reading, (reads) => {
    const judged = rows.map((row, index) => judge(row, reads[index]!, handle, ctx, parts));
    return judged.some((node) => node instanceof Promise) ? Promise.all(judged) : (judged as (EventNode | null)[]);
  });
  if (handle) return nodes instanceof Promise ? handle.track(nodes) : nodes;
  return inScope ? Promise.all([nodes, inScope]).then(([found, within]) => found.map((node, index) => (within[index] ? node : null))) : nodes;
}

/** As `loadEvents`, for one row. */
export async function loadEvent(
  row: TimelineRow,
  handle: CustomerHandle | null,
  ctx: RequestContext,
  selected: ReadonlySet<string>,
): Promise<EventNode | null> {
  const [node = null] = await loadEvents([row], handle, ctx, selected);
  return node;
}

/** The timeline row of a stored event; `likely`: with its views by likeness, as `seesLikely` callers meet it. */
export function rowOf(document: InteractionDocument, likely = false): TimelineRow {
  const twins = likely ? [...document.twins, ...(document.likelyTwins ?? [])] : document.twins;
  return { ref: document._id, twins, kind: document.kind, atMs: document.at.getTime(), partyRef: document.partyRef };
}

/** The node of an event that the store alone has: what it holds is what there is. */
export function storedEvent(document: InteractionDocument, ctx: RequestContext): EventNode {
  return nodeOf(rowOf(document), null, ctx, document.record ?? undefined, CORE_PARTS);
}
