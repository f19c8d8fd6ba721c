/** Reads data files: CSV (RFC 4180, with a header) and JSON lines. */
import { InputError } from './inputError.ts';

/** One record of a file, its columns as text. */
export interface Row {
  /** Position in the file, from 1, the header not counted. */
  number: number;
  /** Values of a column: one in CSV, several where a path of JSON lines leads through a list; '' where there is none. */
  values(column: string): string[];
}

export interface Table {
  rows: Row[];
  /** Whether any record has the column. */
  has(column: string): boolean;
}

const DELIMITERS = [',', ';', '\t'];

/** The rows of a CSV text as lists of texts, the header (record 0 in errors) first. Quotes may hold delimiters, line ends and doubled quotes. */
export function parseCsv(text: string, file: string): string[][] {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const header = source.slice(0, /\r|\n/.exec(source)?.index ?? source.length);
  const delimiter = DELIMITERS.reduce((best, sign) => (header.split(sign).length > header.split(best).length ? sign : best));
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const endRow = (): void => {
    // A line without anything is no record.
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  while (at < source.length) {
    let start = at;
    while (source[start] === ' ') start += 1;
    if (source[start] === '"') {
      let value = '';
      let from = start + 1;
      for (;;) {
        const quote = source.indexOf('"', from);
        if (quote < 0) throw new InputError(`${file}, record ${rows.length}: a quote is opened and not closed`);
        value += source.slice(from, quote);
        if (source[quote + 1] !== '"') {
          at = quote + 1;
          break;
        }
        value += '"';
        from = quote + 2;
      }
      while (source[at] === ' ') at += 1;
      if (at < source.length && source[at] !== delimiter && source[at] !== '\n' && source[at] !== '\r') {
        throw new InputError(`${file}, record ${rows.length}: text follows a closing quote; double the quotes within a value`);
      }
      row.push(value);
    } else {
      let end = at;
      while (end < source.length && source[end] !== delimiter && source[end] !== '\n' && source[end] !== '\r') end += 1;
      row.push(source.slice(at, end));
      at = end;
    }
    if (source[at] === delimiter) {
      at += 1;
      if (at === source.length) row.push('');
      continue;
    }
    if (source[at] === '\r') at += 1;
    if (source[at] === '\n') at += 1;
    endRow();
  }
  if (row.length > 0) endRow();
  return rows;
}

function csvTable(text: string, file: string): Table {
  const [header, ...lines] = parseCsv(text, file);
  if (header === undefined) throw new InputError(`${file} is empty: a header is expected`);
  const places = new Map(header.map((name, place) => [name.trim(), place]));
  const wrong = lines.findIndex((line) => line.length > header.length);
  if (wrong >= 0) throw new InputError(`${file}, record ${wrong + 1}: it has ${lines[wrong]!.length} values, the header ${header.length}; a value that holds a comma needs quotes`);
  return {
    has: (column) => places.has(column),
    rows: lines.map((line, index) => ({ number: index + 1, values: (column) => [(line[places.get(column) ?? -1] ?? '').trim()] })),
  };
}

function textOf(value: unknown): string[] {
  if (value === null || value === undefined) return [''];
  if (Array.isArray(value)) return value.flatMap(textOf);
  return typeof value === 'object' ? [''] : [String(value).trim()];
}

/** The values at a path: a number leads into a list, a name through all of its items. Null where nothing is there. */
function follow(value: unknown, path: readonly string[]): unknown[] | null {
  if (path.length === 0) return value === undefined ? null : [value];
  if (Array.isArray(value)) {
    if (/^\d+$/.test(path[0]!)) return follow(value[Number(path[0])], path.slice(1));
    const found = value.map((item) => follow(item, path));
    return found.every((each) => each === null) ? null : found.flatMap((each) => each ?? [null]);
  }
  if (typeof value !== 'object' || value === null) return null;
  const whole = path.join('.');
  if (Object.hasOwn(value, whole)) return [(value as Record<string, unknown>)[whole]];
  return Object.hasOwn(value, path[0]!) ? follow((value as Record<string, unknown>)[path[0]!], path.slice(1)) : null;
}

function jsonTable(text: string, file: string): Table {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const documents = source.split('\n').flatMap((line, index): unknown[] => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line)];
    } catch (error) {
      throw new InputError(`${file}, line ${index + 1}: it is no JSON`, { cause: error });
    }
  });
  return {
    has: (column) => documents.some((document) => follow(document, column.split('.')) !== null),
    rows: documents.map((document, index) => ({ number: index + 1, values: (column) => textOf(follow(document, column.split('.'))) })),
  };
}

/** Reads a file's text: JSON lines where the name says so or the text begins with an object, else CSV. */
export function readTable(text: string, file: string): Table {
  return /\.(?:jsonl|ndjson|json)$/i.test(file) || /^\uFEFF?\s*\{/.test(text) ? jsonTable(text, file) : csvTable(text, file);
}

/** A value as CSV writes it. */
export function csvValue(value: string): string {
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
