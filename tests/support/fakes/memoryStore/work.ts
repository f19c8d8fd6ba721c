import type { SourceRef } from '../../../../domain/sourceRef.ts';
import type { IdempotencyDocument, PullDocument } from '../../../../datasources/mongo/documents.ts';
import type { ErasureDocument, Erasures } from '../../../../datasources/mongo/erasures.ts';
import { isHeld, type PullLease, type Pulls } from '../../../../datasources/mongo/pulls.ts';
import type { Deliveries, Idempotency, Marks } from '../../../../datasources/mongo/store.ts';

export function memoryDeliveries(): Deliveries {
  const marks = new Set<string>();
  return { has: async (id) => marks.has(id), mark: async (id) => void marks.add(id) };
}

/** The pulls in memory, with the semantics of datasources/mongo/pulls.ts. */
export function memoryPulls(now: () => number): Pulls {
  const documents = new Map<string, PullDocument>();
  const fresh = (system: string): PullDocument => ({ _id: system, fence: 0, leaseOwner: null, leaseUntil: null, leasedAt: null, unfinished: false, wanted: null, types: {} });
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
      if (isHeld(known, now())) return null;
      if (restMs > 0 && known.wanted === null && known.leasedAt !== null && now() - known.leasedAt.getTime() < restMs) return null;
      const leased = { ...known, fence: known.fence + 1, leaseOwner: owner, leaseUntil: until(leaseMs), leasedAt: new Date(now()), unfinished: true };
      documents.set(system, leased);
      return leased;
    },
    renew: async (lease, leaseMs) => documents.get(lease.system)?.leaseOwner !== null && change(lease, () => ({ leaseUntil: until(leaseMs) })),
    save: async (lease, type, progress, leaseMs) => change(lease, ({ types }) => ({ types: { ...types, [type]: progress }, leaseUntil: until(leaseMs) })),
    release: async (lease, isDone) => void change(lease, () => ({ leaseUntil: null, leaseOwner: null, unfinished: !isDone })),
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
    count: async () => tombstones.size,
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
