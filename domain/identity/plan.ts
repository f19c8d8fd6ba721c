/**
 * From "which records are one party" to links and pointers, with as few changes as possible: a pure function of the
 * records, what is stored about them, and the partition. Ids are given out here and never taken away.
 */
import type { SourceRef } from '../sourceRef.ts';
import { compareEdges, type Edge } from './edges.ts';
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
  /** The customers of the links (first ones too) that are stored. */
  customers: ReadonlyMap<string, CustomerDocument>;
  now: Date;
  newId: () => string;
  actor: string;
}

/** What has to be written. Nothing where the stored links already say it. */
export interface Plan {
  create: CustomerDocument[];
  links: { ref: SourceRef; link: Link; evidence: string[] }[];
  pointers: { id: string; expectedRevision: number; pointer: Pointer | null }[];
}

interface Part {
  refs: SourceRef[];
  /** The customer of each of its records. */
  customerOf: Map<SourceRef, string>;
  /** Oldest customer: the one that the others point to. Ids are ordered by time. */
  root: string;
}

/** What to write so that the stored links and pointers say what the partition says. */
export function planPlacement(input: PlanInput): Plan {
  const plan: Plan = { create: [], links: [], pointers: [] };
  const byRef = new Map(input.placed.map((each) => [each.member.ref, each]));
  const parts = assignCustomers(input, byRef, plan);
  const inParts = edgesWithin(parts.map(({ refs }) => refs), input.edges.filter(({ rule }) => isVerifiedRule(rule)));
  parts.forEach((part, position) => {
    planLinks(part, input, byRef, inParts[position]!, plan);
    planVerifiedPointers(part, input, inParts[position]!, plan);
  });
  const unions = input.partition.unions.map((positions) => positions.map((position) => parts[position]!));
  const inUnions = edgesWithin(unions.map((union) => union.flatMap(({ refs }) => refs)), input.edges.filter(({ rule }) => !isVerifiedRule(rule)));
  unions.forEach((union, position) => planUnionPointers(union, input, inUnions[position]!, plan));
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

function planLinks(part: Part, input: PlanInput, byRef: ReadonlyMap<SourceRef, Placed>, edges: readonly Edge[], plan: Plan): void {
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
    const why = kept
      ? { rule: placed.link!.rule, fields: placed.link!.fields, withRef: placed.link!.withRef }
      : founds
        ? { rule: 'founded' as LinkRule, fields: [], withRef: null }
        : { rule: branch.edge.rule, fields: fieldsOf(branch.edge), withRef: branch.withRef };
    const link: Link = {
      customerId,
      ...why,
      linkedAt: placed.link?.customerId === customerId ? placed.link.linkedAt : input.now,
      actor: input.actor,
      firstCustomerId: placed.link?.firstCustomerId ?? customerId,
      revision: (placed.link?.revision ?? 0) + 1,
    };
    plan.links.push({ ref, link, evidence });
  }
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
export function fieldsOf({ rule }: Pick<Edge, 'rule'>): string[] {
  const fields: Partial<Record<LinkRule, string[]>> = {
    reference: ['references'], taxId: ['taxIds'], loyaltyId: ['loyaltyIds'], email: ['emails'], phone: ['phones'], emailAndName: ['emails', 'name'], phoneAndName: ['phones', 'name'],
  };
  return fields[rule] ?? [];
}

/** Every other customer of a part points to its root, by the strongest edge that leads away from it. */
function planVerifiedPointers(part: Part, input: PlanInput, edges: readonly Edge[], plan: Plan): void {
  const others = [...new Set(part.customerOf.values())].filter((id) => id !== part.root);
  for (const id of others.sort()) {
    const { mergedInto } = input.customers.get(id)!;
    const own = (ref: SourceRef) => part.customerOf.get(ref) === id;
    const leading = edges.filter(({ a, b }) => own(a) !== own(b)).sort(compareEdges);
    const holds = (pointer: Pointer) => leading.some((edge) => isEdgeOf(pointer, edge));
    // An elder of the same part will do: chains are followed, and what is right is left alone.
    if (mergedInto?.verified && mergedInto.customerId < id && [...part.customerOf.values()].includes(mergedInto.customerId) && holds(mergedInto)) continue;
    setPointer(id, part.root, leading[0]!, own(leading[0]!.a), true, input, plan);
  }
}

/** The roots of a union's parts point to the oldest of them; a part that stands alone points nowhere. */
function planUnionPointers(parts: readonly Part[], input: PlanInput, edges: readonly Edge[], plan: Plan): void {
  const roots = parts.map(({ root }) => root);
  const eldest = [...roots].sort()[0]!;
  const partOf = new Map(parts.flatMap((part) => part.refs.map((ref) => [ref, part] as const)));
  const crossing = edges.filter(({ a, b }) => partOf.get(a) !== partOf.get(b)).sort(compareEdges);
  for (const part of parts) {
    const stored = input.customers.get(part.root)?.mergedInto ?? null;
    if (part.root === eldest) {
      if (stored) clearPointer(part.root, input, plan);
      continue;
    }
    const own = (ref: SourceRef) => partOf.get(ref) === part;
    const leading = crossing.filter(({ a, b }) => own(a) || own(b));
    if (stored && !stored.verified && stored.customerId < part.root && roots.includes(stored.customerId) && leading.some((edge) => isEdgeOf(stored, edge))) continue;
    setPointer(part.root, eldest, leading[0]!, own(leading[0]!.a), false, input, plan);
  }
}

const isEdgeOf = ({ rule, refs }: Pointer, edge: Edge): boolean => rule === edge.rule && refs.includes(edge.a) && refs.includes(edge.b);

function setPointer(id: string, target: string, edge: Edge, ownIsA: boolean, verified: boolean, input: PlanInput, plan: Plan): void {
  const pointer: Pointer = {
    customerId: target,
    rule: edge.rule,
    fields: fieldsOf(edge),
    refs: ownIsA ? [edge.a, edge.b] : [edge.b, edge.a],
    verified,
    at: input.now,
    actor: input.actor,
  };
  write(id, pointer, input, plan);
}

function clearPointer(id: string, input: PlanInput, plan: Plan): void {
  write(id, null, input, plan);
}

function write(id: string, pointer: Pointer | null, input: PlanInput, plan: Plan): void {
  const created = plan.create.find(({ _id }) => _id === id);
  if (created) created.mergedInto = pointer;
  else plan.pointers.push({ id, expectedRevision: input.customers.get(id)!.revision, pointer });
}
