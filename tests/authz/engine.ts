import { createEngine, type Engine, type EngineBody, type EngineOptions, type EngineResult } from '../../gateway/engine/engine.ts';
import type { Principal } from '../../domain/principal.ts';
import { caller, shippedPolicy } from './callers.ts';
import type { Asked } from './check.ts';
import { expectedAccess, type Who } from './expected.ts';
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

/** Limits that no document of the matrix meets: it is about who may see what. */
export const AMPLE_LIMITS = { maxTokens: 1_000_000, maxCost: 1e12, maxDepth: 1_000, maxAliases: 100_000, maxDirectives: 100_000, maxRootFields: 10_000, maxSelections: 1_000_000 };

/** The principal of a caller of the matrix. */
export const principalOf = ({ role, scopes, purpose }: Who): Principal =>
  caller(role, scopes === 'all' ? undefined : [], purpose === undefined ? {} : { purpose });

/** An engine as the matrix asks it. */
export function askEngine({ schema, calls, valueOf }: FakeGateway, engine: Engine): Asked {
  return {
    schema,
    calls,
    valueOf,
    expects: expectedAccess,
    async ask(who, operation, query, variables) {
      const options = { signal: new AbortController().signal, allowMutation: true };
      if (operation !== 'subscription') return [(await engine.execute({ query, variables }, principalOf(who), options)).body];
      const result = await engine.subscribe({ query, variables }, principalOf(who), options);
      if ('body' in result) return [result.body];
      const events: EngineBody[] = [];
      for await (const event of result) events.push(event);
      return events;
    },
  };
}
