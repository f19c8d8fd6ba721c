import type { SourceRef } from '../../../../domain/sourceRef.ts';
import type { IdempotencyDocument, InboxDocument, PullDocument } from '../../../../datasources/mongo/documents.ts';
import type { Deliveries, Idempotency, Inbox, Marks, Pulls } from '../../../../datasources/mongo/store.ts';

/** The inbox in memory, with the semantics of datasources/mongo/inbox.ts. */
export function memoryInbox(now: () => number): Inbox {
  const documents = new Map<SourceRef, InboxDocument>();
  const isHeld = ({ leaseUntil }: InboxDocument): boolean => leaseUntil !== null && leaseUntil.getTime() >= now();
  const take = (owner: string, work: readonly InboxDocument[], leaseMs: number): InboxDocument[] =>
    work.map((each) => {
      const leased = { ...each, epoch: each.epoch + 1, leaseOwner: owner, leaseUntil: new Date(now() + leaseMs) };
      documents.set(each._id, leased);
      return leased;
    });
  const change = (ref: SourceRef, epoch: number, patch: (known: InboxDocument) => Partial<InboxDocument>): void => {
    const known = documents.get(ref);
    if (known?.epoch === epoch) documents.set(ref, { ...known, ...patch(known) });
  };
  return {
    async signal(refs) {
      for (const { ref, system, type } of refs) {
        const known = documents.get(ref);
        const fresh = { _id: ref, system, type, epoch: 0, leaseUntil: null, leaseOwner: null, attempts: 0, lastFailure: null };
        documents.set(ref, { ...(known ?? fresh), dirty: (known?.dirty ?? 0) + 1, due: new Date(now()) });
      }
    },
    async lease(owner, system, type, count, leaseMs) {
      const isDue = ({ dirty, due }: InboxDocument): boolean => dirty > 0 && due.getTime() <= now();
      const work = [...documents.values()].filter((each) => each.system === system && each.type === type && isDue(each) && !isHeld(each));
      return take(owner, work.slice(0, count), leaseMs);
    },
    async leaseRefs(owner, refs, leaseMs) {
      const work = [...documents.values()].filter((each) => refs.includes(each._id) && each.dirty > 0 && !isHeld(each));
      return take(owner, work, leaseMs);
    },
    async undone(refs) {
      return new Set(refs.filter((ref) => (documents.get(ref)?.dirty ?? 0) > 0));
    },
    async complete(done) {
      for (const { ref, epoch, dirty } of done) {
        change(ref, epoch, (known) => ({ dirty: known.dirty - dirty, leaseUntil: null, leaseOwner: null, attempts: 0, lastFailure: null }));
      }
    },
    async retry(failed) {
      for (const { ref, epoch, failure, delayMs } of failed) {
        change(ref, epoch, (known) => ({
          attempts: known.attempts + 1, due: new Date(now() + delayMs), leaseUntil: null, leaseOwner: null, lastFailure: failure,
        }));
      }
    },
    async waiting() {
      const counts = new Map<string, { system: string; type: InboxDocument['type']; count: number }>();
      for (const { system, type, dirty } of documents.values()) {
        if (dirty === 0) continue;
        const known = counts.get(`${system}:${type}`);
        counts.set(`${system}:${type}`, { system, type, count: (known?.count ?? 0) + 1 });
      }
      return [...counts.values()];
    },
  };
}

export function memoryDeliveries(): Deliveries {
  const marks = new Set<string>();
  return { has: async (id) => marks.has(id), mark: async (id) => void marks.add(id) };
}

export function memoryPulls(): Pulls {
  const documents = new Map<string, PullDocument>();
  return {
    get: async (system, type) => documents.get(`${system}:${type}`) ?? null,
    put: async (document) => void documents.set(document._id, document),
  };
}

export function memoryMarks(): Marks {
  const values = new Map<string, string>();
  return { get: async (name) => values.get(name) ?? null, put: async (name, value) => void values.set(name, value) };
}

export function memoryIdempotency(): Idempotency {
  const documents = new Map<string, IdempotencyDocument>();
  return {
    async putIfAbsent(document) {
      if (!documents.has(document._id)) documents.set(document._id, document);
      return documents.get(document._id)!;
    },
  };
}
