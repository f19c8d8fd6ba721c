/** Subscriptions on the real SDL and resolvers, through the engine, over a world of fakes. */
import type { Policy } from '../../../directives/policy.ts';
import type { Access, DataClass, Principal } from '../../../domain/principal.ts';
import { createEngine, type Engine, type EngineBody, type EngineOptions } from '../../../gateway/engine/engine.ts';
import { shippedPolicy } from '../../authz/callers.ts';
import type { World } from './context.ts';
import { testSchema } from './graphql.ts';

export interface Listening {
  events: EngineBody[];
  /** Resolves when the stream has ended. */
  ended: Promise<void>;
  hasEnded(): boolean;
  leave(): Promise<void>;
}

export interface StreamWorld {
  engine: Engine;
  /** Rounds over the open streams, in place of the clock. */
  round(): void;
  /** Opens a stream and reads it. `again`: who the caller is from now on. */
  open(principal: Principal, query: string, again?: () => Principal | Promise<Principal>): Promise<Listening>;
}

/** Lets everything run that waits for nothing but turns of the event loop: the fakes take some each. */
export async function settle(turns = 30): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** @param denied classes that resolvers meet as denied, whatever the policy says */
export function createStreamWorld(world: World, changes: Partial<EngineOptions> = {}, denied: readonly DataClass[] = []): StreamWorld {
  const rounds = new Set<() => void>();
  const policy: () => Policy = changes.policy ?? (() => shippedPolicy);
  const contextFor: EngineOptions['contextFor'] = (principal, signal, met, renew) => {
    const { role, rows, subject, customerId } = principal;
    const context = world.request({ role, rows, subject, signal, ...(customerId === null ? {} : { customerId }) });
    const access = (dataClass: DataClass): Access => (denied.includes(dataClass) ? 'deny' : policy().access(principal, dataClass));
    return { ...context, principal, met, access, renewed: async () => contextFor(renew ? await renew() : principal, signal, new Set(), renew) };
  };
  const engine = createEngine({
    schema: testSchema, policy, contextFor,
    logger: { error: () => undefined },
    every: (_intervalMs, act) => {
      rounds.add(act);
      return () => rounds.delete(act);
    },
    ...changes,
  });
  return {
    engine,
    round: () => rounds.forEach((act) => act()),
    async open(principal, query, again) {
      const left = new AbortController();
      const stream = await engine.subscribe({ query }, principal, { signal: left.signal, allowMutation: true, ...(again && { again }) });
      if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.body));
      const events: EngineBody[] = [];
      let hasEnded = false;
      const ended = (async () => {
        for await (const event of stream) events.push(JSON.parse(JSON.stringify(event)) as EngineBody);
        hasEnded = true;
      })();
      return {
        events,
        ended,
        hasEnded: () => hasEnded,
        async leave() {
          left.abort();
          await ended;
        },
      };
    },
  };
}
