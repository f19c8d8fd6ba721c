import { authSchema, issuedTokensSchema } from '../../../../gateway/config/auth.ts';

const ISSUER = { issuer: 'https://id.example.com', audience: 'c360' };

/** The problems as `path: message`, of the branch with issuers. */
function problems(...issuers: object[]): string[] {
  const checked = authSchema.safeParse({ issuers });
  if (checked.success) return [];
  return checked.error.issues.flatMap((issue) =>
    issue.code === 'invalid_union'
      ? issue.errors.flat().filter(({ path }) => path[0] === 'issuers').map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`)
      : [`${issue.path.slice(1).join('.')}: ${issue.message}`],
  );
}

describe('auth.issuers', () => {
  it.each<[string, object[], RegExp]>([
    ['no issuer at all', [], /: Too small/],
    ['no audience', [{ issuer: ISSUER.issuer }], /0\.audience: /],
    ['a symmetric algorithm', [{ ...ISSUER, algorithms: ['HS256'] }], /0\.algorithms\.0: /],
    ['no algorithm', [{ ...ISSUER, algorithms: ['none'] }], /0\.algorithms\.0: /],
    ['discovery without TLS', [{ ...ISSUER, issuer: 'http://id.example.com' }], /0\.issuer: must be an https address/],
    ['discovery of what is no address', [{ ...ISSUER, issuer: 'my-issuer' }], /0\.issuer: must be an https address/],
    ['keys without TLS', [{ ...ISSUER, jwksUri: 'http://id.example.com/keys' }], /0\.jwksUri: must be an https address/],
    ['keys at an address with a password', [{ ...ISSUER, jwksUri: 'https://u:p@id.example.com/keys' }], /0\.jwksUri: must be an https address/],
    ['keys in two places', [{ ...ISSUER, jwks: '{"keys":[]}', jwksUri: 'https://id.example.com/keys' }], /0\.jwksUri: stands beside jwks/],
    ['private keys', [{ ...ISSUER, jwks: '{"keys":[{"kty":"EC","d":"x"}]}' }], /0\.jwks: must be a JSON Web Key Set of public keys/],
    ['another token type alone', [{ ...ISSUER, tokenType: 'JWT' }], /0\.requiredClaim: is needed/],
    ['tokens without a type alone', [{ ...ISSUER, tokenType: 'none' }], /0\.requiredClaim: is needed/],
    ['another token type with a claim of ID tokens', [{ ...ISSUER, tokenType: 'JWT', requiredClaim: 'azp' }], /0\.requiredClaim: is a claim that ID tokens carry/],
    ['a map to a role that is none', [{ ...ISSUER, claims: { role: { claim: 'client_id', map: { a: 'root' } } } }], /0\.claims\.role/],
    ['a map to a scope that is none', [{ ...ISSUER, claims: { scopes: { claim: 'client_id', map: { a: 'orders:read nonsense' } } } }], /0\.claims\.scopes/],
    ['a claim that we do not know', [{ ...ISSUER, claims: { tenant: 'tenant' } }], /0\.claims: .*tenant/],
    ['one issuer twice', [{ ...ISSUER, subjectPrefix: 'a' }, { ...ISSUER, subjectPrefix: 'b' }], /0\.issuer: stands here twice/],
    ['two issuers whose subjects are not told apart', [ISSUER, { ...ISSUER, issuer: 'https://other.example.com' }], /1\.subjectPrefix: is needed/],
    ['two issuers with one prefix', [{ ...ISSUER, subjectPrefix: 'a' }, { ...ISSUER, issuer: 'https://other.example.com', subjectPrefix: 'a' }], /0\.subjectPrefix: is needed/],
    ['the prefix of issued tokens', [{ ...ISSUER, subjectPrefix: 'token' }], /0\.subjectPrefix: is what subjects of issued tokens/],
  ])('refuses %s', (_name, issuers, message) => {
    expect(problems(...issuers).join('\n')).toMatch(message);
  });

  it('takes discovery, RFC 9068 and the default claims where nothing else is said', () => {
    const checked = authSchema.parse({ issuers: [ISSUER] });
    expect(checked).toMatchObject({ issuers: [{ ...ISSUER, algorithms: ['ES256'], tokenType: 'at+jwt', claims: {} }], keys: { intervalMs: 30_000, lastGoodMs: 43_200_000 } });
  });

  it('takes another token type with a claim, and claims of every form', () => {
    expect(
      problems(
        { ...ISSUER, tokenType: 'JWT', requiredClaim: { claim: 'typ', value: 'Bearer' }, subjectPrefix: 'staff', claims: { role: 'realm_access.c360', scopes: 'scp' } },
        {
          issuer: 'http://127.0.0.1:8080', audience: 'c360', algorithms: ['RS256'], subjectPrefix: 'partners', tokenType: 'none', requiredClaim: 'scp',
          claims: { role: { value: 'partner' }, scopes: { claim: 'client_id', map: { p1: 'orders:read customer:read' } }, account: { claim: 'client_id', map: { p1: 'C-1' }, required: true } },
        },
      ),
    ).toEqual([]);
  });
});

describe('issuedTokens', () => {
  it('refuses tokens that outlive ten years', () => {
    expect(issuedTokensSchema.safeParse({ maxLifetimeDays: 40_000 }).success).toBe(false);
  });

  it('has bounds where nothing is said', () => {
    expect(issuedTokensSchema.parse(undefined)).toEqual({ enabled: true, maxLifetimeDays: 366, maxGraceHours: 72 });
  });
});
