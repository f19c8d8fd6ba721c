/** What the store knows of the whole company: inbox, identity, reachability. Read when scraped, seldom. */
import { Gauge, type Registry } from 'prom-client';
import type { Store } from '../../datasources/mongo/store.ts';
import { alarmsOf, dayOf, DEFAULT_ALARMS, unlinkedShareOf, type AlarmThresholds, type IdentityAlarm } from '../../domain/identity/health.ts';
import { healthFigures } from '../../operations/measureIdentity.ts';
import { syncStatus } from '../../operations/syncStatus.ts';

export interface StoreMetricsOptions {
  store: Pick<Store, 'pulls' | 'inbox' | 'marks' | 'edges' | 'ping'>;
  systems: readonly string[];
  thresholds: Partial<AlarmThresholds>;
  now(): number;
}

/** Several scrapers cost the store no more than one. */
const READ_EVERY_MS = 10_000;
const PING_MS = 500;
const ALARMS: readonly IdentityAlarm[] = ['LARGEST_CUSTOMER', 'MERGES_TODAY', 'REVIEW_AGE', 'UNLINKED_SHARE', 'NOT_MEASURED'];

/** Gauges of `registry`, and what brings them up to date before a scrape. It never rejects: without a store there are none. */
export function gaugeStore(registry: Registry, { store, systems, thresholds, now }: StoreMetricsOptions): { update(): Promise<void> } {
  const registers = [registry];
  const up = new Gauge({ name: 'c360_store_up', help: '1 while MongoDB answers a ping.', registers });
  const ofSystem = ['system', 'type'] as const;
  const inbox = new Gauge({ name: 'c360_inbox_records', help: 'Records of the inbox: waiting to be taken in, or set aside since they failed too often.', labelNames: [...ofSystem, 'state'], registers });
  const behind = new Gauge({ name: 'c360_sync_high_water_age_seconds', help: 'Age of the last change that a source has been pulled to.', labelNames: ofSystem, registers });
  const pulled = new Gauge({ name: 'c360_sync_pulling', help: '1 while somebody pulls the source.', labelNames: ['system'], registers });
  const customers = new Gauge({ name: 'c360_identity_customers', help: 'Customers, as measured last.', registers });
  const largest = new Gauge({ name: 'c360_identity_largest_customer_records', help: 'Records of the largest customer.', registers });
  const unlinked = new Gauge({ name: 'c360_identity_unlinked_share', help: 'Share of records that are a customer by themselves, 0 to 1.', registers });
  const merges = new Gauge({ name: 'c360_identity_merges_today', help: 'Merges since midnight UTC, by rule, as measured last.', labelNames: ['rule'], registers });
  const reviews = new Gauge({ name: 'c360_identity_reviews_waiting', help: 'Pairs that wait for a decision of a person.', registers });
  const reviewAge = new Gauge({ name: 'c360_identity_review_age_seconds', help: 'Age of the oldest of them; 0 without any.', registers });
  const measured = new Gauge({ name: 'c360_identity_measured_age_seconds', help: 'Age of the measured figures.', registers });
  const alarm = new Gauge({ name: 'c360_identity_alarm', help: '1 where Query.identityHealth tells the alarm.', labelNames: ['alarm'], registers });

  const clear = (): void => {
    for (const gauge of [inbox, behind, pulled, merges, alarm]) gauge.reset();
    // Reset, a gauge without labels would be 0, which would be a statement.
    for (const gauge of [customers, largest, unlinked, reviews, reviewAge, measured]) gauge.remove();
  };
  clear();

  const read = async (): Promise<void> => {
    const isUp = await store.ping(PING_MS);
    up.set(isUp ? 1 : 0);
    if (!isUp) return clear();
    const [sync, figures, { count, oldest }] = await Promise.all([syncStatus({ store, now }, systems), healthFigures(store), store.edges.waiting()]);
    clear();
    for (const { system, pulling, types } of sync) {
      pulled.set({ system }, pulling ? 1 : 0);
      for (const { type, waiting, setAside, highWaterAge } of types) {
        inbox.set({ system, type, state: 'waiting' }, waiting);
        inbox.set({ system, type, state: 'set_aside' }, setAside);
        if (highWaterAge !== null) behind.set({ system, type }, highWaterAge);
      }
    }
    reviews.set(count);
    reviewAge.set(oldest ? (now() - oldest.getTime()) / 1_000 : 0);
    const told = new Set(alarmsOf(figures, oldest, { ...DEFAULT_ALARMS, ...thresholds }, now()));
    for (const name of ALARMS) alarm.set({ alarm: name }, told.has(name) ? 1 : 0);
    if (!figures) return;
    measured.set((now() - figures.atMs) / 1_000);
    customers.set(figures.customers);
    largest.set(figures.largest?.records ?? 0);
    const share = unlinkedShareOf(figures);
    if (share !== null) unlinked.set(share);
    const today = figures.days.find(({ day }) => day === dayOf(now()));
    for (const { rule, count: merged } of today?.merges ?? []) merges.set({ rule: rule ?? 'none' }, merged);
  };

  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  return {
    update() {
      if (reading) return reading;
      if (now() - readAtMs < READ_EVERY_MS) return Promise.resolve();
      readAtMs = now();
      reading = read()
        .catch(() => {
          up.set(0);
          clear();
        })
        .finally(() => (reading = null));
      return reading;
    },
  };
}
