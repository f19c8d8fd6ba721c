/** What the gateway and its peers share: schema, resolvers, store, policy, and the factory of request contexts. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { openStore } from '../../datasources/mongo/connect.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { createMemoryNotices } from '../../datasources/redis/notices.ts';
import { createMemoryRecordCache, type RecordCache } from '../../datasources/redis/recordCache.ts';
import { createRecordReader } from '../../datasources/upstream/recordReader.ts';
import type { Policy } from '../../directives/policy.ts';
import type { Principal } from '../../domain/principal.ts';
import { createContextFactory, type ContextParts } from '../../gateway/context.ts';
import type { RequestContext } from '../../resolvers/context.ts';
import { resolvers } from '../../resolvers/index.ts';
import { loadTypeDefs } from '../../schema/load.ts';
import { BENCH_CONFIG } from '../business.ts';
import { benchPolicy } from './policy.ts';
import { SECRET } from './secret.ts';
import type { VariantParts } from './types.ts';

export interface Deployment {
  schema: GraphQLSchema;
  store: Store;
  policy: Policy;
  contextFor(principal: Principal, signal: AbortSignal, met?: Set<string>): RequestContext;
}

/** What a gateway has from Redis and its configuration, where it has more than the others need. */
export interface SharedParts extends Partial<Pick<ContextParts, 'notices' | 'tokenBounds'>> {
  cache?: RecordCache;
}

/** The gateway's own parts, put together as the gateway does; the record cache is off (`cacheMs` 0 in `sources.ts`). */
export async function deploy({ settings, sources, telemetry }: VariantParts, shared: SharedParts = {}): Promise<Deployment> {
  const store = await openStore({ uri: settings.mongoUri, database: settings.database });
  const reader = createRecordReader({
    sources,
    cache: shared.cache ?? createMemoryRecordCache({ maxEntries: 1 }),
    snapshots: () => Promise.resolve(new Map()),
  });
  const policy = benchPolicy();
  const contextFor = createContextFactory({
    store, reader, sources, readsOf: telemetry?.readsOf, notices: shared.notices ?? createMemoryNotices(), tokenBounds: shared.tokenBounds, applyNow: null,
    policy: () => policy, config: BENCH_CONFIG, secret: SECRET, now: Date.now,
  });
  return { schema: makeExecutableSchema({ typeDefs: loadTypeDefs(), resolvers }), store, policy, contextFor };
}
