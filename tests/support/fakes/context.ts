/** A request context over fakes: as the engine makes one, with everything allowed unless a test says otherwise. */
import { createHmac } from 'node:crypto';
import { identityConfig } from '../../../domain/identity/config.ts';
import type { ContactPolicyConfig } from '../../../domain/contactPolicy/types.ts';
import { rowViewOf, type Access, type DataClass, type Principal, type Role, type RowScope } from '../../../domain/principal.ts';
import { DEFAULT_ROW_SCOPES } from '../../../domain/rowScopes.ts';
import type { SourceRef } from '../../../domain/sourceRef.ts';
import type { Store } from '../../../datasources/mongo/store.ts';
import { createMemoryNotices } from '../../../datasources/redis/notices.ts';
import type { BusinessConfig, RequestContext } from '../../../resolvers/context.ts';
import { createRequestRecords } from '../../../resolvers/support/requestRecords.ts';
import { createChangeFeed } from '../../../gateway/changeFeed.ts';
import { createCursors } from '../../../gateway/cursors.ts';
import { createPublicIds } from '../../../gateway/publicIds.ts';
import { countingStore, createMemoryStore } from './memoryStore/index.ts';
import { createMemoryReader, type MemoryReader } from './memoryReader.ts';
import { seed, type Seed } from './seed.ts';

export const SYSTEMS = ['tryton', 'rt', 'vendure', 'ghost'] as const;
/** A Wednesday, noon in Madrid. */
export const NOW_MS = Date.parse('2026-03-04T11:00:00Z');

const contactPolicy: ContactPolicyConfig = {
  timeZones: { default: 'Europe/Madrid' },
  quietHours: { PHONE: { fromHour: 21, untilHour: 9, days: [0] } },
  recentTouches: { count: 2, days: 7 },
  consentNeeded: ['MARKETING', 'SALES'],
  consentMaxAgeMs: 86_400_000,
};

export const businessConfig: BusinessConfig = {
  identity: identityConfig({}, SYSTEMS),
  survivorship: { priority: { default: SYSTEMS } },
  contactPolicy,
  gives: new Map(),
  lookupMissMs: 60_000,
  rowScopes: DEFAULT_ROW_SCOPES,
  eventRank: SYSTEMS,
};

const KEY = Buffer.alloc(32, 7);
/** They say the same in every world. */
const ids = createPublicIds(KEY);
const hash = (text: string): string => createHmac('sha256', KEY).update(text).digest('hex');

export interface World {
  store: Store;
  /** Calls of the store since the last `forget`. */
  calls: string[];
  reader: MemoryReader;
  /** Refs that were handed to `applyNow`. */
  applied: SourceRef[][];
  /** Has the open streams' feed look at the store, in place of the clock. */
  look(): void;
  forget(): void;
  /** The context of a new request of this caller. */
  request(caller?: Caller): RequestContext;
}

export interface Caller {
  role?: Role;
  rows?: RowScope;
  customerId?: string;
  subject?: string;
  access?: Partial<Record<DataClass, Access>>;
  deniedSystems?: readonly string[];
  config?: Partial<BusinessConfig>;
  policyHash?: string;
  signal?: AbortSignal;
}

/** A seeded store, sources that hold the same records, and requests over both. */
export async function createWorld(content: Seed): Promise<World> {
  const clock = { now: NOW_MS };
  const plain = createMemoryStore(() => clock.now);
  await seed(plain, content);
  const { store, calls } = countingStore(plain);
  const records = [...content.customers.flatMap(({ parties }) => parties), ...(content.events ?? [])];
  const reader = createMemoryReader({ systems: SYSTEMS, records, now: () => clock.now, snapshots: (refs) => plain.snapshots(refs) });
  const notices = createMemoryNotices();
  const looks = new Set<() => void>();
  const changes = createChangeFeed({
    store: plain,
    notices,
    // A world is made for every test.
    remembered: 500,
    every: (_intervalMs, act) => {
      looks.add(act);
      return () => looks.delete(act);
    },
  });
  const applied: SourceRef[][] = [];
  const cursors = createCursors(KEY);
  const applyNow = async (refs: readonly SourceRef[]): Promise<void> => void applied.push([...refs]);

  const world: World = {
    store,
    calls,
    reader,
    applied,
    look: () => looks.forEach((act) => act()),
    forget() {
      calls.length = 0;
      reader.calls.length = 0;
    },
    request(caller = {}) {
      const { role = 'admin', rows = { all: true } as RowScope, customerId, subject = role, access = {}, deniedSystems = [], config, policyHash = 'policy', signal } = caller;
      const principal: Principal = {
        subject, role, scopes: new Set(['customer:read']), purpose: null,
        onBehalfOf: null,
        zone: null,
        channel: null,
        issuedToken: null, rows, customerId: customerId ?? null, fingerprint: role, expiresAtMs: NOW_MS + 60_000,
      };
      const live = signal ?? new AbortController().signal;
      return {
        principal,
        view: rowViewOf(principal),
        policyHash,
        met: new Set(),
        store,
        records: createRequestRecords(reader, store, live),
        reader,
        applyNow,
        notices,
        changes,
        renewed: async () => world.request(caller),
        explain: () => Promise.reject(new Error('No engine here.')),
        issuing: null,
        access: (dataClass) => access[dataClass] ?? 'allow',
        mask: (mask, value) => `${mask}(${value.length})`,
        deniedSystems: new Set(deniedSystems),
        ids,
        cursors,
        config: { ...businessConfig, ...config },
        keyedHash: hash,
        newId: () => hash(String(calls.length)),
        now: () => clock.now,
        signal: live,
        kept: null,
      };
    },
  };
  return world;
}
