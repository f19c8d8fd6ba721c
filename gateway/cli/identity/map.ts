/** The column mapping of a data set: which column says what. */
import { parse } from 'yaml';
import { z } from 'zod';
import { CANONICAL_FIELDS, type CanonicalField, type StatedRecord } from '../../../domain/matching/stated.ts';
import { InputError } from './inputError.ts';
import type { Row } from './table.ts';

export interface ColumnMap {
  id: string;
  fields: ReadonlyMap<CanonicalField, readonly string[]>;
  extra: readonly string[];
}

const columns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).transform((value) => (typeof value === 'string' ? [value] : value));
const shape = z.strictObject({ id: z.string().min(1), fields: z.record(z.string(), columns), extra: z.array(z.string().min(1)).optional() });

/** Fields of which a list of columns makes one value. */
const JOINED: Readonly<Partial<Record<CanonicalField, string>>> = { street: ' ', address: ', ' };

const isField = (name: string): name is CanonicalField => (CANONICAL_FIELDS as readonly string[]).includes(name);

/** Reads a mapping in YAML. Throws InputError that names each wrong key. */
export function parseMap(text: string, file: string): ColumnMap {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new InputError(`${file} is no YAML: ${(error as Error).message}`, { cause: error });
  }
  const parsed = shape.safeParse(document);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    throw new InputError(`${file}: ${problems.join('; ')}. A mapping has the keys id, fields and extra`);
  }
  const unknown = Object.keys(parsed.data.fields).filter((name) => !isField(name));
  if (unknown.length > 0) throw new InputError(`${file}: unknown field ${unknown.join(', ')}. The fields are ${CANONICAL_FIELDS.join(', ')}; further columns go under extra`);
  return { id: parsed.data.id, fields: new Map(Object.entries(parsed.data.fields).filter((entry): entry is [CanonicalField, string[]] => isField(entry[0]))), extra: parsed.data.extra ?? [] };
}

/** The columns that the mapping names. */
export function columnsOf({ id, fields, extra }: ColumnMap): string[] {
  return [...new Set([id, ...[...fields.values()].flat(), ...extra])];
}

/** Values of one field of a row: a list of columns joins for street and address, and gives several values elsewhere. */
function valuesOf(row: Row, field: CanonicalField, from: readonly string[]): string[] {
  const separator = JOINED[field];
  const values = from.map((column) => row.values(column));
  if (separator === undefined) return values.flat();
  const count = Math.max(...values.map((each) => each.length));
  return Array.from({ length: count }, (_, place) => values.map((each) => each[place] ?? '').filter((part) => part !== '').join(separator));
}

/** A row as matching reads it. `source` names the file. */
export function recordOfRow(row: Row, { id, fields, extra }: ColumnMap, source: string): StatedRecord {
  const [own = ''] = row.values(id);
  if (own === '') throw new InputError(`${source}, record ${row.number}: the column ${id} is empty, and it names the record`);
  return {
    id: own,
    source,
    fields: Object.fromEntries([...fields].map(([field, from]) => [field, valuesOf(row, field, from)])),
    extra: Object.fromEntries(extra.map((column) => [column, row.values(column).filter((value) => value !== '')])),
  };
}
