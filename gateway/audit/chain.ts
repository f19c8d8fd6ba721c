/**
 * Writes one chain of audit entries: one batch on its way, the next gathers meanwhile, so entries of concurrent requests
 * are committed together. A batch is done when the store has it durably and, after that, its head stands in the file; so
 * a head never tells of an entry that the store could lose. A batch that fails is tried again as it is, before any other.
 */
import type { AuditStore } from '../../datasources/mongo/audit.ts';
import { auditUnavailable, type DisclosedCoordinates } from '../../domain/audit.ts';
import { auditId, hashOf, type AuditEntry } from '../../domain/auditChain.ts';
import type { GatewayError } from '../../domain/errors.ts';
import { createHeadFile, newestHead, type HeadFile } from './heads.ts';
import type { Shapes } from './shapes.ts';

/** An entry before it has its place. */
export type AuditDraft = Omit<AuditEntry, '_id' | 'shape' | 'follows' | 'previous' | 'hash'> & { coordinates: DisclosedCoordinates | null };

export interface ChainOptions {
  chain: string;
  store: Pick<AuditStore, 'append'>;
  shapes: Shapes;
  /** Where the heads go. */
  folder: string;
  /** How long entries that nobody waits for gather. */
  lingerMs: number;
  /** From the beginning of a batch of several entries to that of the next at least; who asks alone never waits for it. */
  intervalMs: number;
  /** How long the store may take for one batch. */
  timeoutMs: number;
  /** Until a failed batch is tried again. */
  retryMs: number;
  /** What may wait to be written, in entries and in the ids that they name, before callers have to wait. */
  maxWaiting: number;
  now(): number;
  /** Told of each failed attempt. */
  onFailure(error: unknown): void;
}

export interface Chain {
  /** Undefined where nobody need wait; otherwise resolves when the entry is durable, or rejects with AUDIT_UNAVAILABLE. */
  add(draft: AuditDraft, durable: boolean): void | Promise<void>;
  /** Entries, and ids that they name, which are not durable yet. */
  waiting(): number;
  /** Writes what waits and the closing entry. Resolves with the number of entries that could not be written. */
  close(): Promise<number>;
}

/** One insert: 500 entries, or fewer that name many customers, are well below a command's limit and take few milliseconds. */
export const MAX_BATCH_ENTRIES = 500;
const MAX_BATCH_WEIGHT = 20_000;

interface Batch {
  drafts: AuditDraft[];
  /** Linked at the first attempt and the same for every other. */
  entries: AuditEntry[] | null;
  weight: number;
  /** It is on its way, or was. */
  isTaken: boolean;
  /** Somebody waits. */
  urgent: boolean;
  done: Promise<void>;
  resolve(): void;
  reject(error: GatewayError): void;
}

function newBatch(): Batch {
  let resolve: () => void = () => undefined;
  let reject: (error: GatewayError) => void = () => undefined;
  const done = new Promise<void>((onDone, onFailed) => {
    resolve = onDone;
    reject = onFailed;
  });
  // Most batches have nobody who waits.
  done.catch(() => undefined);
  return { drafts: [], entries: null, weight: 0, isTaken: false, urgent: false, done, resolve, reject };
}

