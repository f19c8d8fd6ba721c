/** Parents of lineage entries and decisions, and what a steward's mutation answers. */
import type { DecisionDocument, LineageDocument } from '../../datasources/mongo/documents.ts';
import type { Decided } from '../../operations/decisions/decide.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { customerOf, forgetCustomers } from './customers.ts';
import { keptBy } from './kept.ts';
import { keyed } from './keyed.ts';

/** The parent of `IdentityChangeEdge`. */
export interface ChangeEdgeParent {
  node: LineageDocument;
  cursor: string;
}

/** The parent of `StewardshipPayload`. */
export interface StewardshipPayloadParent {
  decision: DecisionDocument;
  customers: CustomerHandle[];
  lineage: LineageDocument[];
}

/** The schema's bounds. */
const MOST_CUSTOMERS = 20;
const MOST_ENTRIES = 100;

const decisions = keptBy(({ store }: RequestContext) => keyed((ids: readonly string[]) => store.decisions.byIds(ids)));

/** The decision behind an entry, read once per request with those of its neighbours. */
export function decisionBehind({ decisionId }: LineageDocument, ctx: RequestContext): Promise<DecisionDocument | null> | null {
  return decisionId === null ? null : decisions.of(ctx).load(decisionId);
}

/** For the audit: entries tell something of every customer that they name. */
export function meetLineage(entries: readonly LineageDocument[], ctx: RequestContext): void {
  for (const { about } of entries) for (const id of about) ctx.met.add(id);
}

/** The decision, what it changed, and the customers that its records belong to now. */
export async function stewardshipPayload({ decision, lineage }: Decided, ctx: RequestContext): Promise<StewardshipPayloadParent> {
  forgetCustomers(ctx);
  const found = await ctx.store.customerIndex.byPartyRefs(decision.refs, ctx.view);
  // In the order of the sides, each customer once.
  const documents = new Map(decision.sides.flat().flatMap((ref) => found.get(ref) ?? []).map((index) => [index._id, index]));
  const entries = lineage.slice(0, MOST_ENTRIES);
  meetLineage(entries, ctx);
  return { decision, customers: [...documents.values()].slice(0, MOST_CUSTOMERS).map((index) => customerOf(index, ctx)), lineage: entries };
}
