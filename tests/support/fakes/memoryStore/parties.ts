import type { SourceRef } from '../../../../domain/sourceRef.ts';
import type { CustomerDocument, PartyDocument } from '../../../../datasources/mongo/documents.ts';
import type { Customers, Parties } from '../../../../datasources/mongo/store.ts';
import { changedFrom, newestChange } from './changes.ts';

/** Party records in memory, with the semantics of datasources/mongo/parties.ts; `documents` is shared with the snapshots. */
export function memoryParties(documents: Map<SourceRef, PartyDocument>, now: () => number): Parties {
  const patch = (ref: SourceRef, change: Partial<PartyDocument>): void => {
    const known = documents.get(ref);
    if (known) documents.set(ref, { ...known, ...change });
  };
  const byKeys = (keys: readonly string[], limitPerKey: number): PartyDocument[] => {
    const live = [...documents.values()].filter(({ state }) => state === 'LIVE').sort((a, b) => (a._id < b._id ? -1 : 1));
    return [...new Set(keys.flatMap((key) => live.filter((party) => party.keys.includes(key)).slice(0, limitPerKey)))];
  };
  return {
    byRefs: async (refs) => new Map(refs.flatMap((ref) => (documents.has(ref) ? [[ref, documents.get(ref)!] as const] : []))),
    stored: async (refs) => new Map(refs.flatMap((ref) => (documents.has(ref) ? [[ref, documents.get(ref)!] as const] : []))),
    byKeys: async (keys, limitPerKey) => byKeys(keys, limitPerKey),
    storedByKeys: async (keys, limitPerKey) => byKeys(keys, limitPerKey),
    refsByKeys: async (keys, limitPerKey) => byKeys(keys, limitPerKey).map(({ _id }) => _id),
    hashes: async (refs) => new Map(refs.flatMap((ref) => (documents.has(ref) ? [[ref, documents.get(ref)!.hash] as const] : []))),
    async byBlocks(blocks, limitPerKey) {
      const live = [...documents.values()].filter(({ state }) => state === 'LIVE').sort((a, b) => (a._id < b._id ? -1 : 1));
      return [...new Set(blocks.flatMap((block) => live.filter((party) => party.blocks?.includes(block)).slice(0, limitPerKey)))];
    },
    async setBlocks(changes) {
      for (const { ref, hash, blocks, blocked } of changes) if (documents.get(ref)?.hash === hash) patch(ref, { blocks: [...blocks], blocked });
    },
    async live(after, limit) {
      const live = [...documents.values()].filter(({ _id, state }) => state === 'LIVE' && (after === null || _id > after));
      return live.sort((a, b) => (a._id < b._id ? -1 : 1)).slice(0, limit);
    },
    async page(system, type, after, limit) {
      const isBehind = (ref: SourceRef): boolean => ref.startsWith(`${system}:${type}:`) && (after === null || ref > after);
      return [...documents.values()].filter(({ _id }) => isBehind(_id)).sort((a, b) => (a._id < b._id ? -1 : 1)).slice(0, limit);
    },
    countLive: async () => [...documents.values()].filter(({ state }) => state === 'LIVE').length,
    refsOfCustomers: async (ids) =>
      new Map(ids.flatMap((id) => {
        const refs = [...documents.values()].filter(({ link }) => link?.customerId === id).map(({ _id }) => _id);
        return refs.length > 0 ? [[id, refs] as const] : [];
      })),
    ofCustomers: async (ids) => [...documents.values()].filter(({ link }) => link && ids.includes(link.customerId)),
    async upsert(changed) {
      const written = new Set<SourceRef>();
      for (const document of changed) {
        const known = documents.get(document._id);
        if (known && known.epoch >= document.epoch) continue;
        const formerKeys = [...new Set([...(known?.formerKeys ?? []), ...document.formerKeys])];
        documents.set(document._id, { ...known, link: known?.link ?? null, evidence: known?.evidence ?? [], ...document, formerKeys, ...(document.state === 'GONE' && { evidence: [], blocks: [], blocked: '' }), rev: (known?.rev ?? 0) + 1, changedAt: new Date(now()) });
        written.add(document._id);
      }
      return written;
    },
    async setLinks(changes) {
      return changes.flatMap(({ ref, link, evidence, entry = null, reopened }) => {
        const known = documents.get(ref);
        if (known?.state !== 'LIVE' || (known.link?.revision ?? 0) !== link.revision - 1 || known.reopened !== reopened) return [ref];
        documents.set(ref, { ...known, link, evidence: [...evidence], unlogged: entry, logged: entry === null });
        return [];
      });
    },
    async touch(seen, fetchedAt) {
      for (const { ref, epoch } of seen) if ((documents.get(ref)?.epoch ?? epoch) < epoch) patch(ref, { epoch, fetchedAt });
    },
    async settle(done) {
      for (const { ref, epoch, reopened } of done) if (documents.get(ref)?.epoch === epoch && documents.get(ref)?.reopened === reopened) patch(ref, { settled: true, formerKeys: [] });
    },
    async remove(refs) {
      for (const ref of refs) if (documents.get(ref)?.state === 'GONE') documents.delete(ref);
    },
    unsettled: async (limit) => [...documents.values()].filter(({ settled }) => !settled).slice(0, limit),
    async expiredPins(at, limit) {
      const isExpired = ({ record }: PartyDocument): boolean => record?.pin !== undefined && record.pin.expiresAt <= at.toISOString();
      return [...documents.values()].filter(isExpired).slice(0, limit);
    },
    async unsettle() {
      for (const [ref, document] of documents) documents.set(ref, { ...document, settled: false, reopened: (document.reopened ?? 0) + 1 });
    },
    changedSince: async (position, limit) => changedFrom(documents.values(), position, limit).map(({ _id: ref, rev = 0, changedAt: at }) => ({ ref, rev, at })),
    changedOf: async (refs, position, limit) =>
      changedFrom(refs.flatMap((ref) => documents.get(ref) ?? []), position, limit).map(({ _id: ref, rev = 0, changedAt: at }) => ({ ref, rev, at })),
    newestChange: async () => newestChange(documents.values()),
    unlogged: async (limit) => [...documents.values()].flatMap(({ unlogged }) => unlogged ?? []).slice(0, limit),
    async markLogged(entries) {
      for (const { _id, refs } of entries) if (documents.get(refs[0]!)?.unlogged?._id === _id) patch(refs[0]!, { unlogged: null, logged: true });
    },
  };
}

