import { observedOrder } from '../../../../datasources/mongo/inbox.ts';
import type { InboxDocument } from '../../../../datasources/mongo/documents.ts';
import type { Inbox } from '../../../../datasources/mongo/store.ts';
import type { RecordType, SourceRef } from '../../../../domain/sourceRef.ts';

/** The inbox in memory, with the semantics of datasources/mongo/inbox.ts and setAside.ts. */
export function memoryInbox(now: () => number): Inbox {
  const documents = new Map<SourceRef, InboxDocument>();
  const FREED = { leaseUntil: null, leaseOwner: null };
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
  const newer = ({ setAsideAt: a, _id: x }: InboxDocument, { setAsideAt: b, _id: y }: InboxDocument): number => b!.getTime() - a!.getTime() || (x < y ? 1 : -1);
  const signalled = ({ ref, system, type }: { ref: SourceRef; system: string; type: RecordType }): InboxDocument => {
    const fresh = { _id: ref, system, type, dirty: 0, epoch: 0, attempts: 0, faults: 0, lastFailure: null, observation: null, observedOrder: null, ...FREED };
    const known = documents.get(ref) ?? fresh;
    return { ...known, dirty: known.dirty + 1, due: new Date(now()), setAside: false, setAsideAt: null };
  };
  const counted = (rows: readonly InboxDocument[]): { system: string; type: RecordType; count: number }[] => {
    const counts = new Map<string, { system: string; type: RecordType; count: number }>();
    for (const { system, type } of rows) counts.set(`${system}:${type}`, { system, type, count: (counts.get(`${system}:${type}`)?.count ?? 0) + 1 });
    return [...counts.values()];
  };
  return {
    async signal(refs, swept) {
      for (const each of refs) documents.set(each.ref, { ...signalled(each), ...(swept !== undefined && { swept }) });
    },
    sweptBy: async (swept, refs) => new Set(refs.filter((ref) => documents.get(ref)?.swept === swept)),
    waitingOf: async (system, types) => [...documents.values()].filter((each) => each.system === system && types.includes(each.type) && each.dirty > 0).length,
    async forget(refs) {
      for (const ref of refs) documents.delete(ref);
    },
    async observe(observed) {
      for (const { record, order, ...each } of observed) {
        const place = observedOrder(order, record);
        if ((documents.get(each.ref)?.observedOrder ?? '') < place) documents.set(each.ref, { ...signalled(each), observation: { record }, observedOrder: place });
      }
    },
    now: async () => new Date(now()),
    async lease(owner, system, type, count, leaseMs, dueBy) {
      const isDue = ({ dirty, due }: InboxDocument): boolean => dirty > 0 && due.getTime() <= Math.min(now(), dueBy?.getTime() ?? Infinity);
      const work = [...documents.values()].filter((each) => each.system === system && each.type === type && isDue(each) && !isHeld(each));
      return take(owner, work.slice(0, count), leaseMs);
    },
    async leaseRefs(owner, refs, leaseMs) {
      const work = [...documents.values()].filter((each) => refs.includes(each._id) && each.dirty > 0 && !isHeld(each));
      return take(owner, work, leaseMs);
    },
    async renew(leased, leaseMs) {
      for (const { _id, leaseOwner } of leased) {
        const document = documents.get(_id);
        if (document && document.leaseOwner === leaseOwner) document.leaseUntil = new Date(now() + leaseMs);
      }
    },
    async undone(refs) {
      return new Set(refs.filter((ref) => (documents.get(ref)?.dirty ?? 0) > 0));
    },
    async complete(done) {
      for (const { ref, epoch, dirty, observedOrder: place } of done) {
        if (place != null) change(ref, epoch, (each) => (each.observedOrder === place ? { observation: null } : {}));
        change(ref, epoch, (each) => ({ dirty: each.dirty - dirty, attempts: 0, faults: 0, lastFailure: null, ...FREED }));
      }
    },
    async retry(failed) {
      for (const { ref, epoch, failure, delayMs, isFault } of failed) {
        change(ref, epoch, ({ attempts, faults }) => ({ attempts: attempts + 1, faults: faults + Number(isFault), due: new Date(now() + delayMs), lastFailure: failure, ...FREED }));
      }
    },
    async release(given) {
      for (const { ref, epoch } of given) change(ref, epoch, () => FREED);
    },
    async setAside(failed) {
      for (const { ref, epoch, dirty, failure } of failed) {
        change(ref, epoch, (known) => {
          const aside = known.dirty === dirty ? { dirty: 0, setAside: true, setAsideAt: new Date(now()) } : {};
          return { attempts: known.attempts + 1, faults: known.faults + 1, lastFailure: failure, ...FREED, ...aside };
        });
      }
    },
    async listSetAside({ system, after, first }) {
      const all = [...documents.values()].filter((each) => each.setAside && (system === null || each.system === system)).sort(newer);
      const [at, id] = after ?? [Infinity, ''];
      const beyond = all.filter((each) => each.setAsideAt!.getTime() < Number(at) || (each.setAsideAt!.getTime() === Number(at) && each._id < String(id)));
      return { rows: beyond.slice(0, first).map((row) => ({ row, position: [row.setAsideAt!.getTime(), row._id] })), hasMore: beyond.length > first };
    },
    async replay(which) {
      const found = [...documents.values()].filter((each) => each.setAside && ('refs' in which ? which.refs.includes(each._id) : each.system === which.system));
      for (const each of found) documents.set(each._id, { ...signalled({ ...each, ref: each._id }), attempts: 0, faults: 0 });
      return found.length;
    },
    waiting: async () => counted([...documents.values()].filter(({ dirty }) => dirty > 0)),
    countSetAside: async () => counted([...documents.values()].filter(({ setAside }) => setAside)),
  };
}
