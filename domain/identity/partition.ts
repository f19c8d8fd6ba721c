/**
 * Which records are one party: a pure function of the set of records, so the order of arrival cannot matter.
 *
 * Rules are followed from the strongest down. What would join two that contradict each other joins nothing, and a record
 * that could belong to either of two that contradict each other belongs to neither: unsure means separate.
 */
import type { SourceRef } from '../sourceRef.ts';
import { compareEdges, type Edge } from './edges.ts';
import type { Member } from './member.ts';
import { LINK_RULES, isVerifiedRule, type LinkRule } from './rules.ts';

export interface Partition {
  /** Verified parts; refs sorted, parts sorted by their first ref. */
  parts: SourceRef[][];
  /** Positions in `parts` of what is one customer for staff; sorted. */
  unions: number[][];
}

/** What a group of records says of its party. */
interface Profile {
  refs: SourceRef[];
  kinds: Set<string>;
  births: Set<string>;
  taxIds: Set<string>;
  loyaltyIds: Set<string>;
  emails: Set<string>;
}

/** A birth date typed wrong does not outweigh an identity reference or a verified tax id; everything else it does. */
const HEEDLESS_OF_BIRTH: ReadonlySet<LinkRule> = new Set(['steward', 'reference', 'taxId']);

const differ = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size > 0 && b.size > 0 && ![...a].some((value) => b.has(value));

/** Whether two groups cannot be one party: person and organisation, two verified values of what one has once, two birth dates. */
function contradict(a: Profile, b: Profile, rule: LinkRule): boolean {
  if (differ(a.kinds, b.kinds) || differ(a.taxIds, b.taxIds) || differ(a.loyaltyIds, b.loyaltyIds)) return true;
  if (!HEEDLESS_OF_BIRTH.has(rule) && differ(a.births, b.births)) return true;
  // Father and son of one name share a telephone, and each has an address of his own.
  return rule === 'phoneAndName' && differ(a.emails, b.emails);
}

/** Cuts the records into verified parts, and these into customers for staff. `edges` as `edgesOf` gives them. */
export function partition(members: readonly Member[], edges: readonly Edge[]): Partition {
  let groups = members.map(profileOf);
  for (const rule of LINK_RULES.filter(isVerifiedRule)) groups = join(groups, edges, rule);
  const parts = groups.map(({ refs }) => refs);
  for (const rule of LINK_RULES.filter((each) => !isVerifiedRule(each))) groups = join(groups, edges, rule);

  const sorted = parts.sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
  const positions = new Map(sorted.map((refs, position) => [refs[0]!, position]));
  const unions = groups.map(({ refs }) => refs.flatMap((ref) => positions.get(ref) ?? []).sort((a, b) => a - b));
  return { parts: sorted, unions: unions.sort((a, b) => a[0]! - b[0]!) };
}

function profileOf({ ref, kind, birthDate, verified, keys }: Member): Profile {
  const values = (prefix: string) => new Set([...verified].filter((key) => key.startsWith(prefix)));
  return {
    refs: [ref],
    kinds: new Set([kind]),
    births: new Set(birthDate ? [birthDate] : []),
    taxIds: values('taxId:'),
    loyaltyIds: values('loyaltyId:'),
    emails: new Set(keys.filter((key) => key.startsWith('email:'))),
  };
}

/** Joins groups along the edges of one rule. */
function join(groups: readonly Profile[], edges: readonly Edge[], rule: LinkRule): Profile[] {
  const groupOf = new Map(groups.flatMap((group, index) => group.refs.map((ref) => [ref, index] as const)));
  const neighbours = new Map<number, Set<number>>();
  const connect = (from: number, to: number) => neighbours.set(from, (neighbours.get(from) ?? new Set()).add(to));
  for (const edge of edges) {
    const [a, b] = [groupOf.get(edge.a), groupOf.get(edge.b)];
    if (edge.rule !== rule || a === undefined || b === undefined || a === b || contradict(groups[a]!, groups[b]!, rule)) continue;
    connect(a, b);
    connect(b, a);
  }
  if (neighbours.size === 0) return [...groups];

  const clash = (indexes: readonly number[]) => indexes.some((a, i) => indexes.slice(i + 1).some((b) => contradict(groups[a]!, groups[b]!, rule)));
  const unsure = new Set([...neighbours].filter(([, next]) => clash([...next])).map(([index]) => index));

  const joined: Profile[] = [];
  const seen = new Set<number>();
  for (let start = 0; start < groups.length; start += 1) {
    if (seen.has(start)) continue;
    const component = [start];
    seen.add(start);
    for (const index of component) {
      if (unsure.has(index)) continue;
      for (const next of neighbours.get(index) ?? []) {
        if (seen.has(next) || unsure.has(next)) continue;
        seen.add(next);
        component.push(next);
      }
    }
    // A contradiction further apart than one step: nobody can say where to cut, so nothing is joined.
    if (clash(component)) joined.push(...component.map((index) => groups[index]!));
    else joined.push(merge(component.map((index) => groups[index]!)));
  }
  return joined;
}

function merge(groups: readonly Profile[]): Profile {
  if (groups.length === 1) return groups[0]!;
  const all = (field: Exclude<keyof Profile, 'refs'>) => new Set(groups.flatMap((group) => [...group[field]]));
  return {
    refs: groups.flatMap(({ refs }) => refs).sort(),
    kinds: all('kinds'),
    births: all('births'),
    taxIds: all('taxIds'),
    loyaltyIds: all('loyaltyIds'),
    emails: all('emails'),
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