/** Makes a chain; nothing is written before the first entry. */
export function createChain(options: ChainOptions): Chain {
  const { chain, store, shapes, folder, lingerMs, intervalMs, timeoutMs, retryMs, maxWaiting, now, onFailure } = options;
  const queue: Batch[] = [];
  let waiting = 0;
  let seq = 0;
  let head = '';
  let file: HeadFile | null = null;
  let running: Promise<void> | null = null;
  let failing = false;
  let closing = false;
  let timer: NodeJS.Timeout | null = null;
  let timerAtMs = 0;
  let nextAtMs = Number.NEGATIVE_INFINITY;
  let turn: NodeJS.Immediate | null = null;
  let closed: Promise<number> | null = null;

  const link = (draft: AuditDraft, follows: AuditEntry['follows'] = null): AuditEntry => {
    const { coordinates, ...rest } = draft;
    seq += 1;
    const linked = { ...rest, _id: auditId(chain, seq), shape: coordinates && shapes.nameOf(coordinates), follows, previous: head };
    head = hashOf(linked);
    return { ...linked, hash: head };
  };

  const write = async (batch: Batch): Promise<void> => {
    file ??= await createHeadFile(folder, chain);
    if (!batch.entries) {
      const opening = seq === 0 ? [link(marker('opened', now()), await newestHead(folder, chain))] : [];
      batch.entries = [...opening, ...batch.drafts.map((draft) => link(draft))];
    }
    for (const { coordinates } of batch.drafts) if (coordinates) await shapes.ensure(coordinates);
    await store.append(batch.entries, timeoutMs);
    const last = batch.entries.at(-1)!;
    await file.append(seq, last.hash);
  };

  const pump = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue[0]!;
      batch.isTaken = true;
      nextAtMs = batch.drafts.length > 1 ? performance.now() + intervalMs : Number.NEGATIVE_INFINITY;
      try {
        await write(batch);
      } catch (error) {
        failing = true;
        onFailure(error);
        // Answers that hang on an entry are given up; the entries stay, since the store may have them already.
        for (const each of queue) each.reject(auditUnavailable());
        return;
      }
      failing = false;
      queue.shift();
      waiting -= batch.weight;
      batch.resolve();
      if (!isDue() || untilNextMs() > 0) return;
    }
  };
  /** Whether what waits should be written now rather than gather more. */
  const isDue = (): boolean => {
    const next = queue[0];
    return next !== undefined && (closing || next.urgent || queue.length > 1 || next.drafts.length >= MAX_BATCH_ENTRIES);
  };
  /** Until a batch that is due may begin. */
  const untilNextMs = (): number => (closing ? 0 : Math.max(0, nextAtMs - performance.now()));

  const run = (): void => {
    if (timer) clearTimeout(timer);
    if (turn) clearImmediate(turn);
    timer = turn = null;
    running ??= pump().finally(() => {
      running = null;
      if (closing || queue.length === 0) return;
      schedule(failing ? retryMs : isDue() ? untilNextMs() : lingerMs);
    });
  };
  /** After this long, or with the loop's next turn, so that the requests of this one come together. */
  const schedule = (delayMs: number): void => {
    if (running || turn) return;
    const atMs = performance.now() + delayMs;
    if (delayMs === 0) {
      turn = setImmediate(run);
    } else if (!timer || atMs < timerAtMs) {
      if (timer) clearTimeout(timer);
      timer = setTimeout(run, delayMs);
      timerAtMs = atMs;
      if (failing || !isDue()) timer.unref();
    }
  };

  const gathering = (weight: number): Batch => {
    const last = queue.at(-1);
    if (last && !last.isTaken && last.drafts.length < MAX_BATCH_ENTRIES && last.weight + weight <= MAX_BATCH_WEIGHT) return last;
    const batch = newBatch();
    queue.push(batch);
    return batch;
  };

  const end = async (): Promise<number> => {
    closing = true;
    await running;
    if (seq > 0 || queue.length > 0) {
      const last = newBatch();
      last.drafts.push(marker('closed', now()));
      last.urgent = true;
      queue.push(last);
      run();
      await running;
    }
    await file?.close();
    return queue.reduce((sum, { drafts }) => sum + drafts.length, 0);
  };

  return {
    add(draft, durable) {
      const weight = 1 + draft.about.length;
      const mustWait = durable || waiting + weight > maxWaiting;
      if (closing || (failing && mustWait)) throw auditUnavailable();
      const batch = gathering(weight);
      batch.drafts.push(draft);
      batch.weight += weight;
      waiting += weight;
      if (mustWait) batch.urgent = true;
      if (!failing) schedule(isDue() ? untilNextMs() : lingerMs);
      return mustWait ? batch.done : undefined;
    },
    waiting: () => waiting,
    close: () => (closed ??= end()),
  };
}

/** The first or last entry of a chain. */
function marker(operation: 'opened' | 'closed', atMs: number): AuditDraft {
  return {
    at: new Date(atMs), operation, subject: null, role: null, onBehalfOf: null, purpose: null, tokenId: null, requestId: null,
    about: [], coordinates: null, policy: null, outcome: null,
  };
}
