/** The coordinate lists of operations, written down once and named by their hash in every entry. */
import { LRUCache } from 'lru-cache';
import type { AuditStore } from '../../datasources/mongo/audit.ts';
import type { DisclosedCoordinates } from '../../domain/audit.ts';
import { shapeOf } from '../../domain/auditChain.ts';

/** Shapes known to be in the store; one that is forgotten is written again, which changes nothing. */
const REMEMBERED_SHAPES = 20_000;

export interface Shapes {
  /** The name of these lists. A plan's lists are one object, so this is reckoned once per plan. */
  nameOf(coordinates: DisclosedCoordinates): string;
  /** Resolves when they are durable; at once if they are known to be. */
  ensure(coordinates: DisclosedCoordinates): void | Promise<void>;
}

export function createShapes(store: Pick<AuditStore, 'putShape'>, timeoutMs: number): Shapes {
  const names = new WeakMap<DisclosedCoordinates, string>();
  const written = new LRUCache<string, true>({ max: REMEMBERED_SHAPES });

  const nameOf = (coordinates: DisclosedCoordinates): string => {
    let name = names.get(coordinates);
    if (name === undefined) names.set(coordinates, (name = shapeOf(coordinates)));
    return name;
  };
  const write = async (name: string, { returned, masked, denied }: DisclosedCoordinates): Promise<void> => {
    await store.putShape({ _id: name, returned: [...returned], masked: [...masked], denied: [...denied] }, timeoutMs);
    written.set(name, true);
  };
  return {
    nameOf,
    ensure(coordinates) {
      const name = nameOf(coordinates);
      return written.has(name) ? undefined : write(name, coordinates);
    },
  };
}
