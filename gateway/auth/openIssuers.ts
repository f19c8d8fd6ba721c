import { createKeySet, type KeySet } from '../../datasources/upstream/keySets.ts';
import type { GatewayConfig } from '../config.ts';
import { claimRules, localIssuer, type TrustedIssuer } from './issuers.ts';
import { openSampleIssuer } from './sampleKeys.ts';

export interface OpenIssuers {
  issuers: TrustedIssuer[];
  /** Reads the keys of all providers; a failure is in the log. Never rejects. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** What a `tokenType` of the configuration that stands for a header without one is called. */
const NO_TYPE = 'none';

/** The issuers of the configuration: the sample company's own, or identity providers, whose keys are read when asked for. */
export async function openIssuers(
  auth: GatewayConfig['auth'],
  { dataDir, logger, now }: { dataDir: string; logger: { warn(fields: object, message: string): void }; now: () => number },
): Promise<OpenIssuers> {
  if ('sample' in auth) {
    const sample = localIssuer(await openSampleIssuer(dataDir));
    return { issuers: [sample], warm: () => Promise.resolve(), close: () => Promise.resolve() };
  }
  const keySets: KeySet[] = [];
  const issuers = auth.issuers.map(({ issuer, audience, algorithms, jwks, jwksUri, tokenType, requiredClaim, subjectPrefix, claims }): TrustedIssuer => {
    const checks = {
      tokenType: tokenType === NO_TYPE ? null : tokenType,
      requiredClaim: requiredClaim ?? null,
      subjectPrefix: subjectPrefix ?? null,
      claims: claimRules(claims),
    };
    if (jwks) return { ...localIssuer({ issuer, audience, algorithms, keySet: jwks }), ...checks };
    const keySet = createKeySet({ issuer, jwksUri, ...auth.keys, logger, now });
    keySets.push(keySet);
    return { issuer, audience, algorithms, getKey: keySet.getKey, ...checks };
  });
  return {
    issuers,
    async warm() {
      await Promise.all(keySets.map((each) => each.warm()));
    },
    async close() {
      await Promise.all(keySets.map((each) => each.close()));
    },
  };
}
