/** Makes several customers one: their verified parts, as everybody may see them. The oldest id survives, the others lead to it. */
import { rootOf } from '../../domain/customerIndex/union.ts';
import { MOST_SIDES, standingPairs } from '../../domain/identity/decisions.ts';
import type { PartyDocument } from '../../datasources/mongo/documents.ts';
import { decisionOf } from '../loadComponent.ts';
import { applyDepsOf, type StewardContext } from './context.ts';
import { decide, finished, type Decided } from './decide.ts';
import { distinct, reasonOf, refuse } from './refuse.ts';
import { assertDecidable, assertOneKind, recordsThrough, recordsUnder, surroundingsOf, type Surroundings } from './subjects.ts';

/** As a steward gives it (`MergeCustomersInput` of the schema). */
export interface MergeCustomersInput {
  customerIds: readonly string[];
  reason: string;
}

/** Records by given id: each id's own part; where all ids are of one part, what came in by each of them. */
function sidesOf(ids: readonly string[], surroundings: Surroundings): { sides: PartyDocument[][]; areOne: boolean } {
  const roots = [...new Set(ids.map((id) => rootOf(id, surroundings.customers, true)))];
  if (roots.length > 1) return { sides: roots.map((root) => recordsUnder(root, surroundings, true)), areOne: false };
  // The younger first: who leads over two of them came in by the younger.
  const taken = new Set<string>();
  const sides = [...ids].sort().reverse().map((id) => {
    const own = recordsThrough(id, surroundings).filter(({ _id, link }) => !taken.has(_id) && rootOf(link!.customerId, surroundings.customers, true) === roots[0]);
    own.forEach(({ _id }) => taken.add(_id));
    return own;
  });
  return { sides: sides.filter((side) => side.length > 0), areOne: true };
}

/** Idempotent. Throws BAD_USER_INPUT, STORE_UNAVAILABLE; once the decision is written it is finished in any case. */
export async function mergeCustomers(input: MergeCustomersInput, context: StewardContext): Promise<Decided> {
  const deps = applyDepsOf(context);
  const reason = reasonOf(input.reason);
  const ids = distinct('customerIds', input.customerIds, 2, MOST_SIDES);
  const surroundings = await surroundingsOf('customerIds', ids, context);
  const { sides, areOne } = sidesOf(ids, surroundings);
  if (sides.length < 2) refuse('customerIds', 'names one customer only, by several of its ids');
  const refs = sides.flat().map(({ _id }) => _id);
  if (areOne) {
    // Done before, by a decision that may have named fewer records: more have come since.
    const known = await context.store.decisions.ofRefs(refs);
    const sideOf = new Map(sides.flatMap((side, index) => side.map(({ _id }) => [_id, index] as const)));
    const [pair] = standingPairs(known.map(decisionOf), new Set(refs)).must.filter(({ a, b }) => sideOf.get(a) !== sideOf.get(b)).sort((one, other) => other.decision.rank - one.decision.rank);
    const standing = known.find(({ _id }) => _id === pair?.decision.id);
    if (standing) return finished(deps, standing);
  }
  assertDecidable('customerIds', sides);
  await assertOneKind('customerIds', refs, context);
  return decide(deps, { kind: 'MUST_LINK', sides: sides.map((side) => side.map(({ _id }) => _id)), reason, actor: context.principal.subject });
}
