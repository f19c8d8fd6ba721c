import type { Store } from '../../datasources/mongo/store.ts';
import type { SurvivorshipConfig } from '../../domain/goldenRecord/types.ts';
import type { IdentityConfig } from '../../domain/identity/config.ts';
import type { Principal, RowView } from '../../domain/principal.ts';
import type { ReconciliationRule } from '../../domain/reconciliation/rules.ts';
import type { RowScopesConfig } from '../../domain/rowScopes.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { ApplyDeps } from '../applyDeps.ts';
import type { ParametersHolder } from '../parameters/activeParameters.ts';

/** What a steward's operations need of a request; a RequestContext has it all. */
export interface StewardContext {
  principal: Principal;
  view: RowView;
  store: Store;
  ids: { decode(id: string): SourceRef | undefined };
  /** `parameters`: versions of rules and model; left out: the configured rules alone. */
  config: {
    identity: IdentityConfig;
    parameters?: ParametersHolder;
    survivorship: SurvivorshipConfig;
    rowScopes: RowScopesConfig;
    eventRank: readonly string[];
    reconciliation?: readonly ReconciliationRule[];
  };
  keyedHash(text: string): string;
  newId(): string;
  now(): number;
}

export function applyDepsOf({ store, config, keyedHash, newId, now }: StewardContext): ApplyDeps {
  const { identity, parameters, survivorship, rowScopes, eventRank, reconciliation } = config;
  return { store, identity, ...(parameters && { parameters }), survivorship, rowScopes, eventRank, ...(reconciliation && { reconciliation }), keyedHash, newId, now };
}
