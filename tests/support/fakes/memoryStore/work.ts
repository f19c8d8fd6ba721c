import type { SourceRef } from '../../../../domain/sourceRef.ts';
import type { IdempotencyDocument, InboxDocument, PullDocument } from '../../../../datasources/mongo/documents.ts';
import type { ErasureDocument, Erasures } from '../../../../datasources/mongo/erasures.ts';
import type { Idempotency, Inbox, Marks, PullLease, Pulls } from '../../../../datasources/mongo/store.ts';

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
    async signal(refs, swept) {
      for (const { ref, system, type } of refs) {
        const known = documents.get(ref);
        const fresh = { _id: ref, system, type, epoch: 0, leaseUntil: null, leaseOwner: null, attempts: 0, lastFailure: null };
        documents.set(ref, { ...(known ?? fresh), dirty: (known?.dirty ?? 0) + 1, due: new Date(now()), ...(swept !== undefined && { swept }) });
      }
    },
    sweptBy: async (swept, refs) => new Set(refs.filter((ref) => documents.get(ref)?.swept === swept)),
    waitingOf: async (system, types) => [...documents.values()].filter((each) => each.system === system && types.includes(each.type) && each.dirty > 0).length,
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
    async forget(refs) {
      for (const ref of refs) documents.delete(ref);
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

/** The pulls in memory, with the semantics of datasources/mongo/pulls.ts. */
export function memoryPulls(now: () => number): Pulls {
  const documents = new Map<string, PullDocument>();
  const fresh = (system: string): PullDocument => ({ _id: system, fence: 0, leaseOwner: null, leaseUntil: null, leasedAt: null, wanted: null, types: {} });
  const until = (leaseMs: number) => new Date(now() + leaseMs);
  const change = ({ system, fence }: PullLease, patch: (known: PullDocument) => Partial<PullDocument>): boolean => {
    const known = documents.get(system);
    if (known?.fence !== fence) return false;
    documents.set(system, { ...known, ...patch(known) });
    return true;
  };
  return {
    get: async (system) => documents.get(system) ?? null,
    bySystems: async (systems) => systems.flatMap((system) => documents.get(system) ?? []),
    async lease(system, owner, leaseMs, restMs = 0) {
      const known = documents.get(system) ?? fresh(system);
      if (known.leaseUntil !== null && known.leaseUntil.getTime() >= now()) return null;
      if (restMs > 0 && known.wanted === null && known.leasedAt !== null && now() - known.leasedAt.getTime() < restMs) return null;
      const leased = { ...known, fence: known.fence + 1, leaseOwner: owner, leaseUntil: until(leaseMs), leasedAt: new Date(now()) };
      documents.set(system, leased);
      return leased;
    },
    renew: async (lease, leaseMs) => change(lease, () => ({ leaseUntil: until(leaseMs) })),
    save: async (lease, type, progress, leaseMs) => change(lease, ({ types }) => ({ types: { ...types, [type]: progress }, leaseUntil: until(leaseMs) })),
    release: async (lease) => void change(lease, () => ({ leaseUntil: null, leaseOwner: null })),
    wish: async (system, wanted) => void documents.set(system, { ...(documents.get(system) ?? fresh(system)), wanted }),
    takeWish: async (lease, { at }) => void change(lease, ({ wanted }) => ({ wanted: wanted?.at.getTime() === at.getTime() ? null : wanted })),
  };
}

/** Erasures and tombstones in memory. */
export function memoryErasures(): Erasures {
  const erasures = new Map<SourceRef, ErasureDocument>();
  const tombstones = new Set<string>();
  return {
    async request(asked) {
      for (const erasure of asked) if (!erasures.has(erasure._id)) erasures.set(erasure._id, erasure);
    },
    pending: async (limit) => [...erasures.values()].slice(0, limit),
    done: async (ref) => void erasures.delete(ref),
    async seal(sealed) {
      for (const { _id } of sealed) tombstones.add(_id);
    },
    sealed: async (ids) => new Set(ids.filter((id) => tombstones.has(id))),
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
