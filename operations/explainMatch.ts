/** Why two records are one party, or are not, as they are stored now. Changes nothing. */
import type { DecisionDocument, PartyDocument } from '../datasources/mongo/documents.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { standingPairs } from '../domain/identity/decisions.ts';
import type { Edge } from '../domain/identity/edges.ts';
import { rulesBetween, tyingKeys } from '../domain/identity/explain.ts';
import { featuresOf } from '../domain/identity/features.ts';
import { likelyEdges } from '../domain/identity/likeness.ts';
import { memberOf } from '../domain/identity/member.ts';
import type { FieldScore } from '../domain/matching/scorer.ts';
import { verdictOf, type Verdict } from '../domain/matching/thresholds.ts';
import { decisionOf } from './loadComponent.ts';
import type { ActiveParameters } from './parameters/activeParameters.ts';

/** Carriers of one key that are looked at, as placement does. */
const CARRIERS_PER_KEY = 500;

export interface Explanation {
  /** The rules that the two meet, strongest first; a steward's must-link among them. */
  rules: Edge[];
  decision: DecisionDocument | null;
  /** Null where there is no model, or a record is gone. */
  score: { weight: number; fields: readonly FieldScore[]; verdict: Verdict } | null;
}

export async function explainMatch(
  left: PartyDocument,
  right: PartyDocument,
  { config, scorer }: Pick<ActiveParameters, 'config' | 'scorer'>,
  store: Pick<Store, 'parties' | 'decisions'>,
): Promise<Explanation> {
  const [one, other] = left._id < right._id ? [left, right] : [right, left];
  const known = await store.decisions.ofRefs([one._id, other._id]);
  const { must, apart } = standingPairs(known.map(decisionOf), new Set([one._id, other._id]));
  const standing = [...must, ...apart][0]?.decision.id;
  const decision = known.find(({ _id }) => _id === standing) ?? null;
  if (!one.record || !other.record || one.state !== 'LIVE' || other.state !== 'LIVE') return { rules: [], decision, score: null };

  const [a, b] = [memberOf(one.record), memberOf(other.record)];
  const carriers = await store.parties.byKeys(tyingKeys(a, b, config), CARRIERS_PER_KEY);
  const rules = rulesBetween(a, b, carriers.flatMap(({ record }) => (record ? [memberOf(record)] : [])), must, config);
  if (!scorer) return { rules, decision, score: null };
  const features = new Map([one.record, other.record].map((record) => [record.ref, featuresOf(record, config)] as const));
  const [likely] = likelyEdges({ scorer, features, pairs: [[one._id, other._id]] });
  const weight = likely!.weight!;
  const verdict = verdictOf(weight);
  // However great the weight: without something that points to one party it is a steward's to say.
  return { rules, decision, score: { weight, fields: likely!.levels ?? [], verdict: verdict === 'JOIN' && !likely!.telling ? 'REVIEW' : verdict } };
}
