import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { parse as parseYaml, stringify } from 'yaml';
import { buildClassTable } from '../../../directives/classified.ts';
import { PolicyError, checkPolicyFits, parsePolicy, type Rights } from '../../../directives/policy.ts';
import { DATA_CLASSES, ROLES, type Role } from '../../../domain/principal.ts';
import { loadTypeDefs } from '../../../schema/load.ts';

const text = readFileSync(join(__dirname, '../../../policy.yml'), 'utf8');
type Loose = Record<string, never> & { roles: Record<string, Record<string, unknown> & { classes: Record<string, string> }>; scopes: Record<string, string[]>; networks: Record<string, string[]>; purposes: Record<string, string[]> };
const changed = (change: (policy: Loose) => void): string => {
  const policy = parseYaml(text) as Loose;
  change(policy);
  return stringify(policy);
};
const policy = parsePolicy(text);
const holder = (role: Role, changes: Partial<Rights> = {}): Rights => ({ role, scopes: policy.scopesOf(role), purpose: null, ...changes });

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
    ['networks that are missing', (p) => void delete p.roles['agent']!['networks'], /roles\.agent\.networks: say `any`, or list/],
    ['channels that are missing', (p) => void delete p.roles['agent']!['channels'], /roles\.agent\.channels: say `any`, or list/],
    ['purposes that are missing', (p) => void delete p.roles['agent']!['purposes'], /roles\.agent\.purposes: say `any`, or list/],
    ['an empty list of networks, which could mean any or none', (p) => void (p.roles['agent']!['networks'] = []), /roles\.agent\.networks/],
    ['a network that is none', (p) => void (p.roles['agent']!['networks'] = ['inside', 'toString']), /roles\.agent\.networks: toString is not one of networks/],
    ['a purpose that is none', (p) => void (p.roles['agent']!['purposes'] = ['constructor']), /roles\.agent\.purposes: constructor is not one of purposes/],
    ['a range that is none', (p) => void (p.networks['inside'] = ['10.0.0.0/8', '10.0.0.1']), /networks\.inside\.1: must be a range/],
    ['a class of a purpose that is none', (p) => void (p.purposes['support'] = ['shoes']), /purposes\.support\.0/],
    ['a class of a purpose that no purpose can take', (p) => void (p.purposes['support'] = ['structure']), /purposes\.support\.0/],
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

describe('a purpose', () => {
  const ruled = DATA_CLASSES.filter((name) => !['structure', 'public', 'held'].includes(name));
  const seen = (role: Role, purpose: string | null) => ruled.filter((of) => policy.access(holder(role, { purpose }), of) !== 'deny');

  it.each(['mischief', '', 'constructor', '__proto__', 'Support'])('that the policy does not list (%j) opens nothing but what is public', (purpose) => {
    for (const role of ROLES) {
      expect([role, seen(role, purpose)]).toEqual([role, []]);
      expect(ruled.filter((of) => policy.mayLookUp(holder(role, { purpose }), of))).toEqual([]);
      for (const open of ['structure', 'public', 'held'] as const) expect(policy.access(holder(role, { purpose }), open)).toBe('allow');
    }
  });

  it('takes away what it does not list, from reading and looking up alike', () => {
    expect(seen('admin', 'delivery')).toEqual(['personName', 'contactPoint', 'address', 'account', 'orders']);
    expect(policy.mayLookUp(holder('admin', { purpose: 'delivery' }), 'taxId')).toBe(false);
    expect(policy.requires(holder('admin', { purpose: 'delivery' }), 'tickets', 'read')).toEqual({ purpose: 'support or service' });
    expect(policy.requires(holder('agent', { purpose: 'delivery' }), 'taxId', 'lookup')).toEqual({ purpose: 'none stated' });
  });

  it('gives nothing that role and scopes do not', () => {
    for (const role of ROLES) {
      for (const purpose of policy.purposes.keys()) {
        for (const of of ruled) {
          expect(['deny', policy.access(holder(role), of)]).toContain(policy.access(holder(role, { purpose }), of));
          expect(policy.access(holder(role, { purpose, scopes: new Set() }), of)).toBe('deny');
        }
      }
    }
    expect(policy.requires(holder('marketing', { purpose: 'support' }), 'tickets', 'read')).toEqual({ role: expect.stringContaining('agent') });
  });

  it('narrows nothing where none is stated', () => {
    for (const role of ROLES) expect(seen(role, null)).toEqual(ruled.filter((of) => policy.written(role, of) !== 'deny'));
  });
});

describe('the shipped policy', () => {
  it('lets the contact centre in from inside only, all others from anywhere', () => {
    expect(ROLES.filter((role) => policy.boundsOf(role).networks)).toEqual(['agent']);
    expect(policy.boundsOf('agent')).toEqual({ networks: ['inside'], channels: null, purposes: null });
  });

  it('denies tax id and birth date to chatbot, partner, distributor and marketing', () => {
    for (const role of ['chatbot', 'partner', 'distributor', 'marketing'] as const) {
      for (const kind of ['taxId', 'birthDate'] as const) expect([role, policy.access(holder(role), kind)]).toEqual([role, 'deny']);
    }
  });

  it('shows tax id and birth date whole to admin, steward and the subject only', () => {
    for (const kind of ['taxId', 'birthDate'] as const) {
      expect(ROLES.filter((role) => policy.access(holder(role), kind) === 'allow')).toEqual(['admin', 'steward', 'customer']);
    }
  });

  it('lets a chatbot find by telephone and e-mail, not by tax id or source record', () => {
    const may = (of: 'contactPoint' | 'taxId' | 'identity'): boolean => policy.mayLookUp(holder('chatbot'), of);
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
    expect(policy.requires(holder('agent', { scopes: new Set() }), 'tickets', 'read')).toEqual({ scope: 'tickets:read' });
    expect(policy.requires(holder('marketing'), 'tickets', 'read')).toEqual({ role: expect.stringContaining('agent') });
  });
});
