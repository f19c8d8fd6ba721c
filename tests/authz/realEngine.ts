/** The engine over the real resolvers, with a store and sources in memory that write down each call. */
import { applyMask } from '../../directives/masks.ts';
import type { Principal } from '../../domain/principal.ts';
import { createEngine, type Engine } from '../../gateway/engine/engine.ts';
import type { World } from '../support/fakes/context.ts';
import { testSchema } from '../support/fakes/graphql.ts';
import { shippedPolicy } from './callers.ts';
import { AMPLE_LIMITS } from './engine.ts';

/** The engine of a world, under the shipped policy. */
export function engineOver(world: World): Engine {
  return createEngine({
    schema: testSchema,
    policy: () => shippedPolicy,
    limits: AMPLE_LIMITS,
    logger: { error: () => undefined },
    contextFor(principal: Principal, signal, met) {
      const { role, rows, subject, customerId } = principal;
      const context = world.request({ role, rows, subject, signal, ...(customerId === null ? {} : { customerId }) });
      return { ...context, principal, met, access: (dataClass: Parameters<typeof context.access>[0]) => shippedPolicy.access(principal, dataClass), mask: applyMask };
    },
  });
}
