/** The party records of one customer in one request: read live, together, and checked against what linked them. */
import { holdsKey, partsOfKeys } from '../../domain/partyKeys.ts';
import type { PartyRecord } from '../../domain/records.ts';
import { systemOf, type SourceRef } from '../../domain/sourceRef.ts';
import type { SeenParty } from '../../domain/goldenRecord/types.ts';
import type { CustomerIndexDocument } from '../../datasources/mongo/documents.ts';
import type { RecordRead } from '../../datasources/upstream/reads.ts';
import type { RequestContext } from '../context.ts';
import { signalChanged } from './changedRecords.ts';
import type { MaybePromise } from './maybePromise.ts';
import { maskOf, partsOf, type PartMask } from './parts.ts';
import type { ReadOutcome } from './sourceNotes.ts';

/** Beyond this a customer is a failure of matching; what is read of it stays bounded (the index keeps founders first). */
const MOST_PARTIES = 100;

/** What a read of one party record came to. `record` is null unless its values may be shown. */
export interface PartyOutcome {
  ref: SourceRef;
  system: string;
  outcome: ReadOutcome;
  record: PartyRecord | null;
  fetchedAtMs: number | null;
}

/** The outcomes of one reading of all parties, and those among them that have values. */
export interface Reading {
  outcomes: readonly PartyOutcome[];
  seen: readonly SeenParty[];
}

interface Target {
  ref: SourceRef;
  system: string;
  evidence: readonly string[];
}

interface QueuedReading {
  mask: PartMask;
  reading: Promise<Reading>;
}

function judge({ ref, system, evidence }: Target, read: RecordRead): PartyOutcome {
  switch (read.status) {
    case 'DOWN':
      return { ref, system, outcome: 'DOWN', record: null, fetchedAtMs: null };
    case 'GONE':
      return { ref, system, outcome: 'GONE', record: null, fetchedAtMs: null };
    case 'OK':
    case 'STALE': {
      const { record, fetchedAtMs } = read;
      // A record that lost what linked it may be somebody else by now (DESIGN section 4, last paragraph).
      if (record.type !== 'party' || !evidence.every((key) => holdsKey(record, key))) {
        return { ref, system, outcome: 'RELINKING', record: null, fetchedAtMs: null };
      }
      return { ref, system, outcome: read.status, record, fetchedAtMs };
    }
  }
}

/**
 * Asks of one tick are joined: their parts are united and each record is read once. Later asks for no more than what is
 * there are answered at once.
 */
export class PartyReads {
  readonly #ctx: RequestContext;
  readonly #targets: readonly Target[];
  readonly #refs: readonly SourceRef[];
  /** What checking the links needs, whatever else is asked. */
  readonly #evidenceMask: PartMask;
  readonly #started: (reading: Promise<Reading>) => void;
  #mask: PartMask = 0;
  #reading: MaybePromise<Reading> | null = null;
  #wanted: QueuedReading | null = null;

  /** `started` is told of every reading that begins. */
  constructor(index: CustomerIndexDocument, ctx: RequestContext, started: (reading: Promise<Reading>) => void) {
    this.#ctx = ctx;
    this.#started = started;
    const evidence: string[] = [];
    const targets: Target[] = [];
    for (const party of index.parties) {
      const system = systemOf(party.ref);
      if (ctx.deniedSystems.has(system)) continue;
      if (targets.length === MOST_PARTIES) break;
      targets.push({ ref: party.ref, system, evidence: party.evidence });
      evidence.push(...party.evidence);
    }
    this.#targets = targets;
    this.#refs = targets.map(({ ref }) => ref);
    this.#evidenceMask = maskOf(partsOfKeys(evidence));
  }

  /** All parties with at least these parts. Never rejects. */
  ask(parts: PartMask): MaybePromise<Reading> {
    const mask = parts | this.#evidenceMask;
    if (this.#reading && (this.#mask & mask) === mask) return this.#reading;
    if (this.#wanted) {
      this.#wanted.mask |= mask;
      return this.#wanted.reading;
    }
    // Microtasks run once the engine has asked all fields of this customer that it can reach now.
    const wanted: QueuedReading = { mask: mask | this.#mask, reading: Promise.resolve().then(() => this.#read(wanted)) };
    this.#wanted = wanted;
    this.#started(wanted.reading);
    return wanted.reading;
  }

  /** The last reading, if anything was asked. */
  latest(): MaybePromise<Reading | null> {
    return this.#reading;
  }

  async #read(wanted: QueuedReading): Promise<Reading> {
    const { mask } = wanted;
    this.#wanted = null;
    this.#mask = mask;
    this.#reading = wanted.reading;
    const parts = partsOf(mask);
    const reads = await this.#ctx.records.readMany(this.#refs, parts);
    const outcomes = reads.map((read, index) => judge(this.#targets[index]!, read));
    const seen: SeenParty[] = [];
    const changed: SourceRef[] = [];
    for (const { ref, system, outcome, record, fetchedAtMs } of outcomes) {
      if (record) seen.push({ record, system, fetchedAtMs: fetchedAtMs! });
      else if (outcome !== 'DOWN') changed.push(ref);
    }
    if (changed.length > 0) signalChanged(this.#ctx, changed);
    const reading: Reading = { outcomes, seen };
    if (this.#mask === mask) this.#reading = reading;
    return reading;
  }
}
