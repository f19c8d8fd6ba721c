/**
 * What the peers' resolvers are handed: the gateway's own resolvers and store reads, with per-request loaders. Calls to
 * the sources are joined within a request and never across requests. Nobody is asked who he is: no token, no permissions.
 */
import DataLoader from 'dataloader';
import { parseSourceRef, sourceRef } from '../../domain/sourceRef.ts';
import type { Principal } from '../../domain/principal.ts';
import type { RecordRead, RecordReader } from '../../datasources/upstream/reads.ts';
import { readClaims } from '../../gateway/auth/claims.ts';
import { claimRules } from '../../gateway/auth/issuers.ts';
import { principalOf } from '../../gateway/principal.ts';
import type { RequestContext } from '../../resolvers/context.ts';
import { createRequestRecords } from '../../resolvers/support/requestRecords.ts';
import type { Deployment } from './deployment.ts';
import type { VariantParts } from './types.ts';

/** One request's reader: the asks of one tick for one operation and parts are one call, as DataLoader joins them. */
function requestReader(sources: VariantParts['sources']): Pick<RecordReader, 'readMany'> {
  const loaders = new Map<string, DataLoader<string, RecordRead>>();
  return {
    // All of one type of one system, as the requests' reads ask for them.
    readMany(refs, parts, signal) {
      const { system, type } = parseSourceRef(refs[0]!);
      const key = `${system}:${type} ${[...parts].join('+')}`;
      let loader = loaders.get(key);
      if (!loader) {
        const { client, definition } = sources.get(system)!;
        loader = new DataLoader<string, RecordRead>(
          async (ids) => {
            const records = await client.fetchByIds(type, ids, parts, signal);
            const byRef = new Map(records.map((record) => [record.ref, record]));
            const fetchedAtMs = Date.now();
            return ids.map((one): RecordRead => {
              const record = byRef.get(sourceRef(system, type, one));
              return record ? { status: 'OK', record, fetchedAtMs } : { status: 'GONE' };
            });
          },
          { maxBatchSize: definition.limits.fetch[type]!.batchSize },
        );
        loaders.set(key, loader);
      }
      return Promise.all(refs.map((ref) => loader.load(parseSourceRef(ref).id)));
    },
  };
}

/** The factory of a peer's contexts, one for each request. */
export function createPeerContext({ contextFor, policy, store }: Deployment, { sources }: VariantParts): () => RequestContext {
  const principal: Principal = principalOf(readClaims({ sub: 'bench-peer', role: 'admin', exp: 0 }, claimRules(), null), policy);
  return () => {
    const { signal } = new AbortController();
    return { ...contextFor(principal, signal), records: createRequestRecords(requestReader(sources), store, signal) };
  };
}
