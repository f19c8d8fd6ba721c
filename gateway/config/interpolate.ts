import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';

/** What a configuration value may refer to; injected so that tests need neither environment nor files. */
export interface InterpolationSources {
  env: Readonly<Record<string, string | undefined>>;
  /** Folder that `${file:PATH}` is relative to: the configuration file's own. */
  baseDir: string;
}

export interface ConfigProblem {
  /** Dotted path of the key. */
  key: string;
  message: string;
}

const REFERENCE = /\$\{(file:)?([^}]*)\}/g;

function fileText(path: string, { baseDir }: InterpolationSources): string {
  return readFileSync(isAbsolute(path) ? path : resolve(baseDir, path), 'utf8').replace(/\r?\n$/, '');
}

/**
 * Replaces `${NAME}` by the environment's value and `${file:PATH}` by a file's text (its last line break left out) in
 * every string of a parsed YAML value. A reference to nothing is a problem that names the key, never an empty string.
 */
export function interpolate(value: unknown, sources: InterpolationSources, problems: ConfigProblem[], key = ''): unknown {
  if (typeof value === 'string') {
    return value.replace(REFERENCE, (whole, file: string | undefined, name: string) => {
      if (file) {
        try {
          return fileText(name, sources);
        } catch {
          problems.push({ key, message: `the file ${name} cannot be read` });
          return whole;
        }
      }
      const found = sources.env[name];
      if (found === undefined || found === '') {
        problems.push({ key, message: `the environment variable ${name} is not set` });
        return whole;
      }
      return found;
    });
  }
  if (Array.isArray(value)) return value.map((item, index) => interpolate(item, sources, problems, `${key}[${index}]`));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, interpolate(item, sources, problems, key ? `${key}.${name}` : name)]),
    );
  }
  return value;
}
