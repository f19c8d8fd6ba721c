import type { Store } from '../datasources/mongo/store.ts';
import type { LineageEntry } from '../domain/identity/lineage.ts';

/** Entries that are logged together. */
const AT_ONCE = 500;

type LineageStores = Pick<Store, 'lineage' | 'parties' | 'customers'>;

/**
 * Copies entries from the documents that changed into the lineage, and then out of those. The compare-and-set that changes
 * a link or pointer leaves the entry with it; whoever changes the document next copies it first, and `logBacklog` what
 * nobody has come back for. So a kill loses no entry, and since its `_id` follows from document and revision, copying
 * one again doubles none.
 */
export async function logLineage({ lineage, parties, customers }: LineageStores, entries: readonly LineageEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await lineage.log(entries);
  const isOfRecord = ({ kind }: LineageEntry) => kind === 'MOVED';
  await Promise.all([parties.markLogged(entries.filter(isOfRecord)), customers.markLogged(entries.filter((entry) => !isOfRecord(entry)))]);
}

/** Logs what killed writers left behind. */
export async function logBacklog(store: LineageStores, signal: AbortSignal): Promise<void> {
  for (const { unlogged } of [store.parties, store.customers]) {
    while (!signal.aborted) {
      const entries = await unlogged(AT_ONCE);
      if (entries.length === 0) break;
      await logLineage(store, entries);
    }
  }
  while (!signal.aborted) {
    const ids = await store.lineage.unnumbered(AT_ONCE);
    if (ids.length === 0) return;
    await store.lineage.number(ids);
  }
}
