/**
 * From "which records are one party" to links and pointers, with as few changes as possible: a pure function of the
 * records, what is stored about them, and the partition. Ids are given out here and never taken away.
 */
import type { SourceRef } from '../sourceRef.ts';
import { separatedBy, type DecidedPair, type Decision } from './decisions.ts';
import { compareEdges, type Edge } from './edges.ts';
import { aboutOf, linkEntryId, pointerEntryId, type LineageEntry } from './lineage.ts';
import type { CustomerDocument, Link, Pointer } from './link.ts';
import type { Member } from './member.ts';
import { strongestTree, type Partition } from './partition.ts';
import { isVerifiedRule, type LinkRule } from './rules.ts';

/** A record with the link that is stored for it. */
export interface Placed {
  member: Member;
  link: Link | null;
  /** Keys that the stored link rests on. */
  evidence: readonly string[];
}

export interface PlanInput {
  placed: readonly Placed[];
  partition: Partition;
  edges: readonly Edge[];
  /** Pairs that a steward keeps apart. */
  apart?: readonly DecidedPair[];
  /** The customers of the links (first ones too) that are stored. */
  customers: ReadonlyMap<string, CustomerDocument>;
  now: Date;
  newId: () => string;
  actor: string;
}

/**
 * What has to be written. Nothing where the stored links already say it. Each change of an id's pointer, and of a record's
 * id, comes with its entry for the lineage; what is linked or made for the first time has none.
 */
export interface Plan {
  create: CustomerDocument[];
  links: { ref: SourceRef; link: Link; evidence: string[]; entry: LineageEntry | null }[];
  pointers: { id: string; expectedRevision: number; pointer: Pointer | null; entry: LineageEntry }[];
}

interface Part {
  refs: SourceRef[];
  /** The customer of each of its records. */
  customerOf: Map<SourceRef, string>;
  /** Oldest customer: the one that the others point to. Ids are ordered by time. */
  root: string;
}

/** The decision that has taken a part away from the one which holds another customer id now; null where none has. */
type Separation = (part: Part, formerId: string) => Decision | null;

/** What to write so that the stored links and pointers say what the partition says. */
export function planPlacement(input: PlanInput): Plan {
  const plan: Plan = { create: [], links: [], pointers: [] };
  const byRef = new Map(input.placed.map((each) => [each.member.ref, each]));
  const parts = assignCustomers(input, byRef, plan);
  const inParts = edgesWithin(parts.map(({ refs }) => refs), input.edges.filter(({ rule }) => isVerifiedRule(rule)));
  const partOfId = new Map(parts.flatMap((part) => [...part.customerOf.values()].map((id) => [id, part] as const)));
  const separation: Separation = (part, formerId) => {
    const former = partOfId.get(formerId);
    if (!former || former === part || !input.apart?.length) return null;
    return separatedBy(new Set(part.refs), new Set(former.refs), input.apart);
  };
  parts.forEach((part, position) => {
    planLinks(part, input, byRef, inParts[position]!, separation, plan);
    planVerifiedPointers(part, input, inParts[position]!, separation, plan);
  });
  const unions = input.partition.unions.map((positions) => positions.map((position) => parts[position]!));
  const inUnions = edgesWithin(unions.map((union) => union.flatMap(({ refs }) => refs)), input.edges.filter(({ rule }) => !isVerifiedRule(rule)));
  unions.forEach((union, position) => planUnionPointers(union, input, inUnions[position]!, separation, plan));
  return plan;
}

/** For each group of refs, the edges that have both ends in it. */
function edgesWithin(groups: readonly (readonly SourceRef[])[], edges: readonly Edge[]): Edge[][] {
  const groupOf = new Map(groups.flatMap((refs, position) => refs.map((ref) => [ref, position] as const)));
  const within: Edge[][] = groups.map(() => []);
  for (const edge of edges) {
    const position = groupOf.get(edge.a);
    if (position !== undefined && position === groupOf.get(edge.b)) within[position]!.push(edge);
  }
  return within;
}

/** Earliest link first, the founder before others: whoever comes first in this order keeps a customer id that is torn apart. */
function compareSeniority(a: Placed, b: Placed): number {
  const founder = (placed: Placed) => (placed.link?.rule === 'founded' ? 0 : 1);
  const at = (placed: Placed) => placed.link?.linkedAt.getTime() ?? Number.POSITIVE_INFINITY;
  return founder(a) - founder(b) || at(a) - at(b) || (a.member.ref < b.member.ref ? -1 : 1);
}

