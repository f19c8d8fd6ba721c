import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseYaml, stringify } from 'yaml';
import { runPolicy } from '../../../gateway/cli/policy.ts';

const shipped = join(__dirname, '../../../policy.yml');
interface Loose {
  sensitive: string[];
  networks: Record<string, string[]>;
  purposes: Record<string, string[]>;
  scopes: Record<string, string[]>;
  roles: Record<string, { classes: Record<string, string>; [key: string]: unknown }>;
}
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'c360-policy-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(change: (policy: Loose) => void): string {
  const policy = parseYaml(readFileSync(shipped, 'utf8')) as Loose;
  change(policy);
  const path = join(folder, 'changed.yml');
  writeFileSync(path, stringify(policy));
  return path;
}
const diff = (change: (policy: Loose) => void): string[] => runPolicy(['diff', shipped, file(change)]).split('\n');

describe('npm run policy', () => {
  it.each([[['diff']], [['diff', 'a.yml']], [['diff', 'a.yml', 'b.yml', 'c.yml']], [['a.yml', 'b.yml']], [['--help']]])('says how it is used for %j', (args) => {
    expect(() => runPolicy(args)).toThrow(/^usage: /);
  });

  it('refuses a file that is missing or cannot be used, and names it', () => {
    expect(() => runPolicy([join(folder, 'none.yml')])).toThrow(/none\.yml: the file cannot be read/);
    expect(() => diff((p) => void (p.roles['agent']!.classes['taxId'] = 'full'))).toThrow(/changed\.yml: The policy cannot be used:\n- roles\.agent\.classes\.taxId/);
  });

  it('prints the matrix, cell by cell', () => {
    const lines = runPolicy([]).split('\n');
    const head = lines.find((line) => /^\s+admin/.test(line))!.trim().split(/ +/);
    const cells = lines.find((line) => line.startsWith('taxId'))!.split(/ +/).slice(1);
    expect(Object.fromEntries(head.map((role, index) => [role, cells[index]]))).toEqual({
      admin: 'yes', steward: 'yes', manager: 'short', agent: 'short', sales: 'short', marketing: '-', distributor: '-', partner: '-', chatbot: '-', customer: 'yes', corporate: 'short',
    });
    expect(lines.find((line) => line.startsWith('agent'))).toMatch(/^agent +all +inside +any +any +all of its role$/);
    expect(lines.find((line) => line.startsWith('inside'))).toContain('10.0.0.0/8');
    expect(lines.find((line) => line.startsWith('delivery'))).toBe('delivery  personName contactPoint address account orders');
    expect(lines.find((line) => line.startsWith('orders:read'))).toMatch(/^orders:read +orders +admin/);
  });
});

describe('the difference of two policies', () => {
  it('is none between equals', () => {
    expect(runPolicy(['diff', shipped, file(() => undefined)])).toBe('The policies say the same.');
  });

  it.each<[string, (policy: Loose) => void, string[]]>([
    ['a cell that is opened', (p) => void (p.roles['agent']!.classes['taxId'] = 'allow'), ['gives    agent taxId: mask -> allow']],
    ['a cell that is closed', (p) => void (p.roles['agent']!.classes['taxId'] = 'deny'), ['takes    agent taxId: mask -> deny']],
    ['a look-up', (p) => void (p.roles['chatbot']!['lookup'] = ['contactPoint', 'loyalty', 'orders', 'taxId']), ['gives    chatbot finds by: taxId']],
    ['rows', (p) => void (p.roles['partner']!['rows'] = 'all'), ['changes  partner rows: account, distributor, territory; without: all -> all']],
    ['a network less', (p) => void (p.roles['agent']!['networks'] = 'any'), ['gives    agent networks: inside -> any']],
    ['a channel more', (p) => void (p.roles['partner']!['channels'] = ['portal']), ['takes    partner channels: any -> portal']],
    ['what no scope names', (p) => void (p.roles['partner']!['whenTokenNamesNoScopes'] = 'all of these'), ['customer:read', 'customer:pii', 'orders:read', 'tickets:read'].map((one) => `gives    partner has without a scope claim: ${one}`)],
    ['a scope that opens more', (p) => void p.scopes['orders:read']!.push('calls'), ['gives    scope orders:read opens: calls']],
    ['a purpose', (p) => void (p.purposes['audit'] = ['taxId']), ['gives    purpose audit: taxId', 'changes  purpose audit: new']],
    ['a range', (p) => void (p.networks['inside'] = ['0.0.0.0/0', ...p.networks['inside']!]), ['gives    network inside: 0.0.0.0/0']],
    ['what is sensitive', (p) => void (p.sensitive = p.sensitive.filter((one) => one !== 'address')), ['changes  sensitive: address is not sensitive any more']],
  ])('tells of %s', (_name, change, lines) => {
    expect(diff(change)).toEqual(lines);
  });

  it('tells what is given before what is taken', () => {
    const lines = diff((p) => {
      p.roles['admin']!.classes['taxId'] = 'deny';
      p.roles['partner']!.classes['taxId'] = 'allow';
    });
    expect(lines).toEqual(['gives    partner taxId: deny -> allow', 'takes    admin taxId: allow -> deny']);
  });
});
