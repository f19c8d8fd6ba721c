// The real oidc-provider on loopback. Runs from the folder that it is installed in (install.sh oidc), on PORT, with the
// keys in the file KEYS; JWT access tokens (resource indicators) for client credentials and for people who log in.
import { readFileSync } from 'node:fs';
import Provider from 'oidc-provider';

const { PORT, KEYS, AUDIENCE } = process.env;
const SCOPES = 'customer:read customer:pii orders:read tickets:read marketing:read';
const machine = (id, scope) => ({
  client_id: id, client_secret: `${id}-secret`, grant_types: ['client_credentials'], response_types: [], redirect_uris: [], scope,
});
const provider = new Provider(`http://127.0.0.1:${PORT}`, {
  clients: [
    machine('partner-full', SCOPES),
    machine('partner-orders', 'orders:read'),
    machine('partner-unlisted', SCOPES),
    {
      client_id: 'desk', client_secret: 'desk-secret', grant_types: ['authorization_code'], response_types: ['code'],
      redirect_uris: ['http://127.0.0.1:9/callback'], scope: `openid ${SCOPES}`,
    },
  ],
  scopes: ['openid', ...SCOPES.split(' ')],
  jwks: JSON.parse(readFileSync(KEYS, 'utf8')),
  cookies: { keys: ['peer'] },
  pkce: { required: () => false },
  ttl: { ClientCredentials: 600, AccessToken: 600, IdToken: 600 },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      // Without a resource this client's tokens are opaque.
      defaultResource: (_context, client) => (client.clientId === 'partner-unlisted' ? undefined : AUDIENCE),
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, resource) => ({ scope: SCOPES, audience: resource, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
    },
  },
});
provider.listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