function assignCustomers(input: PlanInput, byRef: ReadonlyMap<SourceRef, Placed>, plan: Plan): Part[] {
  const partOf = new Map(input.partition.parts.flatMap((refs, position) => refs.map((ref) => [ref, position] as const)));
  const keeper = new Map<string, number>();
  for (const { member, link } of [...input.placed].sort(compareSeniority)) {
    if (link && !keeper.has(link.customerId)) keeper.set(link.customerId, partOf.get(member.ref)!);
  }
  return input.partition.parts.map((refs, position) => {
    const customerOf = new Map<SourceRef, string>();
    const strays: Placed[] = [];
    for (const ref of refs) {
      const placed = byRef.get(ref)!;
      if (placed.link && keeper.get(placed.link.customerId) === position) customerOf.set(ref, placed.link.customerId);
      else strays.push(placed);
    }
    for (const { member, link } of strays) {
      // Split off: back to the id that it was first linked to, if nobody else holds that one.
      if (!link || !input.customers.has(link.firstCustomerId)) continue;
      const holder = keeper.get(link.firstCustomerId);
      if (holder !== undefined && holder !== position) continue;
      keeper.set(link.firstCustomerId, position);
      customerOf.set(member.ref, link.firstCustomerId);
    }
    let root = [...customerOf.values()].sort()[0];
    if (root === undefined) {
      root = input.newId();
      plan.create.push({ _id: root, createdAt: input.now, mergedInto: null, revision: 1 });
    }
    for (const ref of refs) if (!customerOf.has(ref)) customerOf.set(ref, root);
    return { refs, customerOf, root };
  });
}

/** The record of a part that everything else in it is explained from: the most senior one of the root customer. */
function anchorOf({ refs, customerOf, root }: Part, byRef: ReadonlyMap<SourceRef, Placed>): SourceRef {
  const own = refs.filter((ref) => customerOf.get(ref) === root).map((ref) => byRef.get(ref)!);
  return own.sort(compareSeniority)[0]!.member.ref;
}

function planLinks(part: Part, input: PlanInput, byRef: ReadonlyMap<SourceRef, Placed>, edges: readonly Edge[], separation: Separation, plan: Plan): void {
  const anchor = anchorOf(part, byRef);
  const tree = strongestTree(anchor, edges);
  const founded = new Set<string>();
  for (const ref of part.refs) {
    const { link } = byRef.get(ref)!;
    if (link?.rule === 'founded' && link.customerId === part.customerOf.get(ref)) founded.add(link.customerId);
  }
  for (const ref of [anchor, ...part.refs.filter((each) => each !== anchor)]) {
    const placed = byRef.get(ref)!;
    const customerId = part.customerOf.get(ref)!;
    const kept = placed.link?.customerId === customerId ? explanation(placed, part, edges) : null;
    if (kept && sameKeys(placed.evidence, kept)) continue;
    const branch = tree.get(ref);
    const founds = !branch || !founded.has(customerId);
    if (founds) founded.add(customerId);
    const evidence = kept ?? (founds ? [] : evidenceOf(branch.edge, ref));
    const formerId = placed.link && placed.link.customerId !== customerId ? placed.link.customerId : null;
    const decision = branch && !founds && branch.edge.decision ? branch.edge.decision : formerId ? separation(part, formerId) : null;
    const actor = decision?.actor ?? input.actor;
    const why = kept
      ? { rule: placed.link!.rule, fields: placed.link!.fields, withRef: placed.link!.withRef, actor: placed.link!.actor }
      : founds
        ? { rule: 'founded' as LinkRule, fields: [], withRef: null, actor }
        : { rule: branch.edge.rule, fields: fieldsOf(branch.edge), withRef: branch.withRef, actor };
    const link: Link = {
      customerId,
      ...why,
      linkedAt: placed.link?.customerId === customerId ? placed.link.linkedAt : input.now,
      firstCustomerId: placed.link?.firstCustomerId ?? customerId,
      revision: (placed.link?.revision ?? 0) + 1,
    };
    const entry = formerId === null ? null : movedEntry(ref, formerId, link, decision, input.now);
    plan.links.push({ ref, link, evidence, entry });
  }
}

function movedEntry(ref: SourceRef, formerId: string, { customerId, rule, actor, revision }: Link, decision: Decision | null, at: Date): LineageEntry {
  const decisionId = decision?.id ?? null;
  const whence = { about: aboutOf(formerId, customerId), customerId: formerId, from: formerId, to: customerId };
  return { _id: linkEntryId(ref, revision), kind: 'MOVED', ...whence, refs: [ref], rule, verified: true, actor, decisionId, at, revision };
}

/** What a stored link rests on today; null where its reason is gone. */
function explanation({ member, link, evidence }: Placed, part: Part, edges: readonly Edge[]): string[] | null {
  if (!link) return null;
  if (link.rule === 'founded') return [];
  const { withRef } = link;
  if (withRef === null || !part.customerOf.has(withRef)) return null;
  const edge = edges.find(({ rule, a, b }) => rule === link.rule && ((a === member.ref && b === withRef) || (b === member.ref && a === withRef)));
  if (!edge) return null;
  // Of several keys that agree, one carries the link: losing another one is no reason to doubt it.
  const agreeing = edge.a === member.ref ? edge.evidence.a : edge.evidence.b;
  return evidence.length > 0 && evidence.every((key) => agreeing.includes(key)) ? [...evidence] : agreeing.slice(0, 1);
}

const evidenceOf = (edge: Edge, ref: SourceRef): string[] => (edge.a === ref ? edge.evidence.a : edge.evidence.b).slice(0, 1);
const sameKeys = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((key) => b.includes(key));

