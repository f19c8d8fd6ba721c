import type { Tokens } from '../../datasources/mongo/store.ts';
import type { Notices } from '../../datasources/redis/notices.ts';
import type { IssuableRole } from '../../domain/issuedToken.ts';
import type { Principal, Scope } from '../../domain/principal.ts';

/** What the policy says of the tokens of a role. */
export interface IssuingRules {
  scopes: ReadonlySet<Scope>;
  /** By what its rows are chosen. */
  rowsBy: readonly ('self' | 'account' | 'distributor' | 'territory')[];
  /** True: without any of those it sees nothing. */
  rowsRequired: boolean;
  /** Purposes that it can state. */
  purposes: readonly string[];
  /** True: it must state one. */
  purposeRequired: boolean;
  /** Channels that it is bound to; null: any or none. */
  channels: readonly string[] | null;
}

/** What may be issued. */
export interface TokenIssuing {
  rulesOf(role: IssuableRole): IssuingRules;
  maxLifetimeMs: number;
  maxGraceMs: number;
}

/** What the operations on tokens need of a request; a RequestContext has it all. */
export interface TokenContext {
  principal: Principal;
  store: { tokens: Tokens };
  notices: Notices;
  /** Null: this gateway takes no issued tokens. */
  issuing: TokenIssuing | null;
  now(): number;
}
