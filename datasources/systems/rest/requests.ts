/** Requests from their templates. Whatever is filled in is encoded, so that it stays one part of a path, or one parameter. */
import type { ByIds, Found, SINCE_FORMATS } from './settings.ts';

export type Parameters = [name: string, value: string][];

const PLACE = /\{(\w+)\}/g;

const filled = (template: string, values: Readonly<Record<string, string>>, encode: (value: string) => string): string =>
  template.replace(PLACE, (whole, name: string) => (Object.hasOwn(values, name) ? encode(values[name]!) : whole));

/** The literal parts of a template are the configuration's own; signs that no path may have are encoded in them too. */
const pathText = (template: string, values: Readonly<Record<string, string>>): string =>
  template.split(/(\{\w+\})/).map((part, index) => (index % 2 === 1 ? filled(part, values, encodeURIComponent) : encodeURI(decodedOnce(part)))).join('');

/** What the configuration has encoded already stays as it is. */
function decodedOnce(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

/** A request as the configuration describes it. */
export type Template = Pick<Found, 'path' | 'query' | 'escape'>;

/** A value that stays one text in the language that the system reads there. */
function escaped(value: string, escape: Template['escape']): string {
  if (escape === 'json') return JSON.stringify(value).slice(1, -1);
  return escape === 'backslash' ? value.replace(/[\\'"]/g, '\\$&') : value;
}

/** Path with query. */
export function target(template: Template, values: Readonly<Record<string, string>>, more: Parameters = []): string {
  const parameters: Parameters = [...Object.entries(template.query).map(([name, text]): [string, string] => [name, filled(text, values, (value) => escaped(value, template.escape))]), ...more];
  return withQuery(pathText(template.path, values), parameters);
}

function withQuery(path: string, parameters: Parameters): string {
  const query = new URLSearchParams(parameters).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** The request for some ids: `{ids}` joined, or its parameter once for each. */
export function idsTarget(template: ByIds, ids: readonly string[]): string {
  const items = ids.map((id) => template.item.replaceAll('{id}', () => escaped(id, template.escape)));
  const [first = ''] = ids;
  // Escaped one by one, and filled in at one go: an id that looks like a place stays an id.
  const values = { id: escaped(first, template.escape), ids: items.join(template.separator) };
  const isRepeated = ([, text]: [string, string]) => template.repeat && text.includes('{ids}');
  const parameters = Object.entries(template.query);
  const repeated = parameters.filter(isRepeated).flatMap(([name, text]) => items.map((item): [string, string] => [name, text.replaceAll('{ids}', () => item)]));
  const others = Object.fromEntries(parameters.filter((parameter) => !isRepeated(parameter)));
  return pathText(template.path, { id: first }) + target({ path: '', escape: 'none', query: others }, values, repeated);
}

/** A stamp (ISO 8601 in UTC) in the notation of the system, never later than it is: rounded down. */
export function sinceText(stamp: string, format: (typeof SINCE_FORMATS)[number]): string {
  const ms = Date.parse(stamp);
  const iso = new Date(ms).toISOString();
  switch (format) {
    case 'iso':
      return iso;
    case 'isoSeconds':
      return `${iso.slice(0, 19)}Z`;
    case 'blank':
      return iso.slice(0, 19).replace('T', ' ');
    case 'date':
      return iso.slice(0, 10);
    case 'seconds':
      return String(Math.floor(ms / 1_000));
    case 'milliseconds':
      return String(ms);
  }
}
