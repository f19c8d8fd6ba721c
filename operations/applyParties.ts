import type { PartyDocument } from '../datasources/mongo/documents.ts';
import type { FollowedParty } from '../datasources/mongo/store.ts';
import { boundedParty } from '../domain/boundedParty.ts';
import { heldSince } from '../domain/callers.ts';
import { contentHash } from '../domain/contentHash.ts';
import { keysOf, relationPartners } from '../domain/identity/keys.ts';
import type { PartyRecord } from '../domain/records.ts';
import { parseSourceRef, type SourceRef } from '../domain/sourceRef.ts';
import { isPinRef } from '../domain/statedParty.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { retiePinsOf } from './retiePins.ts';

export const SCHEMA_VERSION = 1;
/** Hash of what is gone: no content has it. */
export const GONE_HASH = 'gone';

/**
 * Somebody has leased a ref with a later epoch before, and may be paused with what its source had then. So that it is
 * refused, what its source has no more leaves a mark of its epoch even where nothing was ever stored.
 */
export const FIRST_EPOCH = 1;

/** A party as read just now; `record` null: its source has none. */
export interface FetchedParty {
  ref: SourceRef;
  epoch: number;
  record: PartyRecord | null;
  /** Written to the store by the gateway itself: nothing to write, only to follow up. */
  asStored?: true;
  /** The source has it, and it is never to be taken in again: not even its ref is kept. */
  erased?: true;
}

export interface AppliedParties {
  /** To be placed: changed now, or by a worker that died before it was done. With the epoch that settles them. */
  unsettled: FollowedParty[];
  /** Keys of the other sides of relationships that they have or had: whoever carries one has an index document to follow. */
  relationKeys: string[];
  /** Those whose values changed. */
  changed: SourceRef[];
}

/** Writes party records. Equal content moves only the time of reading; an older epoch than the stored one nothing. */
export async function applyParties(deps: ApplyDeps, fetched: readonly FetchedParty[]): Promise<AppliedParties> {
  const { store, identity } = deps;
  const fetchedAt = new Date(deps.now());
  const stored = await store.parties.stored(fetched.map(({ ref }) => ref));
  const applied: AppliedParties = { unsettled: [], relationKeys: [], changed: [] };
  const writes: Omit<PartyDocument, 'link' | 'evidence'>[] = [];
  const seen: { ref: SourceRef; epoch: number }[] = [];
  const absent: typeof writes = [];

  for (const { ref, epoch, record: given, asStored, erased } of fetched) {
    const before = stored.get(ref);
    const record = given && boundedParty(given);
    if (!before && !record && !asStored && !erased && epoch > FIRST_EPOCH) absent.push({ ...goneParty(ref, epoch, fetchedAt), settled: true });
    if ((!before && !record) || (before && before.epoch > epoch && !asStored)) continue;
    // Of all that was given: a change in what is not kept is a change, too.
    const hash = given ? contentHash(given) : GONE_HASH;
    const keys = record ? keysOf(record) : [];
    if (before && asStored) {
      if (before.settled) continue;
      applied.unsettled.push({ ref, epoch: before.epoch, reopened: before.reopened });
    } else if (before?.hash === hash) {
      seen.push({ ref, epoch });
      if (before.settled) continue;
      applied.unsettled.push({ ref, epoch, reopened: before.reopened });
    } else {
      const formerKeys = (before?.keys ?? []).filter((key) => !keys.includes(key));
      const state = record ? 'LIVE' : 'GONE';
      writes.push({ _id: ref, system: parseSourceRef(ref).system, epoch, hash, state, record, keys, formerKeys, held: heldSince(record, before, fetchedAt), settled: false, fetchedAt, schemaVersion: SCHEMA_VERSION });
    }
    const everKeys = [...keys, ...(before?.keys ?? []), ...(before?.formerKeys ?? [])];
    applied.relationKeys.push(...everKeys.flatMap((key) => relationPartners(key, identity.systems)));
  }

  const [written] = await Promise.all([store.parties.upsert([...writes, ...absent]), store.parties.touch(seen, fetchedAt)]);
  for (const { _id, epoch } of writes) {
    if (!written.has(_id)) continue;
    applied.unsettled.push({ ref: _id, epoch, reopened: stored.get(_id)?.reopened });
    applied.changed.push(_id);
  }
  // Before anything is placed: a pin must not be all that is left of a customer id.
  applied.unsettled.push(...(await retiePinsOf(deps, fetched.flatMap(({ ref, record, asStored }) => (record || asStored || isPinRef(ref) ? [] : ref)))));
  return applied;
}

function goneParty(ref: SourceRef, epoch: number, fetchedAt: Date): Omit<PartyDocument, 'link' | 'evidence'> {
  return { _id: ref, system: parseSourceRef(ref).system, epoch, hash: GONE_HASH, state: 'GONE', record: null, keys: [], formerKeys: [], settled: false, fetchedAt, schemaVersion: SCHEMA_VERSION };
}
