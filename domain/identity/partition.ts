/**
 * Which records are one party: a pure function of the set of records, so the order of arrival cannot matter.
 *
 * Rules are followed from the strongest down. Forbidden is little: person and organisation, two different verified values of
 * what a party has once, a steward's word. Any other difference is weight, for staff: a rule joins two who differ in their
 * birth dates where the model, which has learned how often one party's differ, would join them too and be sure. A verified
 * part rests on no model: who differ so are two for outside callers. What would join two that contradict each other joins nothing, and a record that could belong to either of two that contradict each other
 * belongs to neither: unsure means separate. Whom a steward keeps apart are such two as well, but there a record goes with
 * the one that it matches best (contest.ts).
 */
import { JOIN_BITS } from '../matching/thresholds.ts';
import type { SourceRef } from '../sourceRef.ts';
import { addTie, componentsOf, filterTies, uncontested, type Ties } from './contest.ts';
import type { IdentifierKind, IdentityConfig } from './config.ts';
import type { DecidedPair } from './decisions.ts';
import { compareEdges, type Edge } from './edges.ts';
import type { Member } from './member.ts';
import { averageBits, joinProbable, MARGIN_BITS } from './probable.ts';
import { isVerifiedRule, type LinkRule } from './rules.ts';

export interface Partition {
  /** Verified parts; refs sorted, parts sorted by their first ref. */
  parts: SourceRef[][];
  /** Positions in `parts` of what is one customer for staff; sorted. */
  unions: number[][];
  /** Pairs that a rule speaks for and that nothing forbids, in two customers all the same; each with its strongest rule. */
  open: Edge[];
}

/** Bits for one party, of two records; null where one of them takes no part. Symmetric. */
export type Weigh = (a: SourceRef, b: SourceRef) => number | null;

/** What a group of records says of its party. */
interface Profile {
  refs: SourceRef[];
  kinds: Set<string>;
  births: Set<string>;
  emails: Set<string>;
  /** Verified values of each kind of identifier of which a party has one. */
  single: Set<string>[];
}

/** A birth date typed wrong does not outweigh an identity reference or a verified tax id; of all other rules the model is asked. */
const HEEDLESS_OF_BIRTH: ReadonlySet<LinkRule> = new Set(['reference', 'taxId']);

const differ = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size > 0 && b.size > 0 && ![...a].some((value) => b.has(value));

/** Whether they have two different verified values of what a party has once. */
const differInSingle = (a: Profile, b: Profile): boolean => a.single.some((values, kind) => differ(values, b.single[kind]!));

/** What no weight outweighs: person and organisation, two verified values of what one has once. */
const isForbidden = (a: Profile, b: Profile): boolean => differ(a.kinds, b.kinds) || differInSingle(a, b);

/** What speaks against a rule, and is a matter of weight. */
function isDoubtful(a: Profile, b: Profile, rule: LinkRule): boolean {
  if (!HEEDLESS_OF_BIRTH.has(rule) && differ(a.births, b.births)) return true;
  // Father and son of one name share a telephone, and each has an address of his own.
  return rule === 'phoneAndName' && differ(a.emails, b.emails);
}

/** Whether all that two groups hold outweighs what speaks against them. */
type Outweighs = (a: Profile, b: Profile) => boolean;

/** What a rule has joined, later rules build on: more is asked for than of a join by weight alone, which comes last. */
const SURE_BITS = JOIN_BITS + MARGIN_BITS;

/** By the model: it would join them unattended, and by a wide margin. Without one nothing outweighs a doubt. */
function outweighing(edges: readonly Edge[], weigh: Weigh | undefined): Outweighs {
  const telling = new Map<SourceRef, Set<SourceRef>>();
  for (const edge of edges) if (edge.rule === 'probabilistic' && edge.telling !== false) telling.set(edge.a, (telling.get(edge.a) ?? new Set()).add(edge.b));
  if (!weigh || telling.size === 0) return () => false;
  const areTold = (a: Profile, b: Profile) => a.refs.some((ref) => b.refs.some((other) => telling.get(ref)?.has(other) || telling.get(other)?.has(ref)));
  return (a, b) => areTold(a, b) && averageBits(a.refs, b.refs, weigh) >= SURE_BITS;
}

/** Whether a rule must not join two groups. A steward has seen all that the guards beside the kind look at. */
function contradict(a: Profile, b: Profile, rule: LinkRule, outweighs: Outweighs): boolean {
  if (rule === 'steward') return differ(a.kinds, b.kinds);
  return isForbidden(a, b) || (isDoubtful(a, b, rule) && !outweighs(a, b));
}

