import type { Policy } from '../../directives/policy.ts';
import type { TokenIssuing } from '../../operations/tokens/context.ts';

/** `issuedTokens` of the configuration. */
export type TokenBounds = Pick<TokenIssuing, 'maxLifetimeMs' | 'maxGraceMs'>;

/** The bounds as the configuration has them. */
export function tokenBounds({ maxLifetimeDays, maxGraceHours }: { maxLifetimeDays: number; maxGraceHours: number }): TokenBounds {
  return { maxLifetimeMs: maxLifetimeDays * 86_400_000, maxGraceMs: maxGraceHours * 3_600_000 };
}

/** What tokens may be issued under a policy. */
export function tokenIssuing(bounds: TokenBounds, policy: Policy): TokenIssuing {
  return {
    ...bounds,
    rulesOf(role) {
      const { by: rowsBy, without } = policy.rowsOf(role);
      const { purposes, channels } = policy.boundsOf(role);
      return {
        scopes: policy.scopesOf(role),
        rowsBy,
        rowsRequired: without === 'nothing',
        purposes: purposes ?? [...policy.purposes.keys()],
        purposeRequired: purposes !== null,
        channels,
      };
    },
  };
}
