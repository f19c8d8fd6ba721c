/** Requests from their templates. Whatever is filled in is encoded, so that it stays one part of a path, or one parameter. */
import type { ByIds, SINCE_FORMATS } from './settings.ts';

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

/** Path with query. */
export function target(template: { path: string; query: Readonly<Record<string, string>> }, values: Readonly<Record<string, string>>, more: Parameters = []): string {
  const parameters: Parameters = [...Object.entries(template.query).map(([name, text]): [string, string] => [name, filled(text, values, (value) => value)]), ...more];
  return withQuery(pathText(template.path, values), parameters);
}

function withQuery(path: string, parameters: Parameters): string {
  const query = new URLSearchParams(parameters).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** The request for some ids: `{ids}` joined, or its parameter once for each. */
export function idsTarget(template: ByIds, ids: readonly string[]): string {
  const items = ids.map((id) => template.item.replaceAll('{id}', id));
  const values = { id: ids[0] ?? '', ids: items.join(template.separator) };
  if (!template.repeat) return target(template, values);
  const [repeated, others] = [Object.entries(template.query).filter(([, text]) => text.includes('{ids}')), Object.entries(template.query).filter(([, text]) => !text.includes('{ids}'))];
  const each = repeated.flatMap(([name, text]) => items.map((item): [string, string] => [name, text.replaceAll('{ids}', item)]));
  return target({ path: template.path, query: Object.fromEntries(others) }, values, each);
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
    case 'date':
      return iso.slice(0, 10);
    case 'seconds':
      return String(Math.floor(ms / 1_000));
    case 'milliseconds':
      return String(ms);
  }
}
