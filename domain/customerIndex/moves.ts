/** Which records change hands where index documents are written. */
import type { SourceRef } from '../sourceRef.ts';
import { isPinRef } from '../statedParty.ts';
import { isOutsideOnly } from './plan.ts';

/** A record, and whose it was and is, by documents of staff. */
export interface Move {
  ref: SourceRef;
  from: string | null;
  /** Null: it leaves, and where to is not among what is written. */
  to: string | null;
}

export const nameOf = ({ ref, from, to }: Move): string => `${ref} ${from} ${to}`;

/** Whether its events have been reconciled, by `customers`, as those of whose it is now; one that leaves, as of another than it leaves. */
export const isKnown = ({ ref, from, to }: Move, customers: ReadonlyMap<SourceRef, string>): boolean =>
  to === null ? (customers.get(ref) ?? from) !== from : customers.get(ref) === to;

/** `states`: what documents say so far, by `_id`. `to`: whose records are by those that are to be written. */
export function movedBetween(states: ReadonlyMap<string, { partyRefs: readonly SourceRef[] }>, to: ReadonlyMap<SourceRef, string>): Move[] {
  const from = new Map<SourceRef, string>();
  for (const [id, { partyRefs }] of states) if (!isOutsideOnly(id)) for (const ref of partyRefs) from.set(ref, id);
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((ref) => {
    const move: Move = { ref, from: from.get(ref) ?? null, to: to.get(ref) ?? null };
    return move.from === move.to || isPinRef(ref) ? [] : [move];
  });
}
