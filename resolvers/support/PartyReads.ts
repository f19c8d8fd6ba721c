/** The party records of one customer in one request: read live, together, and checked against what linked them. */
import { holdsKey } from '../../domain/partyKeys.ts';
import type { PartyRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { isInForce } from '../../domain/goldenRecord/pin.ts';
import { inOrderOfTrust } from '../../domain/goldenRecord/trust.ts';
import type { SeenParty } from '../../domain/goldenRecord/types.ts';
import type { ListedCustomer } from '../../datasources/mongo/store.ts';
import type { RecordRead } from '../../datasources/upstream/reads.ts';
import type { RequestContext } from '../context.ts';
import { signalChanged } from './changedRecords.ts';
import type { MaybePromise } from './maybePromise.ts';
import { partsOf, type PartMask } from './parts.ts';
import { partyTargets, type PartyTargets, type Target } from './partyTargets.ts';
import type { ReadOutcome } from './sourceNotes.ts';

/** What a read of one party record came to. `record` is null unless its values may be shown. */
export interface PartyOutcome {
  ref: SourceRef;
  system: string;
  outcome: ReadOutcome;
  record: PartyRecord | null;
  fetchedAtMs: number | null;
  /** What it was made of. */
  read: RecordRead;
}

/** The outcomes of one reading of all parties, and those among them that have values, the most trusted first. */
export interface Reading {
  outcomes: readonly PartyOutcome[];
  seen: readonly SeenParty[];
}

interface QueuedReading {
  mask: PartMask;
  reading: Promise<Reading>;
}

function holdsAll(record: PartyRecord, evidence: readonly string[]): boolean {
  for (const key of evidence) if (!holdsKey(record, key)) return false;
  return true;
}

/** Whether the record may be taken for the one that was indexed. */
function isKnownAgain(record: PartyRecord, marks: readonly string[]): boolean {
  if (marks.length === 0) return true;
  for (const key of marks) if (holdsKey(record, key)) return true;
  return false;
}

function judge({ ref, system, evidence, marks }: Target, read: RecordRead): PartyOutcome {
  switch (read.status) {
    case 'DOWN':
      return { ref, system, outcome: 'DOWN', record: null, fetchedAtMs: null, read };
    case 'GONE':
      return { ref, system, outcome: 'GONE', record: null, fetchedAtMs: null, read };
    case 'OK':
    case 'STALE': {
      const { record, fetchedAtMs } = read;
      // A record that lost what linked it may be somebody else by now (DESIGN section 4, last paragraph).
      if (record.type !== 'party' || !holdsAll(record, evidence) || !isKnownAgain(record, marks)) {
        return { ref, system, outcome: 'RELINKING', record: null, fetchedAtMs: null, read };
      }
      return { ref, system, outcome: read.status, record, fetchedAtMs, read };
    }
  }
}

/**
 * Asks of one tick are joined: their parts are united and each record is read once. Later asks for no more than what is
 * there are answered at once.
 */
export class PartyReads {
  readonly #ctx: RequestContext;
  readonly #targets: PartyTargets;
  readonly #started: (reading: Promise<Reading>) => void;
  #mask: PartMask = 0;
  /** Parts that somebody reads ahead. */
  #ahead: PartMask = 0;
  #reading: MaybePromise<Reading> | null = null;
  #wanted: QueuedReading | null = null;

  /** `started` is told of every reading that begins. */
  constructor(index: Pick<ListedCustomer, 'parties'>, ctx: RequestContext, started: (reading: Promise<Reading>) => void) {
    this.#ctx = ctx;
    this.#started = started;
    this.#targets = partyTargets(index, ctx.deniedSystems);
  }

  /** All parties with at least these parts. Never rejects. */
  ask(parts: PartMask): MaybePromise<Reading> {
    const mask = parts | this.#targets.evidenceMask;
    if (this.#reading && (this.#mask & mask) === mask) return this.#reading;
    if (this.#ahead && (this.#ahead & mask) === mask) {
      const here = this.#ctx.records.here(this.#targets.refs, partsOf(this.#ahead));
      const reading = here && this.#judge(here, this.#ahead);
      if (reading) {
        this.#mask = this.#ahead;
        return (this.#reading = reading);
      }
    }
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

  /** The records and parts to ask the request's reads for, so that later asks for no more than `parts` are answered at once. */
  ahead(parts: PartMask): { refs: readonly SourceRef[]; mask: PartMask } {
    this.#ahead |= parts | this.#targets.evidenceMask;
    return { refs: this.#targets.refs, mask: this.#ahead };
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
    const { refs, marksMask } = this.#targets;
    const whole = mask | marksMask;
    const reading =
      this.#judge(await this.#ctx.records.readMany(refs, partsOf(mask)), mask) ?? this.#judge(await this.#ctx.records.readMany(refs, partsOf(whole)), whole)!;
    if (this.#mask === mask) this.#reading = reading;
    return reading;
  }

  /** Null where a record has another name than when it was indexed, and may be known again by parts that were not read. */
  #judge(reads: readonly RecordRead[], mask: PartMask): Reading | null {
    const isWhole = (mask & this.#targets.marksMask) === this.#targets.marksMask;
    const outcomes: PartyOutcome[] = [];
    const seen: SeenParty[] = [];
    const changed: SourceRef[] = [];
    for (let position = 0; position < reads.length; position += 1) {
      const target = this.#targets.all[position]!;
      const judged = judge(target, reads[position]!);
      if (judged.outcome === 'RELINKING' && !isWhole && target.marks.length > 0) return null;
      // By the clock of this read: the index document of its customer may follow later.
      if (judged.record?.pin !== undefined && !isInForce(judged.record.pin, this.#ctx.now())) continue;
      outcomes.push(judged);
      const { ref, system, outcome, record, fetchedAtMs } = judged;
      if (record) seen.push({ record, system, fetchedAtMs: fetchedAtMs! });
      else if (outcome !== 'DOWN') changed.push(ref);
    }
    if (changed.length > 0) signalChanged(this.#ctx, changed);
    return { outcomes, seen: inOrderOfTrust(seen, 'default', this.#ctx.config.survivorship) };
  }
}
