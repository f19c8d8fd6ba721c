import { LRUCache } from 'lru-cache';
import type { ComparedParty } from '../../datasources/mongo/documents.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { contentHash } from '../../domain/contentHash.ts';
import { GatewayError } from '../../domain/errors.ts';
import { identityConfig, type IdentityConfig, type IdentitySettings } from '../../domain/identity/config.ts';
import { featuresWhenAsked } from '../../domain/identity/features.ts';
import type { MatchingModel } from '../../domain/matching/model.ts';
import type { MatchRecord } from '../../domain/matching/record.ts';
import { createScorer, type Scorer } from '../../domain/matching/scorer.ts';
import { isPinRef } from '../../domain/statedParty.ts';
import type { Learn } from './learn.ts';

/** The mark that names the active version. */
export const ACTIVE_MARK = 'identity';

/** The version that placement goes by, ready for use. */
export interface ActiveParameters {
  /** 0: none is stored yet, so the configured rules hold. */
  version: number;
  /** Of its rules. */
  rulesHash: string;
  config: IdentityConfig;
  /** Null where nothing has been learned yet: rules alone. */
  model: MatchingModel | null;
  scorer: Scorer | null;
  /** The record ready to compare; null for one that takes no part (gone, or a steward's pin). */
  features(party: ComparedParty): MatchRecord | null;
}

export interface ParametersOptions {
  store: Pick<Store, 'marks' | 'parameters'>;
  /** The `identity:` part of the configuration, and the systems that it speaks of. */
  settings: IdentitySettings;
  systems: readonly string[];
  /** How versions are learned: left out, in this thread. */
  learn?: Learn;
}

/** Gives the active version; asks the store which one that is at each call, so that all processes follow at once. */
export interface ParametersHolder {
  current(): Promise<ActiveParameters>;
  /** As at the last call of `current`. */
  known(): ActiveParameters;
  /** The configured rules, which another version may have to bring in. */
  configured: IdentitySettings;
  /** The same, ready for use. */
  rules: IdentityConfig;
  learn?: Learn;
  /** A version ready for use, active or not. Null where there is none. */
  version(number: number): Promise<ActiveParameters | null>;
}

/** Records whose comparable form is kept, by ref and content. */
const KEPT_FEATURES = 20_000;

export const rulesHashOf = (settings: IdentitySettings): string => contentHash(settings);

export function createParametersHolder({ store, settings, systems, learn }: ParametersOptions): ParametersHolder {
  const prepare = (version: number, rules: IdentitySettings, model: MatchingModel | null): ActiveParameters => {
    const config = identityConfig(rules, systems);
    const kept = new LRUCache<string, MatchRecord>({ max: KEPT_FEATURES });
    return {
      version, config, model,
      rulesHash: rulesHashOf(rules),
      scorer: model && createScorer(model),
      features({ _id, hash, state, record }) {
        if (state !== 'LIVE' || !record || isPinRef(_id)) return null;
        const key = `${_id} ${hash}`;
        let features = kept.get(key);
        if (!features) kept.set(key, (features = featuresWhenAsked(record, config)));
        return features;
      },
    };
  };
  let known = prepare(0, settings, null);

  const load = async (number: number): Promise<ActiveParameters | null> => {
    const stored = await store.parameters.byVersion(number);
    return stored && prepare(number, stored.rules, stored.model);
  };
  return {
    configured: settings,
    rules: identityConfig(settings, systems),
    ...(learn && { learn }),
    known: () => known,
    version: async (number) => (number === known.version ? known : load(number)),
    async current() {
      const active = Number((await store.marks.get(ACTIVE_MARK)) ?? 0);
      if (active === known.version) return known;
      const loaded = await load(active);
      if (!loaded) throw new GatewayError('STORE_UNAVAILABLE', 'The active parameters of identity are not there.', { retryAfterSeconds: 1 });
      return (known = loaded);
    },
  };
}
