import { csvValue, parseCsv, readTable } from '../../../../gateway/cli/identity/table.ts';

describe('CSV', () => {
  test('it refuses a quote that is never closed, and text after a closing quote', () => {
    expect(() => parseCsv('a,b\n1,"x', 'f.csv')).toThrow('f.csv, record 1: a quote is opened and not closed');
    expect(() => parseCsv('a,b\n"x"y,2', 'f.csv')).toThrow('text follows a closing quote');
  });

  test('it refuses a record with more values than the header, without showing them', () => {
    expect(() => readTable('a,b\n1,2\n1,2,3', 'f.csv')).toThrow('f.csv, record 2: it has 3 values, the header 2');
  });

  test.each([
    ['quotes, doubled quotes and line ends in a value', 'a,b\r\n"x, ""y""","1\n2"\r\n', [['a', 'b'], ['x, "y"', '1\n2']]],
    ['a byte order mark', '\uFEFFa,b\n1,2', [['a', 'b'], ['1', '2']]],
    ['empty values, first and last', 'a,b,c\n,2,\n', [['a', 'b', 'c'], ['', '2', '']]],
    ['an empty last value at the end of the text', 'a,b\n1,', [['a', 'b'], ['1', '']]],
    ['empty lines', 'a,b\n\n1,2\n\n', [['a', 'b'], ['1', '2']]],
    ['semicolons', 'a;b\n1,5;2', [['a', 'b'], ['1,5', '2']]],
  ])('it reads %s', (_, text, rows) => expect(parseCsv(text, 'f.csv')).toEqual(rows));

  test('it trims the names of columns and values', () => {
    const { rows, has } = readTable('rec_id, given_name\n7,  ada ', 'f.csv');
    expect(has('given_name')).toBe(true);
    expect(rows[0]!.values('given_name')).toEqual(['ada']);
  });

  test('it writes values that it reads back', () => {
    const values = ['plain', 'a,b', 'say "hi"', 'two\nlines', ' led by a blank'];
    expect(parseCsv(values.map(csvValue).join(','), 'f.csv')).toEqual([values]);
  });
});

describe('JSON lines', () => {
  test('it names the line that is no JSON', () => expect(() => readTable('{"a":1}\nnope\n', 'f.jsonl')).toThrow('f.jsonl, line 2'));

  test('it follows paths into objects and lists, and through lists', () => {
    const { rows, has } = readTable('{"id":1,"addresses":[{"city":"Lima"},{"city":"Cusco"},{}],"a.b":"dotted","tags":["x","y"]}', 'f.jsonl');
    const values = (path: string) => rows[0]!.values(path);
    expect(values('id')).toEqual(['1']);
    expect(values('addresses.1.city')).toEqual(['Cusco']);
    expect(values('addresses.city')).toEqual(['Lima', 'Cusco', '']);
    expect(values('a.b')).toEqual(['dotted']);
    expect(values('tags')).toEqual(['x', 'y']);
    expect(values('nothing.here')).toEqual(['']);
    expect([has('addresses.0.city'), has('addresses.7.city'), has('nothing')]).toEqual([true, false, false]);
  });
});
