/** Sets of record parts as bits, so that joining and comparing them costs nothing. */
import { PARTS, type Part } from '../../domain/records.ts';

/** Bit set over PARTS. */
export type PartMask = number;

/** By the list itself: nearly all are constants. A list must not be changed after it was used. */
const masks = new WeakMap<readonly Part[], PartMask>();

export const CORE: PartMask = maskOf(['core']);
export const CONTACT_POINTS: PartMask = maskOf(['core', 'contactPoints']);
export const ADDRESSES: PartMask = maskOf(['core', 'addresses']);
export const IDENTIFIERS: PartMask = maskOf(['core', 'identifiers']);
export const RELATIONS: PartMask = maskOf(['core', 'relations']);
export const SUBSCRIPTIONS: PartMask = maskOf(['core', 'subscriptions']);

/** `core` is part of every set, since every record comes with it. */
export function maskOf(parts: readonly Part[]): PartMask {
  const known = masks.get(parts);
  if (known !== undefined) return known;
  let mask = 1 << PARTS.indexOf('core');
  for (const part of parts) mask |= 1 << PARTS.indexOf(part);
  masks.set(parts, mask);
  return mask;
}

const lists: (readonly Part[])[] = [];
const sets: ReadonlySet<Part>[] = [];

/** The parts of a mask in the order of PARTS; equal masks give the same array. */
export function partsOf(mask: PartMask): readonly Part[] {
  return (lists[mask] ??= PARTS.filter((_, bit) => (mask & (1 << bit)) !== 0));
}

/** As `partsOf`, as a set. */
export function partSetOf(mask: PartMask): ReadonlySet<Part> {
  return (sets[mask] ??= new Set(partsOf(mask)));
}
