import { badValue, MongoError } from '../errors.ts';
import { RegexValue } from '../bson/values.ts';

/** A regular expression of the query language with the literal text that it is anchored to, if any. */
export interface CompiledRegex {
  test(text: string): boolean;
  /** For `/^abc.../` without options: `abc`, so that an index range can serve it. */
  readonly prefix: string | undefined;
}

const unsupported = (what: string): never => {
  throw new MongoError(51091, `Regular expression is invalid: ${what} is not supported by this server`);
};

/**
 * Translates the PCRE pattern to JavaScript where both mean the same, and refuses the rest. Differences that are
 * translated: `.` stops at line feeds only, `$` also matches before a final line feed, `\s` is ASCII.
 * @throws 51091 for a pattern, 51108 for an option that is not supported.
 */
export function compileRegex(source: RegexValue): CompiledRegex {
  for (const option of source.options) {
    if (!'ims'.includes(option)) throw new MongoError(51108, `invalid flag in regex options: ${option}`);
  }
  const multiline = source.options.includes('m');
  const dotAll = source.options.includes('s');
  const flags = source.options.includes('i') ? 'iu' : 'u';
  let regex: RegExp;
  try {
    regex = new RegExp(translate(source.pattern, multiline, dotAll), flags);
  } catch (error) {
    if (error instanceof MongoError) throw error;
    throw new MongoError(51091, 'Regular expression is invalid');
  }
  const literal = /^\^([^\\^$.|?*+()[\]{}]+)/.exec(source.pattern);
  let prefix: string | undefined;
  if (literal && source.options === '' && !source.pattern.includes('|')) {
    const rest = source.pattern[literal[0].length];
    // A quantifier binds to the last character, which is then not part of the prefix.
    prefix = rest !== undefined && '?*{'.includes(rest) ? (literal[1] as string).slice(0, -1) : literal[1];
  }
  return { test: (text) => regex.test(text), prefix: prefix === '' ? undefined : prefix };
}

const asciiSpace = ' \\t\\n\\v\\f\\r';

function translate(pattern: string, multiline: boolean, dotAll: boolean): string {
  let out = '';
  let inClass = false;
  const chars = Array.from(pattern);
  for (let index = 0; index < chars.length; index++) {
    const char = chars[index] as string;
    if (char === '\\') {
      out += escape(chars[++index], inClass);
    } else if (inClass) {
      if (char === '[' && ':.='.includes(chars[index + 1] ?? ' ')) unsupported('a POSIX class');
      if (char === ']') inClass = false;
      out += char === '[' ? '\\[' : char;
    } else if (char === '[') {
      inClass = true;
      out += char;
      if (chars[index + 1] === '^') out += chars[++index];
      if (chars[index + 1] === ']') {
        out += '\\]';
        index++;
      }
    } else if (char === '.') out += dotAll ? '[^]' : '[^\\n]';
    else if (char === '^') out += multiline ? '(?<![^\\n])' : '^';
    else if (char === '$') out += multiline ? '(?![^\\n])' : '(?=\\n?(?![^]))';
    else if (
      char === '(' &&
      chars[index + 1] === '?' &&
      !/^\?(:|=|!|<=|<!)/.test(chars.slice(index + 1, index + 4).join(''))
    ) {
      unsupported('this kind of group');
    } else if (char === '(' && chars[index + 1] === '*') unsupported('a verb');
    else if ('*+?}'.includes(char) && chars[index + 1] === '+') unsupported('a possessive quantifier');
    else if (char === '{' && !/^\{\d+(,\d*)?\}/.test(chars.slice(index).join(''))) out += '\\{';
    else if (char === '}' && !/\{\d+(,\d*)?$/.test(chars.slice(0, index).join(''))) out += '\\}';
    else if (char === ']') out += '\\]';
    else out += char;
  }
  return out;
}

function escape(char: string | undefined, inClass: boolean): string {
  if (char === undefined) return unsupported('a pattern that ends in a backslash');
  if (char === 's') return inClass ? asciiSpace : `[${asciiSpace}]`;
  if (char === 'S') return inClass ? unsupported('\\S in a class') : `[^${asciiSpace}]`;
  if ('dDwWntrf'.includes(char)) return `\\${char}`;
  if ('bB'.includes(char) && !inClass) return `\\${char}`;
  if (/[a-zA-Z0-9]/.test(char)) return unsupported(`the escape \\${char}`);
  return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? (char === '-' && !inClass ? '-' : `\\${char}`) : char;
}

/** The regex of a `$regex`/`$options` pair. */
export function regexFrom(pattern: unknown, options: unknown): RegexValue {
  if (pattern instanceof RegexValue) {
    if (options !== undefined && pattern.options !== '')
      throw new MongoError(51075, 'options set in both $regex and $options');
    if (options !== undefined && typeof options !== 'string') return badValue('$options has to be a string');
    return options === undefined ? pattern : new RegexValue(pattern.pattern, options as string);
  }
  if (typeof pattern !== 'string') return badValue('$regex has to be a string');
  if (options !== undefined && typeof options !== 'string') return badValue('$options has to be a string');
  return new RegexValue(pattern, (options as string | undefined) ?? '');
}
