/**
 * This gateway with everything that guards it, put together as gateway/main.ts does: issued tokens from MongoDB, limits
 * counted in Redis, read audit. Tokens of the run's issuer are taken as well: an admin issues the token of the load.
 */
import { createAudit } from '../../gateway/audit/audit.ts';
import { createAuthenticator } from '../../gateway/auth/authenticator.ts';
import { localIssuer } from '../../gateway/auth/issuers.ts';
import { tokenBounds } from '../../gateway/auth/issuing.ts';
import { createKeyedHash } from '../../gateway/context.ts';
import { createEngine } from '../../gateway/engine/engine.ts';
import { createHost } from '../../gateway/hosts/createHost.ts';
import { openShared } from '../../gateway/shared.ts';
import { ALGORITHM, AUDIENCE, ISSUER } from '../tokens.ts';
import { deploy } from './deployment.ts';
import { LIMITS } from './gateway.ts';
import { SECRET } from './secret.ts';
import type { RunningVariant, VariantParts } from './types.ts';

/** As in `gateway/config/schema.ts`; the load's token has rates of its own, which it does not reach. */
const ALLOWANCE = { requestsPerMinute: 6_000, costPerMinute: 600_000, lookUpsPerHour: 1_000, chatbotLookUpsPerHour: 200, instances: 1 };
const ISSUED_TOKENS = { maxLifetimeDays: 366, maxGraceHours: 72 };

export async function startGuarded(parts: VariantParts): Promise<RunningVariant> {
  const { guards, keySet } = parts.settings;
  if (!guards) throw new Error('`guarded` needs Redis and a folder.');
  const shared = openShared({ redisUrl: guards.redisUrl, allowance: ALLOWANCE, keyedHash: createKeyedHash(SECRET) });
  const { schema, store, policy, contextFor } = await deploy(parts, { cache: shared.cache, notices: shared.notices, tokenBounds: tokenBounds(ISSUED_TOKENS) });
  const logger = { error: (fields: object, message: string) => console.error(message, fields) };
  const audit = createAudit({ store: store.audit, dataDir: guards.dataDir, logger, now: Date.now });
  const { charge, countLookUps, admit } = shared.limits;
  const engine = createEngine({ schema, policy: () => policy, contextFor, logger, gates: { charge, countLookUps, audit: audit.record } });
  const authenticate = createAuthenticator({
    issuers: [localIssuer({ issuer: ISSUER, audience: AUDIENCE, algorithms: [ALGORITHM], keySet })],
    tokens: store.tokens,
    policy: () => policy,
  });
  const host = createHost('node', {
    engine, authenticate, limits: LIMITS, cors: { origins: [] }, graphiql: { enabled: false }, trustedProxies: [], logger,
    health: { live: () => true, ready: () => true },
    admit: (principal) => admit(principal),
  });
  return { ...(await host.listen({ port: 0, bind: '127.0.0.1' })), close: () => audit.close() };
}
