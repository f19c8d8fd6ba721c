/**
 * A steward's decision, written down before anything follows from it. Whoever dies on the way leaves it `PENDING`, and
 * `settleDecisions` or the same call again finishes it: each step may be repeated, and ends where it would have.
 */
import type { DecisionDocument, LineageDocument } from '../../datasources/mongo/documents.ts';
import { standingPairs, type Decision, type DecisionKind } from '../../domain/identity/decisions.ts';
import { aboutOf, decisionEntryId, MOST_ENTRY_REFS } from '../../domain/identity/lineage.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { ApplyDeps } from '../applyDeps.ts';
import { decisionOf } from '../loadComponent.ts';
import { placeParties } from '../placeParties.ts';
import { reconcileMoved } from '../reconcileMoved.ts';
import { refreshIndex } from '../refreshIndex.ts';

/** A decision and what it changed. */
export interface Decided {
  decision: DecisionDocument;
  lineage: LineageDocument[];
}

interface Wanted {
  kind: DecisionKind;
  sides: readonly (readonly SourceRef[])[];
  reason: string;
  actor: string;
}

/** Decides, unless just this holds already: then it is the decision that stands, finished. */
export async function decide(deps: ApplyDeps, { kind, sides, reason, actor }: Wanted): Promise<Decided> {
  const { store } = deps;
  const refs = [...new Set(sides.flat())].sort();
  const known = await store.decisions.ofRefs(refs);
  const standing = standingDecision(kind, sides, known);
  if (standing) return finished(deps, standing);
  const rank = 1 + Math.max(0, ...known.map((decision) => decision.rank));
  const sorted = sides.map((side) => [...new Set(side)].sort()).sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
  // Who decides the same of the same at the same time decides it once.
  const _id = deps.keyedHash(`decision\u0000${JSON.stringify([kind, sorted, rank])}`);
  const decision: DecisionDocument = { _id, kind, sides: sorted, refs, rank, reason, actor, at: new Date(deps.now()), state: 'PENDING' };
  return finished(deps, await store.decisions.putIfAbsent(decision));
}

/** The last of the decisions that hold for these pairs if all of them say this; null if anything else holds for one, or nothing. */
function standingDecision(kind: DecisionKind, sides: readonly (readonly SourceRef[])[], known: readonly DecisionDocument[]): DecisionDocument | null {
  const refs = new Set(sides.flat());
  const pairs = standingPairs(known.map(decisionOf), refs)[kind === 'MUST_LINK' ? 'must' : 'apart'];
  const sideOf = new Map(sides.flatMap((side, index) => side.map((ref) => [ref, index] as const)));
  const crossing = pairs.filter(({ a, b }) => sideOf.get(a) !== sideOf.get(b));
  const wanted = sides.reduce((sum, side, index) => sum + side.length * sides.slice(index + 1).reduce((rest, other) => rest + other.length, 0), 0);
  if (crossing.length < wanted) return null;
  const last = crossing.map(({ decision }) => decision).reduce<Decision | null>((best, each) => (best === null || each.rank > best.rank ? each : best), null);
  return known.find(({ _id }) => _id === last?.id) ?? null;
}

/** The decision, finished if it was not, with the lineage that it has. */
export async function finished(deps: ApplyDeps, decision: DecisionDocument): Promise<Decided> {
  if (decision.state === 'PENDING') await finishDecision(deps, decision);
  return { decision: { ...decision, state: 'DONE' }, lineage: await deps.store.lineage.ofDecisions([decision._id]) };
}

/** Lets links, pointers, lineage and index follow a decision. */
export async function finishDecision(deps: ApplyDeps, decision: DecisionDocument): Promise<void> {
  const { store } = deps;
  const looked = await placeParties(deps, decision.refs);
  const moved = await reconcileMoved(deps, looked);
  await refreshIndex(deps, [...looked, ...moved.parties], [], moved.customers);
  if ((await store.lineage.ofDecisions([decision._id])).length === 0) await logWithoutChange(deps, decision);
  await store.decisions.finish(decision._id);
}

/** What a steward decided is in the lineage also where it was so already. */
async function logWithoutChange({ store }: ApplyDeps, { _id: decisionId, kind, sides, actor, at }: DecisionDocument): Promise<void> {
  // Of each side the first, as many as there is room for: the decision has all of them.
  const refs = [...sides.map((side) => side[0]!), ...sides.flatMap((side) => side.slice(1))].slice(0, MOST_ENTRY_REFS);
  const stored = await store.parties.stored(refs);
  await store.lineage.log([
    {
      _id: decisionEntryId(decisionId),
      kind: kind === 'MUST_LINK' ? 'CONFIRMED' : 'REJECTED',
      about: aboutOf(...refs.map((ref) => stored.get(ref)?.link?.customerId ?? null)),
      customerId: null,
      from: null,
      to: null,
      refs,
      rule: 'steward',
      verified: true,
      actor,
      decisionId,
      at,
      revision: 1,
    },
  ]);
}
