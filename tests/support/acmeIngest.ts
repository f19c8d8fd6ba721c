/** The sample company taken into a store, for tests and measurements. */
import { createHmac } from 'node:crypto';
import type { Store } from '../../datasources/mongo/store.ts';
import { createMemoryNotices, type Notices } from '../../datasources/redis/notices.ts';
import { createSources } from '../../datasources/systems/index.ts';
import { identityConfig } from '../../domain/identity/config.ts';
import type { ReconciliationRule } from '../../domain/reconciliation/rules.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { startAcme, systems, type Acme } from '../../examples/acme/index.ts';
import { createIngest } from '../../ingest/ingest.ts';
import type { Ingest, IngestOptions } from '../../ingest/types.ts';
import { countingIds } from './ids.ts';

/** How changes are applied in tests: the sample company's rules, countable ids. */
export function applyOptions(names: readonly string[] = systems, worker = 0): IngestOptions['apply'] & Omit<ApplyDeps, 'store' | 'now'> {
  return {
    identity: identityConfig({ maxParties: { email: 2, phone: 2, taxId: 1, loyaltyId: 1 }, blockList: { email: ['test@example.com'], phone: ['+34900000000'] } }, names),
    survivorship: { priority: { default: [...names] } },
    eventRank: names,
    keyedHash: (text) => createHmac('sha256', 'test').update(text).digest('hex'),
    newId: countingIds(worker),
  };
}

/** As examples/acme/gateway.yml has it. */
export const ACME_RECONCILIATION: readonly ReconciliationRule[] = [
  { systems: ['tryton', 'vendure'], kind: 'order', window: { amountTolerance: 0.1, timeToleranceMs: 172_800_000 }, agreement: { amountTolerance: 0 } },
];

export interface AcmeIngest {
  acme: Acme;
  notices: Notices;
  /** A worker of its own over the same sample company; `store` may be a wrapped one. */
  worker(store: Store, options?: Partial<IngestOptions> & { number?: number }): Ingest;
  close(): Promise<void>;
}

/** Starts the sample company with this many people. */
export async function startAcmeIngest(people: number): Promise<AcmeIngest> {
  const now = '2026-06-01T00:00:00.000Z';
  const acme = await startAcme({ people, now, rtPasswordCheckMs: 5 });
  const { tryton, vendure, ghost } = acme.credentials;
  const { username, password } = acme.credentials.rt;
  const timeoutMs = 60_000;
  const sources = createSources(
    {
      tryton: { adapter: 'tryton', url: acme.urls.tryton, timeoutMs, settings: tryton },
      rt: { adapter: 'rt', url: acme.urls.rt, timeoutMs, settings: { username, password, complaintQueues: ['Complaints'], callQueue: 'Calls' } },
      vendure: { adapter: 'vendure', url: acme.urls.vendure, timeoutMs, settings: vendure },
      ghost: { adapter: 'ghost', url: acme.urls.ghost, timeoutMs, settings: ghost },
    },
    { defaultRegion: 'ES' },
  );
  const notices = createMemoryNotices();
  return {
    acme,
    notices,
    worker: (store, { number = 0, ...options } = {}) =>
      createIngest({
        store,
        sources,
        reader: { invalidate: () => Promise.resolve() },
        notices,
        apply: { ...applyOptions(systems, number), reconciliation: ACME_RECONCILIATION },
        now: Date.now,
        logger: { info: () => undefined, warn: () => undefined },
        owner: `worker-${number}`,
        ...options,
      }),
    async close() {
      await Promise.all([...sources.values()].map((source) => source.close()));
      await acme.close();
    },
  };
}
