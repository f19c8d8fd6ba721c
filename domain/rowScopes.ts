/** Which rows a row scope admits: the keys that party records give, by which field of which source. */
import type { PartyRecord } from './records.ts';
import { systemOf } from './sourceRef.ts';
import { isPinRef } from './statedParty.ts';

/** The row scopes that records decide. `self` and `all` need no record. */
export const ROW_SCOPES = ['account', 'distributor', 'territory'] as const;
export type RowScopeName = (typeof ROW_SCOPES)[number];

/** Fields of a party record that can give a row-scope key: of class `account` in the schema, and part `core` of every read. */
export const SCOPE_FIELDS = ['account', 'distributor', 'territory'] as const;
export type ScopeField = (typeof SCOPE_FIELDS)[number];

export interface RowScopeRule {
  field: ScopeField;
  /** Systems whose word counts; null for every one. */
  sources: readonly string[] | null;
}

export type RowScopesConfig = Readonly<Record<RowScopeName, RowScopeRule>>;

/** Each scope by the field of its name, whatever system states it. */
export const DEFAULT_ROW_SCOPES: RowScopesConfig = {
  account: { field: 'account', sources: null },
  distributor: { field: 'distributor', sources: null },
  territory: { field: 'territory', sources: null },
};

const SELF = 'self:';

/** The row-scope keys (`account:…`, `distributor:…`, `territory:…`) that records give, sorted, each once. A pin says what is shown, not to whom. */
export function scopeKeysOf(records: readonly Pick<PartyRecord, 'ref' | ScopeField>[], config: RowScopesConfig): string[] {
  const keys = new Set<string>();
  for (const name of ROW_SCOPES) {
    const { field, sources } = config[name];
    for (const record of records) {
      const value = record[field];
      if (value && !isPinRef(record.ref) && (sources === null || sources.includes(systemOf(record.ref)))) keys.add(`${name}:${value}`);
    }
  }
  return [...keys].sort();
}

/** The keys of a row scope that records decide, so that live values can take a row out of it. */
export const keysOfRecords = (keys: readonly string[]): string[] => keys.filter((key) => !key.startsWith(SELF));

/** True if an id of a customer is one that the row scope names itself. */
export const namesSelf = (keys: readonly string[], ids: readonly string[]): boolean =>
  keys.some((key) => key.startsWith(SELF) && ids.includes(key.slice(SELF.length)));
