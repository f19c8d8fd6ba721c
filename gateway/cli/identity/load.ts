import { readFileSync } from 'node:fs';
import { decideKinds } from '../../../domain/matching/kinds.ts';
import { matchRecord, type MatchRecord } from '../../../domain/matching/record.ts';
import { InputError } from './inputError.ts';
import { columnsOf, parseMap, recordOfRow } from './map.ts';
import { readTable } from './table.ts';

export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`, { cause: error });
  }
}

/** The records of the input files, read by the mapping. Throws InputError that names the file and the column at fault. */
export function loadRecords(inputs: readonly string[], mapFile: string): MatchRecord[] {
  const map = parseMap(readText(mapFile), mapFile);
  const tables = inputs.map((file) => ({ file, table: readTable(readText(file), file) }));
  const missing = columnsOf(map).filter((column) => !tables.some(({ table }) => table.has(column)));
  if (missing.length > 0) throw new InputError(`${mapFile} names the column ${missing.join(', ')}, which ${inputs.join(' and ')} ${inputs.length === 1 ? 'does' : 'do'} not have`);
  const seen = new Map<string, string>();
  const stated = tables.flatMap(({ file, table }) => table.rows.map((row) => {
    const record = recordOfRow(row, map, file);
    const place = `${file}, record ${row.number}`;
    const before = seen.get(record.id);
    if (before !== undefined) throw new InputError(`${place}: its id in ${map.id} was used before, in ${before}; ids tell the records of all inputs apart`);
    seen.set(record.id, place);
    return record;
  }));
  return decideKinds(stated).map((record) => matchRecord(record));
}
