/**
 * The parent object of `Customer`: one index document and the request it is read in. It holds no values; fields ask it
 * for the parts of the party records that they need, and get the golden values of what the sources say now.
 */
import { declaredSystems } from '../../domain/goldenRecord/choose.ts';
import type { GivenField, SeenParty, SurvivorshipConfig } from '../../domain/goldenRecord/types.ts';
import type { PartyKind } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { HeadName, ListedCustomer, TimelineRow } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import { sourcesUnavailable } from './failures.ts';
import type { Keeper } from './kept.ts';
import type { MaybePromise } from './maybePromise.ts';
import type { PartMask } from './parts.ts';
import { PartyReads, type Reading } from './PartyReads.ts';
import { SourceNotes } from './sourceNotes.ts';

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** Picks a value from the records that may be shown. */
export type Choice<Value> = (seen: readonly SeenParty[], config: SurvivorshipConfig) => Value;

export class CustomerHandle implements Keeper {
  readonly __typename = 'Customer';
  readonly id: string;
  readonly kind: PartyKind;
  /** A head that is absent was not read: the store is asked instead. */
  readonly index: ListedCustomer;
  readonly ctx: RequestContext;
  /** What its reads met, parties and events alike. */
  readonly notes = new SourceNotes();
  /** Heads of its timelines that were decoded: their first rows, at most `limit`. */
  readonly decoded = new Map<HeadName, { limit: number; rows: readonly TimelineRow[] }>();
  kept: Keeper['kept'] = null;
  readonly #parties: PartyReads;
  /** Everything loaded for it in this request. */
  readonly #loads: Promise<unknown>[] = [];

  constructor(index: ListedCustomer, ctx: RequestContext) {
    this.id = index.customerId;
    this.kind = index.kind;
    this.index = index;
    this.ctx = ctx;
    ctx.met.add(this.id);
    this.#parties = new PartyReads(index, ctx, (reading) => void this.track(reading));
  }

  /** Its party records with at least these parts. Never rejects: what failed is an outcome. */
  read(parts: PartMask): MaybePromise<Reading> {
    return this.#parties.ask(parts);
  }

  /** What to ask of the request's reads so that `read` and `golden` have these parts without waiting. */
  ahead(parts: PartMask): { refs: readonly SourceRef[]; mask: PartMask } {
    return this.#parties.ahead(parts);
  }

  /**
   * A golden value: `choose` picks it from the records that may be shown. Throws SOURCE_UNAVAILABLE where nothing was
   * found and a source that gives the field could not be read, since then nobody knows that there is nothing.
   */
  golden<Value>(field: GivenField, parts: PartMask, choose: Choice<Value>): MaybePromise<Value> {
    const reading = this.#parties.ask(parts);
    // As a rule it is there, and needs no closure for when it comes.
    return reading instanceof Promise ? reading.then((came) => this.#chosen(field, came, choose)) : this.#chosen(field, reading, choose);
  }

  #chosen<Value>(field: GivenField, reading: Reading, choose: Choice<Value>): Value {
    const { survivorship } = this.ctx.config;
    const value = choose(reading.seen, survivorship);
    if (isEmpty(value)) this.#checkRead(field, reading);
    return value;
  }

  /** Throws SOURCE_UNAVAILABLE where a source that gives the field could not be read. */
  #checkRead(field: GivenField, { outcomes }: Reading): void {
    const { survivorship, gives } = this.ctx.config;
    const systems = declaredSystems(field, survivorship);
    const mayGive = (system: string) => (gives.get(system)?.has(field) ?? true) && (systems?.includes(system) ?? true);
    const down = outcomes.filter(({ outcome, system }) => outcome === 'DOWN' && mayGive(system));
    if (down.length === 0) return;
    const name = field === 'language' ? 'preferredLanguage' : field;
    throw sourcesUnavailable(down.map(({ system }) => system), `Customer.${name}`);
  }

  /** Whether a party record is this customer's, as the index has it. */
  holds(partyRef: SourceRef): boolean {
    // They are few: a set of them would have to be made for each customer of a list.
    for (const { ref } of this.index.parties) if (ref === partyRef) return true;
    return false;
  }

  /** Makes `sources` wait for a load of this customer. Its failure is its own reader's business. */
  track<Loaded>(load: Promise<Loaded>): Promise<Loaded> {
    this.#loads.push(load);
    return load;
  }

  /** Resolves when nothing of this customer is being loaded, nor has been begun by what was loaded last. */
  async idle(): Promise<void> {
    let waitedFor = 0;
    do {
      while (waitedFor < this.#loads.length) {
        const begun = this.#loads.slice(waitedFor);
        waitedFor += begun.length;
        await Promise.allSettled(begun);
      }
      // What the engine does with a loaded value runs in microtasks; a new load is begun before the next turn.
      await new Promise((resolve) => setImmediate(resolve));
    } while (waitedFor < this.#loads.length);
    const reading = await this.#parties.latest();
    for (const { system, outcome, fetchedAtMs, read } of reading?.outcomes ?? []) this.notes.note(system, outcome, fetchedAtMs, read);
  }
}
