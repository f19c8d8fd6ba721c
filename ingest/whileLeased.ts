import type { InboxDocument } from '../datasources/mongo/documents.ts';
import type { Inbox } from '../datasources/mongo/store.ts';

const LEAST_MS = 250;

/**
 * Does `work` with a leased batch and holds the lease as long as that lasts. Else a batch that takes longer than its lease
 * (a slow store, a slow source) would be taken by the next worker before it is done, and by the next, and never be done.
 */
export async function whileLeased<Result>(inbox: Pick<Inbox, 'renew'>, batch: readonly InboxDocument[], leaseMs: number, work: () => Promise<Result>): Promise<Result> {
  let renewing = false;
  const keeping = setInterval(() => {
    if (renewing) return;
    renewing = true;
    // A store that does not answer now may by the next time; whose the work is by then, its epoch tells.
    void inbox.renew(batch, leaseMs).catch(() => undefined).finally(() => (renewing = false));
  }, Math.max(LEAST_MS, leaseMs / 3));
  keeping.unref();
  try {
    return await work();
  } finally {
    clearInterval(keeping);
  }
}
