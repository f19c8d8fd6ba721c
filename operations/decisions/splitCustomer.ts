/** Sets some records of a customer apart from the rest. */
import { rootOf } from '../../domain/customerIndex/union.ts';
import { standingPairs } from '../../domain/identity/decisions.ts';
import type { DecisionDocument, PartyDocument } from '../../datasources/mongo/documents.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { decisionOf } from '../loadComponent.ts';
import { applyDepsOf, type StewardContext } from './context.ts';
import { decide, finished, type Decided } from './decide.ts';
import { distinct, reasonOf, refuse } from './refuse.ts';
import { assertDecidable, recordsNamed, recordsUnder, surroundingsOf } from './subjects.ts';

/** As a steward gives it (`SplitCustomerInput` of the schema). */
export interface SplitCustomerInput {
  customerId: string;
  refs: readonly string[];
  reason: string;
}

/** Records that one call may name. */
export const MOST_SPLIT_REFS = 100;

/** The split that this one repeats: the last decision that has set just these records apart from others of this customer, and stands. */
function repeated(apart: ReadonlySet<SourceRef>, ofCustomer: ReadonlySet<SourceRef>, known: readonly DecisionDocument[]): DecisionDocument | undefined {
  const standing = new Set(standingPairs(known.map(decisionOf), new Set(known.flatMap(({ refs }) => refs))).apart.map(({ decision }) => decision.id));
  const restIsGone = [...ofCustomer].every((ref) => apart.has(ref));
  const splits = known.filter(({ _id, kind, sides }) => {
    const isJustThis = kind === 'CANNOT_LINK' && standing.has(_id) && sides.some((side) => side.length === apart.size && side.every((ref) => apart.has(ref)));
    return isJustThis && (restIsGone || sides.flat().some((ref) => !apart.has(ref) && ofCustomer.has(ref)));
  });
  return splits.sort((one, other) => other.rank - one.rank)[0];
}

/**
 * From whom they are set apart: where a steward has put them together with others of this customer, from the records that
 * he named then, so that a record that came since goes with the part that it matches best; else from all the rest.
 */
function restOf(apart: ReadonlySet<SourceRef>, ofCustomer: readonly PartyDocument[], known: readonly DecisionDocument[]): PartyDocument[] {
  const rest = ofCustomer.filter(({ _id }) => !apart.has(_id));
  const { must } = standingPairs(known.map(decisionOf), new Set(ofCustomer.map(({ _id }) => _id)));
  const merges = new Set(must.filter(({ a, b }) => apart.has(a) !== apart.has(b)).map(({ decision }) => decision.id));
  const named = new Set(known.filter(({ _id }) => merges.has(_id)).flatMap(({ refs }) => refs));
  return merges.size === 0 ? rest : rest.filter(({ _id }) => named.has(_id));
}

/** Idempotent. Throws BAD_USER_INPUT, STORE_UNAVAILABLE; once the decision is written it is finished in any case. */
export async function splitCustomer(input: SplitCustomerInput, context: StewardContext): Promise<Decided> {
  const deps = applyDepsOf(context);
  const reason = reasonOf(input.reason);
  const given = await recordsNamed('refs', distinct('refs', input.refs, 1, MOST_SPLIT_REFS), context);
  const apart = new Set(given.map(({ _id }) => _id));
  const surroundings = await surroundingsOf('customerId', [input.customerId], context);
  const ofCustomer = recordsUnder(rootOf(input.customerId, surroundings.customers, false), surroundings, false);
  const refsOfCustomer = new Set(ofCustomer.map(({ _id }) => _id));

  const known = await context.store.decisions.ofRefs([...apart]);
  const before = repeated(apart, refsOfCustomer, known);
  const areHere = [...apart].every((ref) => refsOfCustomer.has(ref));
  if (before && (before.state === 'PENDING' || !areHere || apart.size === refsOfCustomer.size)) return finished(deps, before);
  if (!areHere) refuse('refs', 'names a record that is not this customer\'s');
  if (apart.size === refsOfCustomer.size) refuse('refs', 'names all records of the customer: there is nothing to set them apart from');
  const rest = restOf(apart, ofCustomer, known);
  assertDecidable('refs', [given, rest]);
  return decide(deps, { kind: 'CANNOT_LINK', sides: [[...apart], rest.map(({ _id }) => _id)], reason, actor: context.principal.subject });
}