/** The canonical fields that an edge says agreed. */
export function fieldsOf({ rule, fields: agreed }: Pick<Edge, 'rule' | 'fields'>): string[] {
  if (agreed) return agreed;
  const fields: Partial<Record<LinkRule, string[]>> = {
    reference: ['references'], taxId: ['taxIds'], loyaltyId: ['loyaltyIds'], email: ['emails'], phone: ['phones'], emailAndName: ['emails', 'name'], phoneAndName: ['phones', 'name'],
  };
  return fields[rule] ?? [];
}

/** Every other customer of a part points to its root, by the strongest edge that leads away from it. */
function planVerifiedPointers(part: Part, input: PlanInput, edges: readonly Edge[], separation: Separation, plan: Plan): void {
  const others = [...new Set(part.customerOf.values())].filter((id) => id !== part.root);
  for (const id of others.sort()) {
    const { mergedInto } = input.customers.get(id)!;
    const own = (ref: SourceRef) => part.customerOf.get(ref) === id;
    const leading = edges.filter(({ a, b }) => own(a) !== own(b)).sort(compareEdges);
    const holds = (pointer: Pointer) => leading.some((edge) => isEdgeOf(pointer, edge));
    // An elder of the same part will do: chains are followed, and what is right is left alone.
    if (mergedInto?.verified && mergedInto.customerId < id && [...part.customerOf.values()].includes(mergedInto.customerId) && holds(mergedInto)) continue;
    write(id, part, pointerAlong(leading[0]!, own(leading[0]!.a), part.root, true, input), leading[0]!, separation, input, plan);
  }
}

/** The roots of a union's parts point to the oldest of them; a part that stands alone points nowhere. */
function planUnionPointers(parts: readonly Part[], input: PlanInput, edges: readonly Edge[], separation: Separation, plan: Plan): void {
  const eldest = parts.map(({ root }) => root).sort()[0]!;
  const partOf = new Map(parts.flatMap((part) => part.refs.map((ref) => [ref, part] as const)));
  const partOfId = new Map(parts.flatMap((part) => [...part.customerOf.values()].map((id) => [id, part] as const)));
  const crossing = edges.filter(({ a, b }) => partOf.get(a) !== partOf.get(b)).sort(compareEdges);
  for (const part of parts) {
    const stored = input.customers.get(part.root)?.mergedInto ?? null;
    if (part.root === eldest) {
      if (stored) write(part.root, part, null, null, separation, input, plan);
      continue;
    }
    const own = (ref: SourceRef) => partOf.get(ref) === part;
    const leading = crossing.filter(({ a, b }) => own(a) || own(b));
    const target = stored && partOfId.get(stored.customerId);
    // An elder id of another part will do, its root or not: so a merge of two others, and its end, leave this one alone.
    const leadsOn = stored && !stored.verified && stored.customerId < part.root && target && target !== part;
    if (leadsOn && leading.some((edge) => isEdgeOf(stored, edge))) continue;
    write(part.root, part, pointerAlong(leading[0]!, own(leading[0]!.a), eldest, false, input), leading[0]!, separation, input, plan);
  }
}

const isEdgeOf = ({ rule, refs }: Pointer, edge: Edge): boolean => rule === edge.rule && refs.includes(edge.a) && refs.includes(edge.b);

function pointerAlong(edge: Edge, ownIsA: boolean, target: string, verified: boolean, input: PlanInput): Pointer {
  return {
    customerId: target,
    rule: edge.rule,
    fields: fieldsOf(edge),
    ...(edge.levels && { weight: edge.weight, levels: edge.levels }),
    refs: ownIsA ? [edge.a, edge.b] : [edge.b, edge.a],
    verified,
    at: input.now,
    actor: edge.decision?.actor ?? input.actor,
  };
}

/** `edge`: what the pointer rests on; null where it is cleared. */
function write(id: string, part: Part, pointer: Pointer | null, edge: Edge | null, separation: Separation, input: PlanInput, plan: Plan): void {
  const created = plan.create.find(({ _id }) => _id === id);
  if (created) {
    created.mergedInto = pointer;
    return;
  }
  const { revision: expectedRevision, mergedInto } = input.customers.get(id)!;
  const decision = edge?.decision ?? (mergedInto && separation(part, mergedInto.customerId));
  const revision = expectedRevision + 1;
  const entry: LineageEntry = {
    _id: pointerEntryId(id, revision),
    kind: pointer ? 'MERGED' : 'SPLIT',
    about: aboutOf(id, mergedInto?.customerId ?? null, pointer?.customerId ?? null),
    customerId: id,
    from: mergedInto?.customerId ?? null,
    to: pointer?.customerId ?? null,
    refs: [...(pointer ?? mergedInto)!.refs],
    rule: (pointer ?? mergedInto)!.rule,
    verified: (pointer ?? mergedInto)!.verified,
    actor: decision?.actor ?? input.actor,
    decisionId: decision?.id ?? null,
    at: input.now,
    revision,
  };
  plan.pointers.push({ id, expectedRevision, pointer, entry });
}
