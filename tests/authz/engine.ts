import { createEngine, type Engine, type EngineBody, type EngineOptions, type EngineResult } from '../../gateway/engine/engine.ts';
import type { Principal } from '../../domain/principal.ts';
import { shippedPolicy } from './callers.ts';
import { createFakeGateway, type FakeGateway } from './fakeResolvers.ts';

export interface Harness extends FakeGateway {
  engine: Engine;
  logged: Record<string, unknown>[];
  ask(principal: Principal, query: string, variables?: Record<string, unknown>): Promise<EngineBody>;
  askWhole(principal: Principal, query: string, variables?: Record<string, unknown>): Promise<EngineResult>;
}

/** The engine over the fake resolvers. */
export function createHarness(fake: Parameters<typeof createFakeGateway>[0] = {}, changes: Partial<EngineOptions> = {}): Harness {
  const gateway = createFakeGateway(fake);
  const logged: Record<string, unknown>[] = [];
  const engine = createEngine({
    schema: gateway.schema,
    policy: () => shippedPolicy,
    contextFor: (principal, signal) => ({ principal, signal }),
    logger: { error: (fields) => logged.push({ ...fields }) },
    ...changes,
  });
  const askWhole: Harness['askWhole'] = (principal, query, variables) =>
    engine.execute({ query, ...(variables ? { variables } : {}) }, principal, { signal: new AbortController().signal, allowMutation: true });
  return { ...gateway, engine, logged, askWhole, ask: async (...args) => (await askWhole(...args)).body };
}
