import type { InboxDocument } from '../datasources/mongo/documents.ts';
import { untilGivenUp } from '../datasources/upstream/deadline.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import { GATEWAY_SYSTEM } from '../domain/statedParty.ts';
import type { BatchResult } from './worker.ts';

type Work = (batch: readonly InboxDocument[], signal: AbortSignal) => Promise<BatchResult>;

/** Of one turn: what is applied together costs little more than one of them. */
const MOST_REFS = 200;

/** What one caller waits for. */
interface Part {
  batch: readonly InboxDocument[];
  resolve(result: BatchResult): void;
  reject(error: unknown): void;
}

/**
 * `work` for callers who wait for its end: who gives up hears it at once, with its signal's reason, and its part is worked on
 * all the same, since it is leased. What the gateway wrote itself, for which no source is asked, gathers while work goes on
 * and is done together: many notes at a time take little longer than one.
 */
export function forCallers(work: Work, mostRefs = MOST_REFS): Work {
  const together = gathered(work, mostRefs);
  return (batch, signal) => untilGivenUp((batch.every(({ system }) => system === GATEWAY_SYSTEM) ? together : work)(batch, signal), signal);
}

function gathered(work: Work, mostRefs: number): Work {
  const never = new AbortController().signal;
  const waiting: Part[] = [];
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const parts = [waiting.shift()!];
      for (let refs = parts[0]!.batch.length; waiting.length > 0 && (refs += waiting[0]!.batch.length) <= mostRefs; ) parts.push(waiting.shift()!);
      try {
        const { failures } = await work(parts.flatMap(({ batch }) => batch), never);
        for (const { batch, resolve } of parts) resolve(partOf(batch, failures));
      } catch (error) {
        for (const { reject } of parts) reject(error);
      }
    }
    isRunning = false;
  }

  return (batch) =>
    new Promise((resolve, reject) => {
      waiting.push({ batch, resolve, reject });
      if (!isRunning) void run();
    });
}

function partOf(batch: readonly InboxDocument[], failures: ReadonlySet<SourceRef>): BatchResult {
  const own = new Set(batch.flatMap(({ _id }) => (failures.has(_id) ? _id : [])));
  return { applied: batch.length - own.size, failures: own };
}
