import { createHash } from 'node:crypto';

/** SHA-256 (base64url) of a value's content: equal for equal values whatever the order of their keys. Dates count as their time. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalText(value)).digest('base64url');
}

/** A value as JSON, its keys in one order whatever order they were written in; what is undefined is left out. */
export function canonicalText(value: unknown): string {
  if (value === null || typeof value !== 'object' || value instanceof Date) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => `${JSON.stringify(key)}:${canonicalText(each)}`).join(',')}}`;
}
