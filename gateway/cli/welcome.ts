/** What a newcomer to the sample company sees when the gateway is ready: the URL, a token per role, a query to paste. */
import { ROLES, type Role } from '../../domain/principal.ts';
import type { CustomerIndexDocument } from '../../domain/customerIndex/types.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { signSampleToken, type SampleIssuer, type SampleTokenClaims } from '../auth/sampleKeys.ts';

export const FIRST_QUERY = `# The whole of one customer, out of four systems. Try it as another role: put its token into the headers pane.
{
  customerBy(key: { email: "ada@example.com" }) {
    id
    name { full }
    emails { value verified }
    phones { value }
    taxIds { value }
    birthDate
    account
    orders(first: 3) {
      edges { node { number at status total { amount currency } views { system number status } } }
    }
    tickets(first: 3) { edges { node { at subject status category } } }
    calls(first: 2) { edges { node { at direction durationSeconds agent } } }
    touches(first: 2) { edges { node { at action campaign } } }
    contactPolicy(channel: PHONE, purpose: SALES) { allowed reasons until }
    identities { system ref rule fields { field level } }
    sources { system status fetchedAt }
  }
}
`;

const STAFF_VIEW = { audience: 'staff', rows: { all: true } } as const;

/** Token claims that show something: the sample's Ada as customer, and rows of the sample for the roles bound to some. */
function claimsOf(role: Role, ada: CustomerIndexDocument | undefined): SampleTokenClaims {
  const scoped = (prefix: string) => ada?.scope.find((key) => key.startsWith(prefix))?.slice(prefix.length);
  switch (role) {
    case 'customer':
      return { role, customer: ada?.customerId };
    case 'corporate':
      return { role, account: scoped('account:') };
    case 'distributor':
      return { role, distributor: scoped('distributor:') };
    case 'sales':
      return { role, territory: scoped('territory:') };
    case 'partner':
      return { role, scopes: ['customer:read', 'orders:read'], territory: scoped('territory:') };
    case 'chatbot':
      return { role, purpose: 'support' };
    case 'admin':
    case 'steward':
    case 'manager':
    case 'agent':
    case 'marketing':
      return { role };
  }
}

/** The sample's best-known customer, if it has been taken in. */
export async function findAda(store: Store): Promise<CustomerIndexDocument | undefined> {
  const [ada] = await store.customerIndex.byKey('email:ada@example.com', STAFF_VIEW, 1);
  return ada;
}

/** One token per role. */
export async function sampleTokens(issuer: SampleIssuer, ada: CustomerIndexDocument | undefined): Promise<[Role, string][]> {
  return Promise.all(ROLES.map(async (role): Promise<[Role, string]> => [role, await signSampleToken(issuer, claimsOf(role, ada))]));
}

/** The text that `npm start` ends with. */
export function welcome(url: string, tokens: readonly [Role, string][], elapsedMs: number): string {
  const lines = tokens.map(([role, token]) => `  ${role.padEnd(12)} ${token}`);
  return `
Ready in ${(elapsedMs / 1000).toFixed(1)} s.

  GraphQL and GraphiQL   ${url}

A token per role, good for 12 hours (more: npm run --silent token -- ROLE):
${lines.join('\n')}

A first query to paste (GraphiQL opens with it and the admin's token):

${FIRST_QUERY}
Ctrl-C ends everything.
`;
}
