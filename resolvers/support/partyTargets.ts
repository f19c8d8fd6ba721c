/** Which party records of a customer are read, and what checking their links needs. */
import { partsOfKey } from '../../domain/partyKeys.ts';
import { systemOf, type SourceRef } from '../../domain/sourceRef.ts';
import type { ListedCustomer } from '../../datasources/mongo/store.ts';
import { CORE, maskOf, type PartMask } from './parts.ts';

/** Beyond this a customer is a failure of matching; what is read of it stays bounded (the index keeps founders first). */
const MOST_PARTIES = 100;

const NO_MARKS: readonly string[] = [];

export interface Target {
  ref: SourceRef;
  system: string;
  /** The keys that the live record must still hold. */
  evidence: readonly string[];
  /** Keys of which the live record must still hold one; empty where there are none. */
  marks: readonly string[];
}

export interface PartyTargets {
  all: readonly Target[];
  refs: readonly SourceRef[];
  /** What checking the links needs, whatever else is asked. */
  evidenceMask: PartMask;
  /** What checking marks needs where a name, which every read has, is another. */
  marksMask: PartMask;
}

/** The records to read, in the order of the index; none of a system of which the caller may see nothing. */
export function partyTargets({ parties }: Pick<ListedCustomer, 'parties'>, deniedSystems: ReadonlySet<string>): PartyTargets {
  let evidenceMask = CORE;
  let marksMask = CORE;
  const all: Target[] = [];
  for (const { ref, evidence, marks = NO_MARKS } of parties) {
    const system = systemOf(ref);
    if (deniedSystems.has(system)) continue;
    if (all.length === MOST_PARTIES) break;
    all.push({ ref, system, evidence, marks });
    for (const key of evidence) evidenceMask |= maskOf(partsOfKey(key));
    for (const key of marks) marksMask |= maskOf(partsOfKey(key));
  }
  return { all, refs: all.map(({ ref }) => ref), evidenceMask, marksMask };
}
