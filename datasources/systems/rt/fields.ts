import { rowsOf, text, type Row } from '../answers.ts';

/** The first value of each custom field of a row, by name; a field without value is absent. */
export function customFields(row: Row): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { name, values } of rowsOf(row.CustomFields)) {
    const value = Array.isArray(values) ? text(values[0]) : null;
    if (typeof name === 'string' && value !== null) found.set(name, value);
  }
  return found;
}
