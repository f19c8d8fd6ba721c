import type { Attributes } from '@opentelemetry/api';

/** What a span may hold: names that code or configuration has chosen, counts, outcomes. Nothing that is not on this list reaches it. */
const ALLOWED: ReadonlySet<string> = new Set([
  'graphql.operation.name', 'graphql.operation.type', 'http.response.status_code', 'c360.request_id', 'c360.role', 'c360.cost', 'c360.outcome',
  'c360.coordinates', 'c360.system', 'c360.operation', 'c360.records', 'c360.ok', 'c360.stale', 'c360.gone', 'c360.down', 'c360.waiting',
  'db.system.name', 'db.collection.name', 'db.operation.name',
]);
const MAX_LENGTH = 100;

/** Attributes by the allow-list; null and texts that are too long for a name are left out. */
export function attributes(fields: Readonly<Record<string, string | number | null>>): Attributes {
  const kept: Attributes = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || !ALLOWED.has(name) || (typeof value === 'string' && value.length > MAX_LENGTH)) continue;
    kept[name] = value;
  }
  return kept;
}
