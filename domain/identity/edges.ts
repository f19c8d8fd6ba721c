import type { FieldScore } from '../matching/scorer.ts';
import type { SourceRef } from '../sourceRef.ts';
import type { IdentityConfig } from './config.ts';
import type { DecidedPair, Decision } from './decisions.ts';
import { identityPartners } from './keys.ts';
import type { Member } from './member.ts';
import { compatibleNames, sameName } from './names.ts';
import { carriersByKey } from './overload.ts';
import { LINK_RULES, type LinkRule } from './rules.ts';

/** Two records that a rule says to be one party. `a` sorts before `b`. */
export interface Edge {
  rule: LinkRule;
  /** Place of the rule among all, 0 for the strongest. */
  rank: number;
  a: SourceRef;
  b: SourceRef;
  /** What each of the two holds that the rule rests on. */
  evidence: { a: string[]; b: string[] };
  /** Strength in bits where the rule has one; null for rules that hold or do not. */
  weight: number | null;
  /** What agreed, where the rule alone does not say it. */
  fields?: string[];
  /** How each field compares, where the rule weighs them. */
  levels?: readonly FieldScore[];
  /** Of a probabilistic one: whether it may join without a steward, given its weight (likeness.ts). */
  telling?: boolean;
  /** The steward's decision that it is; null for the other rules. */
  decision: Decision | null;
}

/** Of an edge by weight, whatever the order of the others. */
export const WEAKEST_RANK = LINK_RULES.length - 1;

/** Strongest rule first, then by strength, then by refs: one order for whatever order the records came in. */
export function compareEdges(left: Edge, right: Edge): number {
  return left.rank - right.rank || compareStrength(left, right) || compareText(left.a, right.a) || compareText(left.b, right.b);
}

/** Of two edges of one rule the stronger first: the greater weight, the later decision. Zero where neither is. */
export function compareStrength(left: Edge, right: Edge): number {
  return (right.weight ?? 0) - (left.weight ?? 0) || (right.decision?.rank ?? 0) - (left.decision?.rank ?? 0);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * All pairs that a rule speaks for, one edge for each pair and rule, in a fixed order. `isUsable` says which keys may
 * link at all (block-list, limits), `must` which pairs a steward has put together. Whether an edge may be followed is for
 * `partition` to say.
 */
export function edgesOf(members: readonly Member[], config: IdentityConfig, isUsable: (key: string) => boolean, must: readonly DecidedPair[] = []): Edge[] {
  const edges = new Map<string, Edge>();
  const add = (rule: LinkRule, one: Member, other: Member, evidenceOfOne: string, evidenceOfOther: string): void => {
    if (one.ref === other.ref || one.kind !== other.kind) return;
    const [a, b] = one.ref < other.ref ? [one, other] : [other, one];
    const id = `${rule}\u0000${a.ref}\u0000${b.ref}`;
    let edge = edges.get(id);
    if (!edge) edges.set(id, (edge = { rule, rank: config.rules.indexOf(rule), a: a.ref, b: b.ref, evidence: { a: [], b: [] }, weight: null, decision: null }));
    const [ofA, ofB] = a === one ? [evidenceOfOne, evidenceOfOther] : [evidenceOfOther, evidenceOfOne];
    if (!edge.evidence.a.includes(ofA)) edge.evidence.a.push(ofA);
    if (!edge.evidence.b.includes(ofB)) edge.evidence.b.push(ofB);
  };

  for (const [key, carriers] of carriersByKey(members)) {
    if (carriers.length < 2 || !isUsable(key)) continue;
    for (let i = 0; i < carriers.length; i += 1) {
      for (let j = i + 1; j < carriers.length; j += 1) {
        const rule = ruleFor(key, carriers[i]!, carriers[j]!);
        if (rule) add(rule, carriers[i]!, carriers[j]!, key, key);
      }
    }
  }
  addReferences(members, config, add);
  for (const edge of edges.values()) {
    edge.evidence.a.sort();
    edge.evidence.b.sort();
  }
  return [...edges.values(), ...decidedEdges(members, config, must)].sort(compareEdges);
}

/** A steward's word is an edge of its own; a person and an organisation stay two all the same. */
function decidedEdges(members: readonly Member[], { rules }: IdentityConfig, must: readonly DecidedPair[]): Edge[] {
  const rank = rules.indexOf('steward');
  const kinds = new Map(members.map(({ ref, kind }) => [ref, kind]));
  const ofOneKind = must.filter(({ a, b }) => kinds.has(a) && kinds.get(a) === kinds.get(b));
  return ofOneKind.map(({ a, b, decision }) => ({ rule: 'steward', rank, a, b, evidence: { a: [], b: [] }, weight: null, decision }));
}

/** The rule that a key shared by two records of one kind meets, if any. */
function ruleFor(key: string, a: Member, b: Member): LinkRule | null {
  const verified = a.verified.has(key) && b.verified.has(key);
  switch (key.slice(0, key.indexOf(':'))) {
    case 'taxId':
      return verified ? 'taxId' : null;
    case 'loyaltyId':
      return verified && (isNameless(a) || isNameless(b) || compatibleNames(a.name, b.name)) ? 'loyaltyId' : null;
    case 'email':
      if (verified && (isNameless(a) || isNameless(b) || compatibleNames(a.name, b.name))) return 'email';
      return sameName(a.name, b.name) ? 'emailAndName' : null;
    case 'phone':
      // A number is at home in a household: without two names that agree it says nothing.
      if (verified && compatibleNames(a.name, b.name)) return 'phone';
      return sameName(a.name, b.name) ? 'phoneAndName' : null;
    default:
      return null;
  }
}

const isNameless = (member: Member): boolean => member.name.words.length === 0;

/** A record that says "I am known there as", and whoever is known so, in another system. */
function addReferences(
  members: readonly Member[],
  config: IdentityConfig,
  add: (rule: LinkRule, one: Member, other: Member, evidenceOfOne: string, evidenceOfOther: string) => void,
): void {
  const holders = new Map<string, Member[]>();
  for (const member of members) {
    for (const key of member.keys) {
      if (key.startsWith('account:') || key.startsWith('ref:') || key.startsWith('loyaltyId:')) holders.set(key, [...(holders.get(key) ?? []), member]);
    }
  }
  for (const member of members) {
    for (const key of member.keys) {
      if (!key.startsWith('sameAs:')) continue;
      const named = identityPartners(key, config.systems).flatMap((target) => (holders.get(target) ?? []).map((holder) => ({ target, holder })));
      const elsewhere = named.filter(({ holder }) => holder.system !== member.system);
      // A number that two systems use for two parties names neither.
      if (new Set(elsewhere.map(({ target }) => target)).size !== 1) continue;
      for (const { target, holder } of elsewhere) add('reference', member, holder, target, target);
    }
  }
}