/**
 * Cuts the records into verified parts, and these into customers for staff. `edges` as `edgesOf` gives them; `apart`: the
 * pairs that a steward keeps apart; `weigh`: the model's word on any two of the records, left out where there is none.
 */
export function partition(members: readonly Member[], edges: readonly Edge[], { single, rules }: Pick<IdentityConfig, 'single' | 'rules'>, apart: readonly DecidedPair[] = [], weigh?: Weigh): Partition {
  let groups = members.map((member) => profileOf(member, single));
  for (const rule of rules.filter(isVerifiedRule)) groups = joinAll(groups, edges, rule, { apart, outweighs: () => false });
  const parts = groups.map(({ refs }) => refs);
  const outweighs = outweighing(edges, weigh);
  for (const rule of rules.filter((each) => !isVerifiedRule(each) && each !== 'probabilistic')) groups = joinAll(groups, edges, rule, { apart, outweighs });
  if (weigh) groups = joinLikely(groups, edges, apart, weigh);

  const sorted = parts.sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
  const positions = new Map(sorted.map((refs, position) => [refs[0]!, position]));
  const unions = groups.map(({ refs }) => refs.flatMap((ref) => positions.get(ref) ?? []).sort((a, b) => a - b));
  return { parts: sorted, unions: unions.sort((a, b) => a[0]! - b[0]!), open: openPairs(groups, edges, apart) };
}

function openPairs(groups: readonly Profile[], edges: readonly Edge[], apart: readonly DecidedPair[]): Edge[] {
  const groupOf = new Map(groups.flatMap((group) => group.refs.map((ref) => [ref, group] as const)));
  const decided = new Map<Profile, Set<Profile>>();
  for (const { a, b } of apart) {
    const [one, other] = [groupOf.get(a), groupOf.get(b)];
    if (!one || !other) continue;
    for (const [from, to] of [[one, other], [other, one]] as const) decided.set(from, (decided.get(from) ?? new Set()).add(to));
  }
  const open = new Map<string, Edge>();
  for (const edge of edges) {
    const [one, other] = [groupOf.get(edge.a), groupOf.get(edge.b)];
    if (edge.rule === 'probabilistic' || !one || !other || one === other || isForbidden(one, other) || decided.get(one)?.has(other)) continue;
    const pair = `${edge.a}\n${edge.b}`;
    const known = open.get(pair);
    if (!known || compareEdges(edge, known) < 0) open.set(pair, edge);
  }
  return [...open.values()];
}

function profileOf({ ref, kind, birthDate, verified, keys }: Member, single: readonly IdentifierKind[]): Profile {
  const values = (prefix: string) => new Set([...verified].filter((key) => key.startsWith(prefix)));
  return {
    refs: [ref],
    kinds: new Set([kind]),
    births: new Set(birthDate ? [birthDate] : []),
    emails: new Set(keys.filter((key) => key.startsWith('email:'))),
    single: single.map((kind) => values(`${kind}:`)),
  };
}

interface JoinContext {
  apart: readonly DecidedPair[];
  outweighs: Outweighs;
}

/** Joins groups along the edges of one rule. Where stewards keep apart who is tied together, over again: who has gone with one of them may draw others. */
function joinAll(groups: readonly Profile[], edges: readonly Edge[], rule: LinkRule, context: JoinContext): Profile[] {
  const own = edges.filter((edge) => edge.rule === rule);
  if (own.length === 0) return [...groups];
  for (let before = groups; ; ) {
    const { joined, isContested } = join(before, own, rule, context);
    if (!isContested || joined.length === before.length) return joined;
    before = joined;
  }
}

