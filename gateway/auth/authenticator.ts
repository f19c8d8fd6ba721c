import type { Tokens } from '../../datasources/mongo/store.ts';
import type { Policy } from '../../directives/policy.ts';
import { TOKEN_PREFIX } from '../../domain/issuedToken.ts';
import { AuthenticationError, type Authenticator } from '../principal.ts';
import { createIssuedTokens } from './issuedTokens.ts';
import { checkIssuers, type TrustedIssuer } from './issuers.ts';
import { createProviderTokens } from './providerTokens.ts';

export interface AuthenticatorOptions {
  /** Identity providers whose access tokens are accepted. */
  issuers: readonly TrustedIssuer[];
  /** Where issued tokens are; left out: none is accepted. */
  tokens?: Pick<Tokens, 'byIds'>;
  /** The policy as it stands now: scopes, row rules and bounds of roles. */
  policy(): Policy;
  now?(): number;
}

const BEARER = /^Bearer +([\w.-]+) *$/i;

/**
 * Who calls, from the Authorization header alone: nothing in a request's body, parameters or other headers says so.
 * Throws Error where the issuers could not be told apart or their tokens not be verified safely.
 */
export function createAuthenticator({ issuers, tokens, policy, now = Date.now }: AuthenticatorOptions): Authenticator {
  checkIssuers(issuers);
  const provided = createProviderTokens({ issuers, policy, now });
  const issued = tokens && createIssuedTokens({ tokens, policy, now });
  return {
    authenticate(authorization, clientAddress) {
      if (authorization === undefined) throw new AuthenticationError('Send a bearer token in the Authorization header.', 'Bearer');
      const token = BEARER.exec(authorization)?.[1];
      if (token === undefined) throw new AuthenticationError('The Authorization header holds no bearer token.');
      return issued && token.startsWith(TOKEN_PREFIX) ? issued.authenticate(token, clientAddress) : provided(token, clientAddress);
    },
  };
}
