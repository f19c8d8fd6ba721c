/** Who calls, as the token says: made by `gateway/principal.ts`, read by everybody, changed by nobody. */

export const ROLES = ['admin', 'steward', 'manager', 'agent', 'sales', 'marketing', 'distributor', 'partner', 'chatbot', 'customer', 'corporate'] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES = ['customer:read', 'customer:pii', 'orders:read', 'tickets:read', 'marketing:read', 'interactions:write', 'schema:read'] as const;
export type Scope = (typeof SCOPES)[number];

/** Outside callers meet a customer only as its verified part. */
export const OUTSIDE_ROLES: ReadonlySet<Role> = new Set(['customer', 'corporate', 'partner', 'distributor', 'chatbot']);

/**
 * The rows that a principal may see. `keys`: rows that carry one of these row-scope keys (`self:…`, `account:…`,
 * `distributor:…`, `territory:…`); an empty list is nothing at all.
 */
export type RowScope = { all: true } | { all: false; keys: readonly string[] };

/** What an issued token says of itself beside what it opens; null: what the configuration says of everybody. */
export interface IssuedTokenLimits {
  id: string;
  requestsPerMinute: number | null;
  /** Cost of operations (directives/cost.ts). */
  costPerMinute: number | null;
}

export interface Principal {
  /** The token's subject; names the actor of writes. */
  subject: string;
  role: Role;
  /** Already narrowed to what the role may have. */
  scopes: ReadonlySet<Scope>;
  /** For what the caller uses the data, from the token alone. */
  purpose: string | null;
  /** Person or system in whose name the subject acts, from the token alone: for the audit. */
  onBehalfOf: string | null;
  /** The network zone of `policy.yml` that the request came from; null where it is in none. */
  zone: string | null;
  /** By what the caller works (`desk`, `portal` ...), from the token alone. */
  channel: string | null;
  /** The issued token that the caller came with; null for a token of an identity provider. */
  issuedToken: IssuedTokenLimits | null;
  rows: RowScope;
  /** The customer that the token names (`customer` role, or a chatbot bound to one). */
  customerId: string | null;
  /** Decides what is visible: role, scopes, purpose, zone, channel; never a customer, account or token id. Part of cache keys. */
  fingerprint: string;
  /** End of the token, epoch milliseconds. */
  expiresAtMs: number;
}

/** Which index documents and events a principal may meet: its audience and its row scope. */
export interface RowView {
  audience: 'staff' | 'outside';
  rows: RowScope;
}

/** The row view of a principal. */
export function rowViewOf(principal: Principal): RowView {
  return { audience: OUTSIDE_ROLES.has(principal.role) ? 'outside' : 'staff', rows: principal.rows };
}

/** Equal keys see equal rows: requests of equal view share store reads. */
export function rowViewKey(view: RowView): string {
  return view.rows.all ? `${view.audience}|*` : `${view.audience}|${[...view.rows.keys].sort().join('\u0000')}`;
}

/** The data classes of the schema (`schema/directives.graphql`), as policy and resolvers name them. */
export const DATA_CLASSES = [
  'structure', 'public', 'held', 'personName', 'contactPoint', 'address', 'birthDate', 'taxId', 'loyalty', 'account',
  'orders', 'tickets', 'calls', 'marketing', 'consent', 'interactions', 'identity', 'relationships', 'sources', 'administration',
] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

export type Access = 'allow' | 'mask' | 'deny';