/** Customer ids and their pointers in memory, with the semantics of datasources/mongo/customers.ts. */
export function memoryCustomers(): Customers {
  const documents = new Map<string, CustomerDocument>();
  return {
    byIds: async (ids) => new Map(ids.flatMap((id) => (documents.has(id) ? [[id, documents.get(id)!] as const] : []))),
    mergedInto: async (ids) => [...documents.values()].filter(({ mergedInto }) => mergedInto && ids.includes(mergedInto.customerId)),
    async create(created) {
      for (const document of created) if (!documents.has(document._id)) documents.set(document._id, document);
    },
    async setMergedInto(changes) {
      return changes.flatMap(({ id, expectedRevision, pointer, entry = null, reopened }) => {
        const known = documents.get(id);
        if (!known || known.revision !== expectedRevision || known.reopened !== reopened) return [id];
        documents.set(id, { ...known, mergedInto: pointer, revision: expectedRevision + 1, unlogged: entry, logged: entry === null });
        return [];
      });
    },
    async reopen() {
      for (const [id, document] of documents) documents.set(id, { ...document, reopened: (document.reopened ?? 0) + 1 });
    },
    unlogged: async (limit) => [...documents.values()].flatMap(({ unlogged }) => unlogged ?? []).slice(0, limit),
    async markLogged(entries) {
      for (const { _id, customerId } of entries) {
        const known = documents.get(customerId!);
        if (known?.unlogged?._id === _id) documents.set(customerId!, { ...known, unlogged: null, logged: true });
      }
    },
  };
}
