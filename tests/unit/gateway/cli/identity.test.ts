import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMap, recordOfRow } from '../../../../gateway/cli/identity/map.ts';
import { readTable } from '../../../../gateway/cli/identity/table.ts';
import { createBar } from '../../../../gateway/cli/identity/bar.ts';
import { runIdentity } from '../../../../gateway/cli/identity.ts';

const MAP = `
id: rec_id
fields:
  fullName: [name, alias]
  birthDate: born
  street: [number, road]
  city: town
  passport: passport
extra: [job]
`;

describe('a mapping', () => {
  test('it names an unknown field', () => {
    expect(() => parseMap('id: a\nfields:\n  surname: b\n', 'm.yml')).toThrow(/m\.yml: unknown field surname\. The fields are fullName, givenName/);
  });

  test.each([
    ['no id', 'fields:\n  city: b\n', 'id'],
    ['a key that it does not know', 'id: a\nfields:\n  city: b\nextras: [c]\n', 'extras'],
    ['a field without a column', 'id: a\nfields:\n  city: []\n', 'fields.city'],
  ])('it refuses one with %s', (_, text, name) => expect(() => parseMap(text, 'm.yml')).toThrow(name));

  test('it refuses what is no YAML', () => expect(() => parseMap('id: [', 'm.yml')).toThrow('m.yml is no YAML'));

  test('it joins columns for street and keeps them apart for every other field', () => {
    const { rows } = readTable('rec_id,name,alias,born,number,road,town,passport,job\n1,Ada Byron,Ada King,1815-12-10,12,St James Square,London,,writer', 'f.csv');
    const { fields, extra } = recordOfRow(rows[0]!, parseMap(MAP, 'm.yml'), 'f.csv');
    expect(fields.fullName).toEqual(['Ada Byron', 'Ada King']);
    expect(fields.street).toEqual(['12 St James Square']);
    expect(extra).toEqual({ job: ['writer'] });
  });
});

