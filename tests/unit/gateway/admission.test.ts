import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml, stringify } from 'yaml';
import { parsePolicy, type Policy } from '../../../directives/policy.ts';
import { ROLES, type Principal, type Role } from '../../../domain/principal.ts';
import { admission, fingerprintOf } from '../../../gateway/admission.ts';

const text = readFileSync(join(__dirname, '../../../policy.yml'), 'utf8');
const shipped = parsePolicy(text);
type Loose = { networks: Record<string, string[]>; roles: Record<string, Record<string, unknown>> };
const changed = (change: (policy: Loose) => void): Policy => {
  const policy = parseYaml(text) as Loose;
  change(policy);
  return parsePolicy(stringify(policy));
};
const from = (address: string, role: Role, parts: { channel?: string; purpose?: string } = {}, policy = shipped): string | null =>
  admission(policy, { role, channel: null, purpose: null, ...parts }, address);
const refusal = (ask: () => unknown): unknown => {
  try {
    return ask();
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: unknown };
    return { code, message, details };
  }
};

describe('the network', () => {
  it.each(['203.0.113.7', '2001:db8::1', '9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '192.169.0.1', '::ffff:203.0.113.7', '128.0.0.1', 'fe80::1', '', 'localhost', '10.0.0.1, 203.0.113.7', '10.0.0'])(
    'keeps the contact centre out that comes from %j',
    (address) => {
      expect(refusal(() => from(address, 'agent'))).toEqual({
        code: 'FORBIDDEN',
        message: 'This role may not be used from your network.',
        details: { requires: { network: 'inside' } },
      });
    },
  );

  it.each(['127.0.0.1', '::1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fd00::7', '::ffff:10.1.2.3'])('lets the contact centre in from %s', (address) => {
    expect(from(address, 'agent')).toBe('inside');
  });

  it('is told of, and decides nothing, for the other roles', () => {
    for (const role of ROLES.filter((one) => one !== 'agent')) {
      expect([role, from('203.0.113.7', role), from('10.0.0.1', role)]).toEqual([role, null, 'inside']);
    }
  });

  it('is the one that the role may use where an address is in several', () => {
    const policy = changed((p) => {
      p.networks = { inside: ['10.0.0.0/8'], desk: ['10.7.0.0/16'] };
      p.roles['agent']!['networks'] = ['desk'];
    });
    expect(refusal(() => from('10.8.0.1', 'agent', {}, policy))).toMatchObject({ code: 'FORBIDDEN', details: { requires: { network: 'desk' } } });
    expect([from('10.7.0.1', 'agent', {}, policy), from('10.7.0.1', 'sales', {}, policy)]).toEqual(['desk', 'inside']);
  });
});

describe('channel and purpose', () => {
  const policy = changed((p) => {
    p.roles['partner']!['channels'] = ['portal', 'app'];
    p.roles['chatbot']!['purposes'] = ['support'];
  });

  it.each([
    ['partner', {}, { channel: 'portal or app' }],
    ['partner', { channel: 'desk' }, { channel: 'portal or app' }],
    ['partner', { channel: 'Portal' }, { channel: 'portal or app' }],
    ['chatbot', {}, { purpose: 'support' }],
    ['chatbot', { purpose: 'campaign' }, { purpose: 'support' }],
  ] as const)('keep %s with %j out, saying what would admit it and not what was stated', (role, parts, requires) => {
    expect(refusal(() => from('127.0.0.1', role, parts, policy))).toMatchObject({ code: 'FORBIDDEN', details: { requires } });
  });

  it('let in who states one of the list, and everybody where the policy says any', () => {
    expect(from('127.0.0.1', 'partner', { channel: 'app' }, policy)).toBe('inside');
    expect(from('127.0.0.1', 'chatbot', { purpose: 'support' }, policy)).toBe('inside');
    for (const role of ROLES) expect(from('127.0.0.1', role, { channel: 'anything', purpose: 'anything' })).toBe('inside');
  });
});

describe('the fingerprint', () => {
  const caller = (changes: Partial<Principal>): string =>
    fingerprintOf(changes.role === 'partner' ? bound : shipped, { role: 'agent', scopes: new Set(['orders:read']), purpose: null, zone: 'inside', channel: null, ...changes });
  const bound = changed((p) => void (p.roles['partner']!['channels'] = ['portal', 'app']));

  it('differs for what decides visibility', () => {
    const all = [
      caller({}),
      caller({ role: 'sales' }),
      caller({ scopes: new Set(['orders:read', 'customer:read']) }),
      caller({ purpose: 'support' }),
      caller({ purpose: 'delivery' }),
      caller({ purpose: 'mischief' }),
      caller({ zone: 'desk' }),
      caller({ role: 'partner', channel: 'portal' }),
      caller({ role: 'partner', channel: 'app' }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('is one for what decides nothing, so that claims of any text fill no cache', () => {
    expect(caller({ channel: 'a' })).toBe(caller({ channel: 'b' }));
    expect(caller({ role: 'sales', zone: 'inside' })).toBe(caller({ role: 'sales', zone: null }));
    expect(caller({ purpose: 'mischief' })).toBe(caller({ purpose: 'constructor' }));
    expect(caller({ scopes: new Set(['customer:read', 'orders:read']) })).toBe(caller({ scopes: new Set(['orders:read', 'customer:read']) }));
  });
});
