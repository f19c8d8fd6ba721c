/** The subscriptions of one gateway over a real store and given notices: engine, resolvers and feed as in production. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Store } from '../../datasources/mongo/store.ts';
import type { Notices } from '../../datasources/redis/notices.ts';
import type { Principal } from '../../domain/principal.ts';
import { createChangeFeed } from '../../gateway/changeFeed.ts';
import { createContextFactory } from '../../gateway/context.ts';
import { createEngine, type EngineBody } from '../../gateway/engine/engine.ts';
import { caller, shippedPolicy } from '../authz/callers.ts';
import { businessConfig } from './fakes/context.ts';
import { testSchema } from './fakes/graphql.ts';
import { createMemoryReader } from './fakes/memoryReader.ts';

export interface Told {
  refs: string[];
  revision: number;
  cursor: string;
}

/** A client that reads a stream of `interactionRecorded` and drops what it knows. */
export interface StreamClient {
  /** What it was told, doubles included. */
  told: Told[];
  /** Refs of what it kept, in the order in which they came. */
  kept(): string[];
  /** Resolves once it has kept this many; rejects with what it has after `withinMs`. */
  keeps(count: number, withinMs?: number): Promise<void>;
  leave(): Promise<void>;
}

export interface LiveGateway {
  /** `known`: what the client remembers from an earlier stream. */
  open(customerId: string, options?: { after?: string; principal?: Principal; known?: StreamClient }): Promise<StreamClient>;
  /** Has the feed look at the store, in place of its clock; nothing where `ownClock`. */
  look(): void;
  /** Rounds that the feed has asked for: none while no stream is open. */
  rounds: ReadonlySet<() => void>;
}

/** @param ownClock whether the feed looks by itself, as often as in production */
export function createLiveGateway(store: Store, notices: Notices, { ownClock = false } = {}): LiveGateway {
  const rounds = new Set<() => void>();
  const every = (_intervalMs: number, act: () => void) => {
    rounds.add(act);
    return () => void rounds.delete(act);
  };
  // What the sources say is what the store has: these tests are about what is told, not about its values.
  const reader = createMemoryReader({ systems: [], now: Date.now });
  reader.read = async (ref) => {
    const found = (await store.snapshots([ref])).get(ref);
    return found ? { status: 'OK', record: found.record, fetchedAtMs: found.fetchedAtMs } : { status: 'GONE' };
  };
  const contextFor = createContextFactory({
    store, reader, notices,
    sources: new Map(),
    changes: createChangeFeed({ store, notices, ...(!ownClock && { every }) }),
    applyNow: null,
    policy: () => shippedPolicy,
    config: businessConfig,
    secret: Buffer.alloc(32, 7),
    now: Date.now,
  });
  const engine = createEngine({ schema: testSchema, policy: () => shippedPolicy, contextFor, logger: { error: () => undefined }, every: () => () => undefined });

  return {
    rounds,
    look: () => rounds.forEach((act) => act()),
    async open(customerId, { after, principal = caller('agent'), known } = {}) {
      const left = new AbortController();
      const query = `subscription { interactionRecorded(customerId: "${customerId}"${after === undefined ? '' : `, after: "${after}"`}) { refs revision cursor } }`;
      const stream = await engine.subscribe({ query }, principal, { signal: left.signal, allowMutation: true });
      if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.body));
      const told: Told[] = [];
      const kept: Told[] = [];
      const knows = ({ refs, revision }: Told) => [...(known?.told ?? []), ...kept].some((each) => each.refs[0] === refs[0] && each.revision >= revision);
      const errors: EngineBody[] = [];
      const ended = (async () => {
        for await (const body of stream) {
          const event = (body.data as { interactionRecorded: Told } | null | undefined)?.interactionRecorded;
          if (!event) {
            errors.push(body);
            continue;
          }
          if (!knows(event)) kept.push(event);
          told.push(event);
        }
      })();
      return {
        told,
        kept: () => kept.map(({ refs }) => refs[0]!),
        async keeps(count, withinMs = 60_000) {
          const until = Date.now() + withinMs;
          while (kept.length < count && errors.length === 0 && Date.now() < until) await wait(10);
          if (kept.length !== count) throw new Error(`It has kept ${kept.map(({ refs }) => refs[0]).join(' ')} ${JSON.stringify(errors)}`);
        },
        async leave() {
          left.abort();
          await ended;
        },
      };
    },
  };
}
