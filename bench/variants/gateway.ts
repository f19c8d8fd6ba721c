/** This gateway (`gateway`, `bare` and `watched`): its engine and its node host over its own loaders and batchers, tokens verified, permissions on. */
import { createEngine } from '../../gateway/engine/engine.ts';
import { createHost } from '../../gateway/hosts/createHost.ts';
import { createAuthenticator } from '../../gateway/auth/authenticator.ts';
import { localIssuer } from '../../gateway/auth/issuers.ts';
import { ALGORITHM, AUDIENCE, ISSUER } from '../tokens.ts';
import { deploy } from './deployment.ts';
import type { RunningVariant, VariantParts } from './types.ts';

/** As in `gateway/config/schema.ts`. */
export const LIMITS = { maxBodyBytes: 100_000, deadlineMs: 3_000 };

export async function startGateway(parts: VariantParts): Promise<RunningVariant> {
  const { schema, policy, contextFor } = await deploy(parts);
  const logger = { error: (fields: object, message: string) => console.error(message, fields) };
  const engine = createEngine({ schema, policy: () => policy, contextFor, logger });
  const authenticate = createAuthenticator({
    issuers: [localIssuer({ issuer: ISSUER, audience: AUDIENCE, algorithms: [ALGORITHM], keySet: parts.settings.keySet })],
    policy: () => policy,
  });
  const host = createHost('node', {
    engine, authenticate, limits: LIMITS, cors: { origins: [] }, graphiql: { enabled: false }, trustedProxies: [], logger,
    health: { live: () => true, ready: () => true },
    watch: parts.telemetry?.watch,
  });
  return host.listen({ port: 0, bind: '127.0.0.1' });
}
