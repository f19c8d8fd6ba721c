/** A model of people with the levels' own probabilities, and a holder that has it active as version 7. */
import { comparersOf, dimensionsOf } from '../../../domain/matching/comparers.ts';
import type { KindModel, MatchingModel } from '../../../domain/matching/model.ts';
import type { Store } from '../../../datasources/mongo/store.ts';
import { ACTIVE_MARK, createParametersHolder, rulesHashOf, type ParametersHolder } from '../../../operations/parameters/activeParameters.ts';
import { SYSTEMS } from './context.ts';

const FIELDS: ReadonlySet<string> = new Set(['birthDate', 'givenName', 'familyName', 'taxId', 'loyaltyId', 'email', 'mobile', 'phone', 'street', 'place']);

const person: KindModel = {
  prior: 0.001,
  fields: dimensionsOf(comparersOf('PERSON', {})).filter(({ field }) => FIELDS.has(field)).map(({ field, levels }) => ({ field, levels: levels.map(({ name, m, u }) => ({ name, m, u })) })),
  shared: {},
  moved: 0.05,
  frequencies: {},
  columns: {},
};

export const matchingModel: MatchingModel = { version: 1, kinds: { PERSON: person }, blocking: { limit: 100, frequent: [] }, training: { records: 1_000, candidatePairs: 5_000, expectedMatches: 100 } };

/** Stores it beforehand; `current` reads it as any other process would. */
export function parametersOf(store: Store, version = 7): ParametersHolder {
  const holder = createParametersHolder({ store, settings: {}, systems: SYSTEMS });
  const stored = store.parameters
    .add({
      _id: version, rules: {}, rulesHash: rulesHashOf({}), model: matchingModel, trainedAt: new Date('2026-02-01T00:00:00Z'), trainedBy: 'gateway',
      activatedAt: new Date('2026-02-01T00:00:00Z'), activatedBy: 'gateway', reason: null, dryRun: null,
    })
    .then(() => store.marks.put(ACTIVE_MARK, String(version)));
  return { ...holder, current: () => stored.then(() => holder.current()) };
}
