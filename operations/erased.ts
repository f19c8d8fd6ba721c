import type { EventRecord, SourceRecord } from '../domain/records.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { statedBy } from './applyEvents.ts';

type Deps = Pick<ApplyDeps, 'store' | 'keyedHash'>;

/** The `_id` of a ref's tombstone: who has it and not the key learns nothing from it. */
export const tombstoneId = ({ keyedHash }: Pick<ApplyDeps, 'keyedHash'>, ref: SourceRef): string => keyedHash(`erased\u0000${ref}`);

/** Which of these refs were erased, or are about to be. */
export async function erasedAmong(deps: Deps, refs: readonly SourceRef[]): Promise<Set<SourceRef>> {
  const ids = new Map([...new Set(refs)].map((ref) => [ref, tombstoneId(deps, ref)] as const));
  const sealed = await deps.store.erasures.sealed([...ids.values()]);
  return sealed.size === 0 ? new Set() : new Set([...ids].flatMap(([ref, id]) => (sealed.has(id) ? [ref] : [])));
}

/** The refs by which a record may have been erased: its own, and that of the party whose event it is. */
function refsOf(deps: ApplyDeps, record: SourceRecord): SourceRef[] {
  return record.type === 'party' ? [record.ref] : [record.ref, partyOf(deps, record)];
}

const partyOf = (deps: ApplyDeps, record: EventRecord): SourceRef => ('ref' in record.party ? record.party.ref : statedBy(deps, record).ref);

/** The same, what was erased without values: a source that has it still is not to bring it back. */
export async function withoutErased<Each extends { record: SourceRecord | null; erased?: true }>(deps: ApplyDeps, batch: readonly Each[]): Promise<Each[]> {
  const refs = new Map(batch.map((each) => [each, each.record ? refsOf(deps, each.record) : []] as const));
  const erased = await erasedAmong(deps, [...refs.values()].flat());
  if (erased.size === 0) return [...batch];
  return batch.map((each) => (refs.get(each)!.some((ref) => erased.has(ref)) ? { ...each, record: null, erased: true } : each));
}

/**
 * What was written just now and had been erased since it was looked at before: it is erased once more. `written`: refs with
 * those of their parties.
 */
export async function eraseAgain(deps: Pick<ApplyDeps, 'store' | 'keyedHash' | 'now'>, written: readonly { ref: SourceRef; partyRef?: SourceRef }[]): Promise<void> {
  const erased = await erasedAmong(deps, written.flatMap(({ ref, partyRef }) => (partyRef === undefined ? [ref] : [ref, partyRef])));
  if (erased.size === 0) return;
  const again = written.filter(({ ref, partyRef }) => erased.has(ref) || (partyRef !== undefined && erased.has(partyRef)));
  await deps.store.erasures.request(again.map(({ ref }) => ({ _id: ref, reason: 'written again', actor: 'gateway', at: new Date(deps.now()) })));
}
