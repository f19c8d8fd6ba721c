/** A discrepancy and what its two views say now: refs are stored, values are read under the caller's rights on their field. */
import DataLoader from 'dataloader';
import type { EventView } from '../../datasources/mongo/eventViews.ts';
import { betweenOf, type Discrepancy, type DiscrepancyKind } from '../../domain/reconciliation/discrepancy.ts';
import type { Access, DataClass } from '../../domain/principal.ts';
import type { OrderRecord } from '../../domain/records.ts';
import { systemOf, type SourceRef } from '../../domain/sourceRef.ts';
import type { RequestContext } from '../context.ts';
import { loadEvent } from './events.ts';
import { keptBy } from './kept.ts';
import { keyed } from './keyed.ts';
import { exactly, MatchPair, type Side } from './MatchPair.ts';

/** Class of the field that the values belong to, as the schema names it (`@holds`). */
const CLASS_OF: Readonly<Record<DiscrepancyKind, DataClass>> = { AMOUNT: 'orders', STATUS: 'orders', PARTY: 'personName', MISSING: 'orders' };

const TEXT_OF: Readonly<Record<Exclude<DiscrepancyKind, 'PARTY'>, (order: OrderRecord) => string | null>> = {
  AMOUNT: ({ total }) => total && `${total.amount} ${total.currency}`,
  STATUS: ({ status }) => status,
  MISSING: ({ number }) => number,
};

const NO_FIELDS: ReadonlySet<string> = new Set();

const reads = keptBy(({ store }: RequestContext) => ({
  views: keyed((refs: readonly SourceRef[]) => store.eventViews.byRefs(refs)),
  discrepancies: new DataLoader<SourceRef, Discrepancy[]>(async (refs) => {
    const found = await store.discrepancies.ofRefs(refs);
    return refs.map((ref) => found.filter((each) => each.refs.includes(ref)));
  }),
}));

/** Everything that is kept of these views, those of one loop turn read together. */
export async function discrepanciesOf(refs: readonly SourceRef[], ctx: RequestContext): Promise<Discrepancy[]> {
  const { discrepancies } = reads.of(ctx);
  const found = await Promise.all(refs.map((ref) => discrepancies.load(ref)));
  return [...new Map(found.flat().map((each) => [each._id, each])).values()];
}

/** The parent of `Discrepancy`. */
export class DiscrepancyRow {
  readonly kept: Discrepancy;
  readonly #ctx: RequestContext;
  #names: Promise<MatchPair | null> | null = null;

  constructor(kept: Discrepancy, ctx: RequestContext) {
    this.kept = kept;
    this.#ctx = ctx;
  }

  /** Null for the right side where it is missing. */
  refOf(side: Side): SourceRef | null {
    return this.kept.refs[side === 'left' ? 0 : 1] ?? null;
  }

  systemOf(side: Side): string {
    const ref = this.refOf(side);
    if (ref) return systemOf(ref);
    const present = systemOf(this.kept.refs[0]!);
    return this.kept.between.split(' ').find((system) => betweenOf(system, present) === this.kept.between && system !== present) ?? present;
  }

  get access(): Access {
    return this.#ctx.access(CLASS_OF[this.kept.kind]);
  }

  async viewOf(side: Side): Promise<EventView | null> {
    const ref = this.refOf(side);
    const view = ref === null ? null : await reads.of(this.#ctx).views.load(ref);
    return view?.state === 'LIVE' ? view : null;
  }

  /** What the system says now, as text. */
  async value(side: Side): Promise<string | null> {
    const { kind } = this.kept;
    if (this.access === 'deny') return null;
    if (kind === 'PARTY') return (await (this.#names ??= this.#parties()))?.rows[0]?.value(side, this.#ctx) ?? null;
    const view = await this.viewOf(side);
    if (!view) return null;
    const row = { ref: view._id, twins: [], kind: view.kind, atMs: view.at.getTime(), partyRef: view.partyRef };
    const record = (await loadEvent(row, null, this.#ctx, NO_FIELDS))?.record;
    return record?.type === 'order' ? TEXT_OF[kind](record) : null;
  }

  async #parties(): Promise<MatchPair | null> {
    const [left, right] = await Promise.all([this.viewOf('left'), this.viewOf('right')]);
    return left && right && new MatchPair([left.partyRef, right.partyRef], exactly(['name']), this.#ctx);
  }
}
