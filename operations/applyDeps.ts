import type { Store } from '../datasources/mongo/store.ts';
import type { SurvivorshipConfig } from '../domain/goldenRecord/types.ts';
import type { IdentityConfig } from '../domain/identity/config.ts';
import type { ReconciliationRule } from '../domain/reconciliation/rules.ts';
import type { Retention } from '../domain/retention.ts';
import type { RowScopesConfig } from '../domain/rowScopes.ts';
import type { ParametersHolder } from './parameters/activeParameters.ts';

/** What applying a change needs beside the change. */
export interface ApplyDeps {
  store: Store;
  /** The rules that are configured; those that hold are the active parameters' (`identityOf`). */
  identity: IdentityConfig;
  /** Versions of rules and model; left out: the configured rules alone, for ever. */
  parameters?: ParametersHolder;
  /** For the golden name, by which lists are ordered. */
  survivorship: SurvivorshipConfig;
  /** Which field of which source gives the row-scope keys of index documents and events; each the field of its name if left out. */
  rowScopes?: RowScopesConfig;
  /** Systems, the one whose view of a shared event leads first. */
  eventRank: readonly string[];
  /** How views of one event are told to be one beside shared references, and what must agree; left out: nothing of that is looked at. */
  reconciliation?: readonly ReconciliationRule[];
  /** How long events are kept, by kind; left out: for ever. */
  retention?: Retention;
  /** Keyed hash (HMAC-SHA256, hex) for refs that must not tell their origin. */
  keyedHash(text: string): string;
  /** Fresh UUIDv7. */
  newId(): string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Who is written down as having linked. */
  actor?: string;
}

/** Rounds of "write, read again" before a change is given back to the inbox: others keep writing the same customers. */
export const SETTLE_ROUNDS = 12;
