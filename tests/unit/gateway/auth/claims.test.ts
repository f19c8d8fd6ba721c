import { claimRules } from '../../../../gateway/auth/issuers.ts';
import { readClaims, type ClaimName, type ClaimSource } from '../../../../gateway/auth/claims.ts';
import { AuthenticationError, type Claims } from '../../../../gateway/principal.ts';

const from = (claim: string, map: Record<string, string> | null = null, required = false): ClaimSource => ({ claim, map: map && new Map(Object.entries(map)), required });
const read = (payload: Record<string, unknown>, rules: Partial<Record<ClaimName, ClaimSource>> = {}, prefix: string | null = null): Claims =>
  readClaims({ sub: 's', exp: 1, ...payload }, claimRules(rules), prefix);
const byClient = { role: from('client_id', { 'partner-full': 'partner' }), scopes: from('client_id', { 'partner-full': 'orders:read customer:read' }) };

describe('claims of a token', () => {
  it.each<[string, () => Claims]>([
    ['without a role', () => read({})],
    ['of a client that the map does not name', () => read({ client_id: 'partner-new' }, byClient)],
    ['of a client whose name is in the map by inheritance only', () => read({ client_id: 'constructor' }, byClient)],
    ['whose role is found by inheritance only', () => read({}, { role: from('constructor.name') })],
    ['whose role is a list', () => read({ role: ['agent'] })],
    ['whose role is within a list', () => read({ roles: ['agent'] }, { role: from('roles.0') })],
    ['without a claim that is required', () => read({ role: 'partner' }, { account: from('account', null, true) })],
    ['with an empty claim that is required', () => read({ role: 'partner', account: null }, { account: from('account', null, true) })],
    ['whose account is a number', () => read({ role: 'partner', account: 7 })],
    ['whose account is empty', () => read({ role: 'partner', account: '' })],
    ['whose account has a control character', () => read({ role: 'partner', account: 'a\u0000b' })],
    ['whose account is longer than any', () => read({ role: 'partner', account: 'a'.repeat(201) })],
    ['whose territory the map does not name', () => read({ role: 'sales', region: 'South' }, { territory: from('region', { N: 'North' }) })],
    ['whose scopes are a number', () => read({ role: 'partner', scope: 1 })],
    ['whose `scope` is a list', () => read({ role: 'partner', scope: ['orders:read'] })],
    ['whose scopes are a list with another kind in it', () => read({ role: 'partner', scp: ['orders:read', 1] }, { scopes: from('scp') })],
    ['one of whose scopes the map does not name', () => read({ role: 'partner', scp: 'a b' }, { scopes: from('scp', { a: 'orders:read' }) })],
  ])('refuses one %s', (_name, make) => {
    expect(make).toThrow(AuthenticationError);
  });

  it('lets the client decide role and scopes alone', () => {
    expect(read({ client_id: 'partner-full', role: 'admin', scope: 'schema:read' }, byClient)).toMatchObject({ role: 'partner', scopes: ['orders:read', 'customer:read'] });
  });

  it('finds claims within objects, and one whose name has dots first', () => {
    const rules = { role: from('realm.c360.role'), account: from('https://example.com/account') };
    expect(read({ realm: { c360: { role: 'agent' } }, 'https://example.com/account': 'C-1' }, rules)).toMatchObject({ role: 'agent', account: 'C-1' });
    expect(read({ 'realm.c360.role': 'sales', realm: { c360: { role: 'agent' } } }, rules).role).toBe('sales');
  });

  it('gives every token of an issuer the same where the configuration says so', () => {
    expect(read({ role: 'admin' }, { role: { value: 'customer' }, channel: { value: 'portal' } })).toMatchObject({ role: 'customer', channel: 'portal' });
  });

  it('reads scopes from words or a list, and leaves out those of others', () => {
    expect(read({ role: 'agent', scope: 'openid orders:read' }).scopes).toEqual(['orders:read']);
    expect(read({ role: 'agent', scp: ['profile', 'tickets:read'] }, { scopes: from('scp') }).scopes).toEqual(['tickets:read']);
    expect(read({ role: 'agent' }).scopes).toBeNull();
    expect(read({ role: 'agent', scope: '' }).scopes).toEqual([]);
  });

  it('tells the subjects of two issuers apart', () => {
    expect(read({ role: 'agent' }, {}, 'staff').subject).toBe('staff:s');
    expect(read({ role: 'agent', sub: 'token:1' }, {}, 'staff').subject).toBe('staff:token:1');
  });
});
