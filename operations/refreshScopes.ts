import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';

/** Row scopes are those of verified parts, whoever asks. */
const EVERY_PART = { audience: 'outside', rows: { all: true } } as const;

/**
 * Writes the row-scope keys of events: those of the verified parts in whose timelines they stand. `scoped`: the scope of
 * parties just derived; the events of those that are new are looked at, and `changedEvents`.
 */
export async function refreshScopes(
  { store }: ApplyDeps,
  scoped: ReadonlyMap<SourceRef, { scope: string[]; isNew: boolean }>,
  changedEvents: readonly SourceRef[],
): Promise<void> {
  const moved = [...scoped].filter(([, { isNew }]) => isNew).map(([ref]) => ref);
  const events = await store.interactions.scopesOf(moved, changedEvents);

  const elsewhere = new Set(events.flatMap(({ parties }) => parties).filter((ref) => !scoped.has(ref)));
  const stored = await store.customerIndex.byPartyRefs([...elsewhere], EVERY_PART);
  const scopeOf = (ref: SourceRef): string[] => scoped.get(ref)?.scope ?? stored.get(ref)?.scope.filter((key) => !key.startsWith('self:')) ?? [];

  const changes = events.flatMap(({ _id, parties, scope }) => {
    const wanted = [...new Set(parties.flatMap(scopeOf))].sort();
    const isSame = wanted.length === scope.length && wanted.every((key, index) => key === scope[index]);
    return isSame ? [] : [{ ref: _id, scope: wanted }];
  });
  await store.interactions.setScopes(changes);
}
