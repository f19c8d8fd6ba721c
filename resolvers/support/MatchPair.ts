/**
 * Two records that were compared, and how: levels and weights are stored, values are read from the records as they are now,
 * once for all rows, and of classes that the caller may see alone.
 */
import { featuresOf } from '../../domain/identity/features.ts';
import { memberOf } from '../../domain/identity/member.ts';
import { sameName } from '../../domain/identity/names.ts';
import { levelsOf } from '../../domain/matching/levels.ts';
import type { FieldScore } from '../../domain/matching/scorer.ts';
import type { Access } from '../../domain/principal.ts';
import type { PartyRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { RequestContext } from '../context.ts';
import { activeParametersOf } from './activeParameters.ts';
import { customerOfParty } from './customers.ts';
import { inLiveScope } from './liveScope.ts';
import { MATCH_SUBJECTS, matchFieldOf, type MatchField, type MatchSubject } from './matchField.ts';
import { CORE } from './parts.ts';
import { PartyReads } from './PartyReads.ts';

/** A comparison as it is stored: of a rule, which has no weight, or of the model. */
export type ComparedField = Omit<FieldScore, 'weight'> & { weight: number | null };

/** What agreed, by a rule. */
export const exactly = (fields: readonly string[]): ComparedField[] => fields.map((field) => ({ field, level: 'exact', weight: null }));

export type Side = 'left' | 'right';

/** `record` is null unless its values may be shown; `lost`: it is gone, or no longer what was linked. */
interface ReadSide {
  record: PartyRecord | null;
  lost: boolean;
}

interface PairReading {
  left: ReadSide;
  right: ReadSide;
  levels: ReadonlyMap<string, string>;
}

const NOT_READ: ReadSide = { record: null, lost: false };

/** The parent of `MatchedField`. */
export class MatchedFieldRow {
  readonly field: MatchField | null;
  readonly level: string;
  readonly weight: number | null;
  readonly #name: string;
  readonly #pair: MatchPair;

  constructor({ field, level, weight }: ComparedField, pair: MatchPair) {
    this.#name = field;
    this.#pair = pair;
    this.field = matchFieldOf(field);
    this.level = level;
    this.weight = weight;
  }

  /** Null where the row is about no value. */
  get subject(): MatchSubject | null {
    return this.field && MATCH_SUBJECTS[this.field];
  }

  access(ctx: RequestContext): Access {
    // What cannot be classed is not shown.
    if (this.field === null) return 'deny';
    return this.subject ? ctx.access(this.subject.dataClass) : 'allow';
  }

  async value(side: Side, ctx: RequestContext): Promise<string | null> {
    const { subject } = this;
    const access = this.access(ctx);
    if (!subject || access === 'deny') return null;
    const { record } = (await this.#pair.read())[side];
    const values = record ? subject.values(record) : [];
    return values.length === 0 ? null : values.map((value) => (access === 'mask' ? ctx.mask(subject.mask, value) : value)).join('; ');
  }

  /** Whether the records compare otherwise now; null where that cannot be said. */
  async changed(ctx: RequestContext): Promise<boolean | null> {
    const { subject } = this;
    if (!subject || this.access(ctx) === 'deny') return null;
    const { left, right, levels } = await this.#pair.read();
    if (left.lost || right.lost) return true;
    if (!left.record || !right.record) return null;
    if (this.weight !== null) return levels.get(this.#name) !== this.level;
    if (this.field === 'NAME') return !sameName(memberOf(left.record).name, memberOf(right.record).name);
    const held = new Set(subject.values(left.record));
    return !subject.values(right.record).some((value) => held.has(value));
  }
}

export class MatchPair {
  readonly refs: readonly [SourceRef, SourceRef];
  readonly rows: readonly MatchedFieldRow[];
  readonly #ctx: RequestContext;
  #reading: Promise<PairReading> | null = null;

  constructor(refs: readonly [SourceRef, SourceRef], compared: readonly ComparedField[], ctx: RequestContext) {
    this.refs = refs;
    this.#ctx = ctx;
    this.rows = compared.map((each) => new MatchedFieldRow(each, this));
  }

  /** Both records now, with what the rows need that the caller may see. Asked for by the first row that shows something. */
  read(): Promise<PairReading> {
    return (this.#reading ??= this.#read());
  }

  async #read(): Promise<PairReading> {
    const [left, right] = await Promise.all([this.#readOne(this.refs[0]), this.#readOne(this.refs[1])]);
    if (!left.record || !right.record) return { left, right, levels: new Map() };
    const { config, model } = await activeParametersOf(this.#ctx);
    return { left, right, levels: levelsOf(featuresOf(left.record, config), featuresOf(right.record, config), model) };
  }

  async #readOne(ref: SourceRef): Promise<ReadSide> {
    const ctx = this.#ctx;
    const customer = await customerOfParty(ref, ctx);
    const party = customer?.index.parties.find((each) => each.ref === ref);
    if (!customer || !party || !(await inLiveScope(customer, null))) return NOT_READ;
    const parts = this.rows.reduce((all, row) => (row.subject && row.access(ctx) !== 'deny' ? all | row.subject.parts : all), CORE);
    const { outcomes } = await new PartyReads({ parties: [party] }, ctx, (reading) => void customer.track(reading)).ask(parts);
    const [judged] = outcomes;
    return judged ? { record: judged.record, lost: judged.outcome === 'GONE' || judged.outcome === 'RELINKING' } : NOT_READ;
  }
}
