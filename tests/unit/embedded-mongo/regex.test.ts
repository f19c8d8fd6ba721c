import { RegexValue } from '../../../embedded-mongo/bson/values.ts';
import { compileRegex } from '../../../embedded-mongo/query/regex.ts';

const compile = (pattern: string, options = ''): ReturnType<typeof compileRegex> =>
  compileRegex(new RegexValue(pattern, options));

describe('regular expressions', () => {
  it.each(['(?i)a', 'a++', '[[:alpha:]]', '\\Aabc', '\\x41', '(*UTF8)a', '(?<name>a)', '('])(
    'refuse %s, which PCRE and JavaScript read differently',
    (pattern) => {
      expect(() => compile(pattern)).toThrow(expect.objectContaining({ code: 51091 }) as Error);
    },
  );

  it('refuse an option that is not known', () => {
    expect(() => compile('a', 'x')).toThrow(expect.objectContaining({ code: 51108 }) as Error);
  });

  it.each<[string, string, string, boolean]>([
    ['a.c', '', 'a\nc', false],
    ['a.c', 's', 'a\nc', true],
    ['a.c', '', 'a\u2028c', true],
    ['b$', '', 'ab\n', true],
    ['b$', '', 'ab\n\n', false],
    ['^b', '', 'a\nb', false],
    ['^b', 'm', 'a\nb', true],
    ['^b', 'm', 'a\rb', false],
    ['\\s', '', '\u00a0', false],
    ['\u00c9', 'i', '\u00e9', true],
    ['a\\.b', '', 'axb', false],
    ['^a{2}$', '', 'aa', true],
    ['a{x', '', 'a{x', true],
  ])('read /%s/%s on %j as PCRE does', (pattern, options, text, matches) => {
    expect(compile(pattern, options).test(text)).toBe(matches);
  });

  it.each<[string, string, string | undefined]>([
    ['^abc', '', 'abc'],
    ['^abc?', '', 'ab'],
    ['^ab.*', '', 'ab'],
    ['^a|b', '', undefined],
    ['^abc', 'i', undefined],
    ['abc', '', undefined],
    ['^(a)', '', undefined],
  ])('know the prefix of /%s/%s', (pattern, options, prefix) => {
    expect(compile(pattern, options).prefix).toBe(prefix);
  });
});