describe('the command', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);
  const people = [
    ['a1', 'Ada Penwick', '1961-05-07', '4', 'Mill Lane', 'Derby', 'P111'], ['a2', 'Penwick, Ada', '7/5/1961', '4', 'Mill Ln', 'Derby', ''], ['a3', 'ADA PENWICK', '', '4', 'Mill Lane', 'Derbyy', 'P111'],
    ['b1', 'Tom Hartley', '1970-09-21', '18', 'Kings Road', 'Leeds', ''], ['b2', 'Thomas Hartley', '1970-09-21', '18', 'Kings Rd', 'Leeds', ''],
    ['c1', 'Ines Valdez', '1988-01-30', '2', 'Church Close', 'York', 'X9'], ['d1', 'Omar Farouk', '1955-12-12', '77', 'High Street', 'Bath', ''],
    ['e1', 'Greta Lind', '1992-03-17', '5', 'Park Avenue', 'Hull', ''], ['f1', 'Paul Novak', '1949-06-02', '31', 'Station Road', 'Luton', ''],
  ];
  const csv = (rows: readonly string[][]): string => `rec_id, name, alias, born, number, road, town, passport, job\n${rows.map(([id, name, born, number, road, town, passport]) => `${id},"${name}",,${born},${number},${road},${town},${passport},`).join('\n')}\n`;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'identity-'));
    writeFileSync(path('map.yml'), MAP);
    writeFileSync(path('all.csv'), csv(people));
    writeFileSync(path('left.csv'), csv(people.filter(([id]) => /[1]$/.test(id!))));
    writeFileSync(path('right.csv'), csv(people.filter(([id]) => /[23]$/.test(id!))));
    writeFileSync(path('truth.csv'), `record_id,truth_id\n${people.map(([id]) => `${id},${id![0]}`).join('\n')}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('it says what it needs and knows', () => {
    expect(() => runIdentity([])).toThrow('say what to do: match, evaluate or explain');
    expect(() => runIdentity(['match', '--input', 'x'])).toThrow('match needs --map and --output');
    expect(() => runIdentity(['match', '--input', 'x', '--map', 'm', '--output', 'o', '--json'])).toThrow('match does not know --json');
    expect(() => runIdentity(['explain', '--input', 'x', '--map', 'm', 'a'])).toThrow('explain takes two ids');
    expect(() => runIdentity(['match', '--nonsense'])).toThrow('nonsense');
  });

  test('it names a file that is not there, a missing column and an id that is used twice', () => {
    const match = (input: string, map = 'map.yml') => () => runIdentity(['match', '--input', path(input), '--map', path(map), '--output', path('out.csv')]);
    expect(match('gone.csv')).toThrow(/gone\.csv cannot be read: ENOENT/);
    writeFileSync(path('other.yml'), 'id: rec_id\nfields:\n  city: suburb\n');
    expect(match('all.csv', 'other.yml')).toThrow(/names the column suburb, which .*all\.csv does not have/);
    writeFileSync(path('twice.csv'), csv([people[0]!, people[0]!]));
    expect(match('twice.csv')).toThrow(/record 2: its id in rec_id was used before/);
    writeFileSync(path('nameless.csv'), csv([['', 'X Y', '', '', '', '', '']]));
    expect(match('nameless.csv')).toThrow(/record 1: the column rec_id is empty/);
  });

  test('it matches, evaluates and explains a file', () => {
    const summary = runIdentity(['match', '--input', path('all.csv'), '--map', path('map.yml'), '--output', path('clusters.csv')]);
    expect(summary).toMatch(/records +9\n[^]*pairs compared +\d+\n[^]*clusters +6, of which 2 hold more than one record \(the largest 3\)\n[^]*seconds[^]*peak memory +\d+ MB/);
    expect(readFileSync(path('clusters.csv'), 'utf8').split('\n')[0]).toBe('record_id,cluster_id');
    const evaluation = JSON.parse(runIdentity(['evaluate', '--clusters', path('clusters.csv'), '--truth', path('truth.csv'), '--json'])) as object;
    expect(evaluation).toMatchObject({ records: 9, truePairs: 4, foundPairs: 4, commonPairs: 4, f1: 1, bCubed: { f1: 1 } });
    expect(runIdentity(['evaluate', '--clusters', path('clusters.csv'), '--truth', path('truth.csv')])).toMatch(/pairs +1\.00000 +1\.00000 +1\.00000\nB-cubed/);
    const explained = runIdentity(['explain', '--input', path('all.csv'), '--map', path('map.yml'), 'b1', 'b2']);
    expect(explained).toMatch(/birthDate +exact +\+\d/);
    expect(explained).toMatch(/givenName +short form +\+\d/);
    expect(explained).toMatch(/sum, in bits +\+\d+\.\d\d\nprobability 0\.9\d+: one party/);
    expect(() => runIdentity(['explain', '--input', path('all.csv'), '--map', path('map.yml'), 'b1', 'zz'])).toThrow('no record has the id zz');
  });

  test('it puts no two records of one file together with --link-only', () => {
    runIdentity(['match', '--input', path('left.csv'), '--input', path('right.csv'), '--link-only', '--map', path('map.yml'), '--output', path('linked.csv')]);
    const clusterOf = new Map(readFileSync(path('linked.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',') as [string, string]));
    expect(clusterOf.get('a2')).not.toBe(clusterOf.get('a3'));
    expect([clusterOf.get('a2'), clusterOf.get('a3')]).toContain(clusterOf.get('a1'));
    expect(clusterOf.get('b1')).toBe(clusterOf.get('b2'));
  });

  test('it draws its bar on a terminal only', () => {
    const written: string[] = [];
    const draw = (isTTY: boolean): void => {
      const bar = createBar({ isTTY, write: (text) => written.push(text) });
      bar.update(5, 10);
      bar.end();
    };
    draw(false);
    expect(written).toEqual([]);
    draw(true);
    expect(written.join('')).toContain('5 of 10 pairs');
  });
});