function join(groups: readonly Profile[], edges: readonly Edge[], rule: LinkRule, { apart, outweighs }: JoinContext): { joined: Profile[]; isContested: boolean } {
  const groupOf = new Map(groups.flatMap((group, index) => group.refs.map((ref) => [ref, index] as const)));
  const keptFrom = new Map<number, Set<number>>();
  for (const { a, b } of apart) {
    const [one, other] = [groupOf.get(a), groupOf.get(b)];
    if (one === undefined || other === undefined || one === other) continue;
    for (const [from, to] of [[one, other], [other, one]] as const) keptFrom.set(from, (keptFrom.get(from) ?? new Set()).add(to));
  }
  const known = new Map<number, boolean>();
  const contradicts = (a: number, b: number): boolean => {
    const pair = Math.min(a, b) * groups.length + Math.max(a, b);
    let found = known.get(pair);
    if (found === undefined) known.set(pair, (found = contradict(groups[a]!, groups[b]!, rule, outweighs)));
    return found;
  };
  const ties: Ties = new Map();
  for (const edge of edges) {
    const [a, b] = [groupOf.get(edge.a), groupOf.get(edge.b)];
    if (a === undefined || b === undefined || a === b || keptFrom.get(a)?.has(b) || contradicts(a, b)) continue;
    addTie(ties, a, b, edge);
  }
  if (ties.size === 0) return { joined: [...groups], isContested: false };

  const clash = (indexes: readonly number[]) => indexes.some((a, i) => indexes.slice(i + 1).some((b) => contradicts(a, b)));
  const unsure = new Set([...ties].filter(([, next]) => clash([...next.keys()])).map(([index]) => index));
  const sure = unsure.size === 0 ? ties : filterTies(ties, (one, other) => !unsure.has(one) && !unsure.has(other));
  const followed = uncontested(sure, keptFrom);
  const areKeptApart = (indexes: readonly number[]) => indexes.some((a) => indexes.some((b) => keptFrom.get(a)?.has(b)));

  // A contradiction further apart than one step: nobody can say where to cut, so nothing is joined.
  const joinUp = (component: readonly number[]): Profile[] =>
    clash(component) || areKeptApart(component) ? component.map((index) => groups[index]!) : [merge(component.map((index) => groups[index]!))];

  const components = componentsOf(groups.length, followed);
  const torn = components.filter(areKeptApart);
  if (torn.length === 0) return { joined: components.flatMap(joinUp), isContested: followed !== sure };
  // Except between those whom a steward keeps apart: each draws who is next to it, and who is between two such is left.
  const between = new Set(torn.flat());
  const rivals = new Set(torn.flatMap((component) => component.filter((a) => component.some((b) => keptFrom.get(a)?.has(b)))));
  const near = filterTies(followed, (one, other) => !between.has(one) || rivals.has(one) || rivals.has(other));
  return { joined: componentsOf(groups.length, near).flatMap(joinUp), isContested: true };
}

/** Joins groups by the weight of all that agrees and differs. */
function joinLikely(groups: readonly Profile[], edges: readonly Edge[], apart: readonly DecidedPair[], weigh: Weigh): Profile[] {
  const pairs = edges.flatMap(({ rule, a, b, telling = true }) => (rule === 'probabilistic' ? [{ a, b, telling }] : []));
  if (pairs.length === 0) return [...groups];
  const groupOf = new Map(groups.flatMap(({ refs }, index) => refs.map((ref) => [ref, index] as const)));
  const keptApart = new Set(apart.flatMap(({ a, b }) => [`${groupOf.get(a)} ${groupOf.get(b)}`, `${groupOf.get(b)} ${groupOf.get(a)}`]));
  const barredBy = (a: number, b: number) => {
    if (keptApart.has(`${a} ${b}`)) return 'steward';
    const [one, other] = [groups[a]!, groups[b]!];
    return isForbidden(one, other) ? 'rule' : null;
  };
  return joinProbable({ groups: groups.map(({ refs }) => refs), pairs, weigh, barredBy }).map((positions) => merge(positions.map((position) => groups[position]!)));
}

function merge(groups: readonly Profile[]): Profile {
  if (groups.length === 1) return groups[0]!;
  const all = (field: Exclude<keyof Profile, 'refs' | 'single'>) => new Set(groups.flatMap((group) => [...group[field]]));
  return {
    refs: groups.flatMap(({ refs }) => refs).sort(),
    kinds: all('kinds'),
    births: all('births'),
    emails: all('emails'),
    single: groups[0]!.single.map((_, kind) => new Set(groups.flatMap(({ single }) => [...single[kind]!]))),
  };
}

/** How each record hangs on the others of its group: the strongest of `edges`, all inside the group, that reach it from `root`. */
export function strongestTree(root: SourceRef, edges: readonly Edge[]): Map<SourceRef, { edge: Edge; withRef: SourceRef }> {
  const own = [...edges].sort(compareEdges);
  const reached = new Set([root]);
  const tree = new Map<SourceRef, { edge: Edge; withRef: SourceRef }>();
  for (;;) {
    const next = own.find(({ a, b }) => reached.has(a) !== reached.has(b));
    if (!next) return tree;
    const [from, to] = reached.has(next.a) ? [next.a, next.b] : [next.b, next.a];
    reached.add(to);
    tree.set(to, { edge: next, withRef: from });
  }
}
