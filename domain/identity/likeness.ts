/** The model's word on the records of a component: what partition and plan ask of domain/matching. */
import type { MatchRecord } from '../matching/record.ts';
import { isKnownGivenName } from '../normalise/shortForms.ts';
import type { FieldScore, Scorer } from '../matching/scorer.ts';
import type { SourceRef } from '../sourceRef.ts';
import { isSlip } from './names.ts';
import { WEAKEST_RANK, type Edge } from './edges.ts';
import type { Weigh } from './partition.ts';

/** Comparable records of a component, the pairs among them that blocking brought together, and what weighs them. */
export interface Likeness {
  scorer: Scorer;
  features: ReadonlyMap<SourceRef, MatchRecord>;
  /** Refs in order. */
  pairs: readonly (readonly [SourceRef, SourceRef])[];
}

/** What says nothing about two records, only about how they were weighed. */
const NO_FIELDS: ReadonlySet<string> = new Set(['prior', 'shared', 'moved', 'kind']);

/** Fields whose nearly equal values point to one party beside equal names. */
const PERSONAL: readonly string[] = ['email', 'taxId', 'loyaltyId'];
/** Those of them that a family may have together: a mailbox, a card. */
const OF_A_FAMILY: readonly string[] = ['email', 'loyaltyId'];
const NEARLY_EQUAL: ReadonlySet<string> = new Set(['close', 'one sign differs']);
/** Twins are called Ryan and Bryan: one letter of difference in a given name is a difference (names.ts). */
const SAME_GIVEN_NAME: ReadonlySet<string> = new Set(['exact', 'short form', 'initial', 'given and family name swapped']);
/** Beside a mailbox these are one person's as well. */
const GOES_WITH_MAILBOX: ReadonlySet<string> = new Set([...SAME_GIVEN_NAME, 'another given name']);
const MAY_BE_SLIP: ReadonlySet<string> = new Set(['close', 'similar']);
/** Daisy and Maisie, who are twins, are two short forms of one name; Baker and Barker of one given name are namesakes but for a letter. */
const EQUAL_NAME: ReadonlySet<string> = new Set(['exact', 'given and family name swapped']);
const SAME_FAMILY_NAME: ReadonlySet<string> = new Set(['exact', 'close', 'one of several', 'given and family name swapped']);

const withoutDigits = (text: string): string => text.replace(/\d/g, '');

/** Whether their addresses are the same but for a number: of two of one name in one company the second is `mary.smith2@`. */
const areNumbered = (one: MatchRecord, other: MatchRecord): boolean =>
  one.emails.some((mine) => other.emails.some((yours) => mine !== yours && withoutDigits(mine) === withoutDigits(yours)));

/** Whether two given names that are alike are one, typed wrong: twins are called by two names that others have as well. */
function isNoTwin(one: MatchRecord, other: MatchRecord, knowsGivenName: Scorer['knowsGivenName']): boolean {
  const isName = (word: string): boolean => knowsGivenName(word) || isKnownGivenName(word);
  return one.names.some(({ given: [mine = ''] }) => other.names.some(({ given: [yours = ''] }) => mine !== yours && (isSlip(mine, yours) || !isName(mine) || !isName(yours))));
}

/**
 * Whether two records share what points to one party and not to a household, a company or a name that many have: without
 * that no weight joins them unattended. A mailbox or a card is a family's, twins included, unless the given names are one; a birth date is shared by twins, a telephone by father and son of one name, who
 * each have an address of their own; a mobile telephone is one person's, and another's of another name after it. What is
 * equal but for a slip counts beside equal names alone: twins are numbered one after the other, and addresses are made of names.
 */
export function isTelling(levels: readonly FieldScore[], one: MatchRecord, other: MatchRecord, { knowsGivenName }: Pick<Scorer, 'knowsGivenName'>): boolean {
  const levelOf = new Map(levels.flatMap(({ field, level, weight }) => (weight > 0 ? [[field, level] as const] : [])));
  const is = (field: string, among: ReadonlySet<string>): boolean => among.has(levelOf.get(field) ?? '');
  const isEqual = (field: string): boolean => levelOf.get(field) === 'exact';
  if (isEqual('taxId')) return true;
  const givenLevel = levels.find(({ field }) => field === 'givenName')?.level;
  const haveSlip = MAY_BE_SLIP.has(givenLevel ?? '') && isNoTwin(one, other, knowsGivenName);
  const nameDiffers = givenLevel !== undefined && !GOES_WITH_MAILBOX.has(givenLevel) && !haveSlip;
  if (!nameDiffers && OF_A_FAMILY.some(isEqual)) return true;
  if (!is('familyName', SAME_FAMILY_NAME)) return false;
  if (isEqual('mobile') && (haveSlip || is('givenName', SAME_GIVEN_NAME))) return true;
  if (!is('givenName', SAME_GIVEN_NAME)) return false;
  const haveEqualNames = is('givenName', EQUAL_NAME) && is('familyName', EQUAL_NAME);
  if (haveEqualNames && PERSONAL.some((field) => is(field, NEARLY_EQUAL) && !(field === 'email' && areNumbered(one, other)))) return true;
  return (isEqual('birthDate') && is('givenName', EQUAL_NAME)) || (isEqual('phone') && (one.emails.length === 0 || other.emails.length === 0));
}

/** One edge for each pair, weighed as the records are now, whatever its weight: whether it joins is for `partition` to say. */
export function likelyEdges({ scorer, features, pairs }: Likeness): Edge[] {
  return pairs.flatMap(([a, b]): Edge[] => {
    const [one, other] = [features.get(a), features.get(b)];
    if (!one || !other) return [];
    const { weight, fields: levels } = scorer.explain(one, other);
    const fields = levels.filter(({ field, weight: bits }) => bits > 0 && !NO_FIELDS.has(field)).map(({ field }) => field);
    return [{ rule: 'probabilistic', rank: WEAKEST_RANK, a, b, evidence: { a: [], b: [] }, weight, decision: null, fields: [...new Set(fields)], levels, telling: isTelling(levels, one, other, scorer) }];
  });
}

/** Weighs any two of the records, each pair once; null where one of them takes no part. */
export function weigher({ scorer, features }: Likeness): Weigh {
  const known = new Map<string, number>();
  return (a, b) => {
    const pair = a < b ? `${a}\u0000${b}` : `${b}\u0000${a}`;
    let weight = known.get(pair);
    if (weight !== undefined) return weight;
    const [one, other] = [features.get(a), features.get(b)];
    if (!one || !other) return null;
    known.set(pair, (weight = scorer.weigh(one, other)));
    return weight;
  };
}
