import { foldText, nameWords } from '../normalise/name.ts';
import type { PartyKind, PartyRecord } from '../records.ts';
import { parseSourceRef, type SourceRef } from '../sourceRef.ts';
import { isPinRef } from '../statedParty.ts';
import { isMatchingKey, keysOf } from './keys.ts';
import type { ComparableName } from './names.ts';

/** What matching looks at in a record. */
export interface Member {
  ref: SourceRef;
  system: string;
  kind: PartyKind;
  name: ComparableName;
  birthDate: string | null;
  keys: readonly string[];
  /** Those of its keys whose values its source has verified. */
  verified: ReadonlySet<string>;
}

/** A record as matching sees it: of a pin, nothing but whom it refers to. */
export function memberOf(record: PartyRecord): Member {
  if (isPinRef(record.ref)) return memberOfPin(record);
  const verified = [
    ...record.emails.map((each) => [`email:${each.value}`, each.verified] as const),
    ...record.phones.map((each) => [`phone:${each.value}`, each.verified] as const),
    ...record.taxIds.map((each) => [`taxId:${each.value}`, each.verified] as const),
    ...record.loyaltyIds.map((each) => [`loyaltyId:${each.value}`, each.verified] as const),
  ];
  return {
    ref: record.ref,
    system: parseSourceRef(record.ref).system,
    kind: record.kind,
    name: {
      words: nameWords(record.name, record.kind),
      given: record.name.given ? foldText(record.name.given) : null,
      family: record.name.family ? foldText(record.name.family) : null,
    },
    birthDate: record.birthDate,
    keys: keysOf(record),
    verified: new Set(verified.flatMap(([key, isVerified]) => (isVerified && isMatchingKey(key) ? [key] : []))),
  };
}

function memberOfPin(record: PartyRecord): Member {
  const { ref, kind } = record;
  return { ref, system: parseSourceRef(ref).system, kind, name: { words: [], given: null, family: null }, birthDate: null, keys: keysOf(record), verified: new Set() };
}
