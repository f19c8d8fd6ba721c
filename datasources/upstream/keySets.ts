/**
 * Public keys of identity providers (JWK sets, RFC 7517), found by discovery or at a configured address. They are read
 * when a token asks for them: an unknown key id reads them anew, however many ask at most once per interval; while the
 * provider is away the keys that were read last go on, for a bounded time.
 */
import { createLocalJWKSet, errors as joseErrors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { GatewayError } from '../../domain/errors.ts';
import { createProviderDocuments } from './providerDocuments.ts';

export interface KeySetOptions {
  /** `iss` of the tokens; where discovery begins. */
  issuer: string;
  /** Where the keys are; left out: what `<issuer>/.well-known/openid-configuration` says. */
  jwksUri?: string | undefined;
  /** The least time between two reads, whoever asks. */
  intervalMs: number;
  /** Older keys are read anew, while they go on being used. */
  maxAgeMs: number;
  /** Keys that were read longer ago are used no more, whatever the provider does. */
  lastGoodMs: number;
  /** Of one read, discovery included. */
  timeoutMs: number;
  /** Told of a read that failed: why, never what was answered. */
  logger?: { warn(fields: object, message: string): void } | undefined;
  now?: () => number;
}

export interface KeySet {
  /** For jose: the key of a token's header. Rejects with a jose error (no such key) or SOURCE_UNAVAILABLE (no keys at all). */
  getKey: JWTVerifyGetKey;
  /** Reads the keys unless that was done a moment ago. Never rejects. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** While there are no keys at all, a provider that starts later than the gateway must not be waited for long. */
const EMPTY_INTERVAL_MS = 1_000;

type Local = ReturnType<typeof createLocalJWKSet>;

/** Keys of one provider. Reads nothing until asked. */
export function createKeySet(options: KeySetOptions): KeySet {
  const { issuer, intervalMs, maxAgeMs, lastGoodMs, logger } = options;
  const now = options.now ?? Date.now;
  const documents = createProviderDocuments(options);
  let keys: { local: Local; readAtMs: number } | undefined;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<boolean> | undefined;

  const usable = (): Local | undefined => (keys && now() - keys.readAtMs < lastGoodMs ? keys.local : undefined);

  const read = async (): Promise<boolean> => {
    try {
      const set: JSONWebKeySet = await documents.readKeys();
      keys = { local: createLocalJWKSet(set), readAtMs: now() };
      return true;
    } catch (error) {
      logger?.warn({ server: issuer, fault: (error as Error).message }, 'The keys of an identity provider could not be read');
      return false;
    }
  };
  /** True if the keys have been read anew. Concurrent callers share one read; too soon after the last, there is none. */
  const refresh = (): Promise<boolean> => {
    if (reading) return reading;
    if (now() - triedAtMs < (usable() ? intervalMs : Math.min(intervalMs, EMPTY_INTERVAL_MS))) return Promise.resolve(false);
    triedAtMs = now();
    reading = read().finally(() => (reading = undefined));
    return reading;
  };

  return {
    async getKey(header, token) {
      if (!usable()) await refresh();
      const local = usable();
      if (!local) throw new GatewayError('SOURCE_UNAVAILABLE', 'The identity provider does not answer.', { retryAfterSeconds: 1 });
      // Nobody waits for it: what is here is good enough until it comes.
      if (now() - (keys?.readAtMs ?? 0) >= maxAgeMs) void refresh();
      try {
        return await local(header, token);
      } catch (error) {
        if (!(error instanceof joseErrors.JWKSNoMatchingKey) || !(await refresh())) throw error;
        return (usable() ?? local)(header, token);
      }
    },
    async warm() {
      await refresh();
    },
    close: () => documents.close(),
  };
}
