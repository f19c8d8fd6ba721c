import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { parse as parseYaml, stringify } from 'yaml';
import { buildClassTable } from '../../../directives/classified.ts';
import { PolicyError, checkPolicyFits, parsePolicy } from '../../../directives/policy.ts';
import { ROLES, type Role, type Scope } from '../../../domain/principal.ts';
import { loadTypeDefs } from '../../../schema/load.ts';

const text = readFileSync(join(__dirname, '../../../policy.yml'), 'utf8');
type Loose = Record<string, never> & { roles: Record<string, Record<string, unknown> & { classes: Record<string, string> }>; scopes: Record<string, string[]> };
const changed = (change: (policy: Loose) => void): string => {
  const policy = parseYaml(text) as Loose;
  change(policy);
  return stringify(policy);
};
const policy = parsePolicy(text);
const all = (role: Role): ReadonlySet<Scope> => policy.scopesOf(role);

describe('a policy', () => {
  it.each<[string, (policy: Loose) => void, RegExp]>([
    ['an access that is none', (p) => void (p.roles['agent']!.classes['taxId'] = 'full'), /roles\.agent\.classes\.taxId/],
    ['a class that is missing', (p) => void delete p.roles['sales']!.classes['orders'], /roles\.sales\.classes\.orders/],
    ['a class that is none', (p) => void (p.roles['sales']!.classes['shoes'] = 'allow'), /roles\.sales\.classes[\s\S]*shoes/],
    ['a rule for a class that cannot be denied', (p) => void (p.roles['sales']!.classes['structure'] = 'deny'), /roles\.sales\.classes[\s\S]*structure/],
    ['a role that is missing', (p) => void delete p.roles['chatbot'], /roles\.chatbot/],
    ['a role that is none', (p) => void (p.roles['owner'] = structuredClone(p.roles['admin']!)), /owner/],
    ['a scope that is none', (p) => void (p.roles['agent']!['scopes'] = ['customer:write']), /roles\.agent\.scopes\.0/],
    ['rows that are none', (p) => void (p.roles['agent']!['rows'] = { by: ['postcode'], without: 'all' }), /roles\.agent\.rows/],
    ['a key that is none', (p) => void (p.roles['agent']!['colour'] = 'red'), /roles\.agent[\s\S]*colour/],
    ['a class that no scope opens', (p) => void (p.scopes['orders:read'] = []), /no scope opens the class orders/],
  ])('is refused for %s, which is named', (_name, change, message) => {
    expect(() => parsePolicy(changed(change))).toThrow(PolicyError);
    expect(() => parsePolicy(changed(change))).toThrow(message);
  });

  it('is refused whole for a text that is no YAML, a key given twice, and nothing', () => {
    expect(() => parsePolicy('roles: [')).toThrow(PolicyError);
    expect(() => parsePolicy(`${text}\nversion: 1`)).toThrow(PolicyError);
    expect(() => parsePolicy('')).toThrow(PolicyError);
    expect(() => parsePolicy(text.replace('  admin:', '  steward: *admin\n  admin: &admin'))).toThrow(PolicyError);
  });

  it('is refused where it says mask and no field of the class has one', () => {
    const table = buildClassTable(makeExecutableSchema({ typeDefs: loadTypeDefs() }));
    const wrong = parsePolicy(changed((p) => void (p.roles['agent']!.classes['orders'] = 'mask')));
    expect(() => checkPolicyFits(wrong, table)).toThrow(/roles\.agent\.classes\.orders: no field of this class has a mask/);
    expect(() => checkPolicyFits(policy, table)).not.toThrow();
  });

  it('has another hash when it says something else', () => {
    expect(parsePolicy(changed((p) => void (p.roles['agent']!.classes['taxId'] = 'deny'))).hash).not.toBe(policy.hash);
  });
});

describe('the shipped policy', () => {
  it('denies tax id and birth date to chatbot, partner, distributor and marketing', () => {
    for (const role of ['chatbot', 'partner', 'distributor', 'marketing'] as const) {
      for (const kind of ['taxId', 'birthDate'] as const) expect([role, policy.access(role, all(role), kind)]).toEqual([role, 'deny']);
    }
  });

  it('shows tax id and birth date whole to admin, steward and the subject only', () => {
    for (const kind of ['taxId', 'birthDate'] as const) {
      expect(ROLES.filter((role) => policy.access(role, all(role), kind) === 'allow')).toEqual(['admin', 'steward', 'customer']);
    }
  });

  it('lets a chatbot find by telephone and e-mail, not by tax id or source record', () => {
    const may = (of: 'contactPoint' | 'taxId' | 'identity'): boolean => policy.mayLookUp('chatbot', all('chatbot'), of);
    expect([may('taxId'), may('identity'), may('contactPoint')]).toEqual([false, false, true]);
  });

  it('gives a partner whose token names no scope none, every other role its own', () => {
    expect(policy.scopesWithoutClaim('partner').size).toBe(0);
    for (const role of ROLES.filter((one) => one !== 'partner')) expect(policy.scopesWithoutClaim(role)).toEqual(policy.scopesOf(role));
  });

  it('gives introspection to admin and steward only', () => {
    expect(ROLES.filter((role) => policy.scopesOf(role).has('schema:read'))).toEqual(['admin', 'steward']);
  });

  it('says which scope is missing, or which roles have what the role has not', () => {
    expect(policy.requires('agent', new Set(), 'tickets', 'read')).toEqual({ scope: 'tickets:read' });
    expect(policy.requires('marketing', all('marketing'), 'tickets', 'read')).toEqual({ role: expect.stringContaining('agent') });
  });
});
