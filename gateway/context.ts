/** Makes what resolvers get as their third argument: everything of one request, bound to its principal. */
import { createHmac } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { applyMask } from '../directives/masks.ts';
import type { Policy } from '../directives/policy.ts';
import type { AccessQuestion, AccessReport } from '../domain/accessReport.ts';
import { rowViewOf, type DataClass, type Principal } from '../domain/principal.ts';
import type { RecordType } from '../domain/sourceRef.ts';
import type { Notices } from '../datasources/redis/notices.ts';
import type { Store } from '../datasources/mongo/store.ts';
import type { ConnectedSource } from '../datasources/systems/index.ts';
import type { RecordReader } from '../datasources/upstream/reads.ts';
import type { BusinessConfig, ChangeFeed, RequestContext } from '../resolvers/context.ts';
import { createRequestRecords } from '../resolvers/support/requestRecords.ts';
import { createChangeFeed } from './changeFeed.ts';
import { createCursors } from './cursors.ts';
import { tokenIssuing, type TokenBounds } from './auth/issuing.ts';
import { createPublicIds } from './publicIds.ts';
import { uuidV7 } from './uuid.ts';

/** What one process has once. */
export interface ContextParts {
  store: Store;
  reader: RecordReader;
  sources: ReadonlyMap<string, Pick<ConnectedSource, 'definition'>>;
  notices: Notices;
  /** What streams hear; left out: one of its own over `store` and `notices`. */
  changes?: ChangeFeed;
  /** Of issued tokens; left out: this gateway takes none. */
  tokenBounds?: TokenBounds | undefined;
  applyNow: RequestContext['applyNow'];
  policy(): Policy;
  /** What a document would get (the engine's `explain`); left out where no engine answers. */
  explain?(question: AccessQuestion, principal: Principal): Promise<AccessReport>;
  /** What a request under this signal reads with instead, where it is traced. */
  readsOf?: ((signal: AbortSignal, reads: Pick<ContextParts, 'reader' | 'store'>) => Pick<ContextParts, 'reader' | 'store'> | undefined) | undefined;
  config: BusinessConfig;
  /** At least 32 bytes, equal on all instances. */
  secret: Buffer;
  now(): number;
}

/** The classes whose values a record of a type can hold: who may see none of them may see nothing of the system. */
const CLASSES_OF_TYPE: Readonly<Record<RecordType, readonly DataClass[]>> = {
  party: ['personName', 'contactPoint', 'address', 'birthDate', 'taxId', 'loyalty', 'account'],
  order: ['orders'],
  ticket: ['tickets'],
  call: ['calls'],
  touch: ['marketing'],
  interaction: ['interactions'],
};

/** Keyed hash (HMAC-SHA256, hex) under the instance secret. */
export function createKeyedHash(secret: Buffer): (text: string) => string {
  return (text) => createHmac('sha256', secret).update('c360 keyed hash\0').update(text).digest('hex');
}

/** `renew`: the caller as its token and the policy have it now; left out: it stays as it is. */
export type ContextFactory = (principal: Principal, signal: AbortSignal, met?: Set<string>, renew?: () => Promise<Principal>) => RequestContext;

/** The factory of request contexts; the systems that a fingerprint may see nothing of are reckoned once per policy. */
export function createContextFactory(parts: ContextParts): ContextFactory {
  const { sources, notices, applyNow, tokenBounds, config, secret, now } = parts;
  const ids = createPublicIds(secret);
  const changes = parts.changes ?? createChangeFeed({ store: parts.store, notices, forget: (refs) => parts.reader.invalidate(refs) });
  const cursorsFor = createCursors(secret, { now });
  const keyedHash = createKeyedHash(secret);
  let deniedOf: { hash: string; byFingerprint: Map<string, ReadonlySet<string>> } = { hash: '', byFingerprint: new Map() };

  function deniedSystems(policy: Policy, principal: Principal): ReadonlySet<string> {
    if (deniedOf.hash !== policy.hash) deniedOf = { hash: policy.hash, byFingerprint: new Map() };
    let denied = deniedOf.byFingerprint.get(principal.fingerprint);
    if (!denied) {
      const seesAny = (type: RecordType) => CLASSES_OF_TYPE[type].some((dataClass) => policy.access(principal, dataClass) !== 'deny');
      denied = new Set([...sources].filter(([, { definition }]) => !definition.types.some(seesAny)).map(([system]) => system));
      deniedOf.byFingerprint.set(principal.fingerprint, denied);
    }
    return denied;
  }

  const contextFor: ContextFactory = (principal, signal, met = new Set(), renew) => {
    const policy = parts.policy();
    // Each operation of each source that is asked listens once: with four systems that is more than Node takes for sound.
    setMaxListeners(0, signal);
    const { store, reader } = parts.readsOf?.(signal, parts) ?? parts;
    return {
      principal,
      view: rowViewOf(principal),
      policyHash: policy.hash,
      met,
      store,
      records: createRequestRecords(reader, store, signal),
      reader,
      applyNow,
      notices,
      changes,
      renewed: async () => contextFor(renew ? await renew() : principal, signal, new Set(), renew),
      explain: (question) => parts.explain?.(question, principal) ?? Promise.reject(new Error('There is no engine to ask.')),
      issuing: tokenBounds ? tokenIssuing(tokenBounds, policy) : null,
      access: (dataClass) => policy.access(principal, dataClass),
      mask: applyMask,
      deniedSystems: deniedSystems(policy, principal),
      ids,
      cursors: cursorsFor,
      config,
      keyedHash,
      newId: () => uuidV7(now()),
      now,
      signal,
      kept: null,
    };
  };
  return contextFor;
}
