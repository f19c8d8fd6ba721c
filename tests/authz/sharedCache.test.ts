/**
 * Source records are cached unmasked and shared by all callers: what one was shown decides nothing of what the next is shown.
 * Each asks after each other, of a warm cache, and must get to the letter what it gets of the sources alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { parseDocument } from 'yaml';
import { createMemoryNotices } from '../../datasources/redis/notices.ts';
import type { RedisClient } from '../../datasources/redis/client.ts';
import { createMemoryRecordCache, createRedisRecordCache, type RecordCache } from '../../datasources/redis/recordCache.ts';
import type { SourceClient } from '../../datasources/systems/defineSource.ts';
import { createRecordReader } from '../../datasources/upstream/recordReader.ts';
import { parsePolicy, type Policy } from '../../directives/policy.ts';
import type { Principal, Role } from '../../domain/principal.ts';
import { tryParseSourceRef } from '../../domain/sourceRef.ts';
import { createContextFactory } from '../../gateway/context.ts';
import { createEngine } from '../../gateway/engine/engine.ts';
import { businessConfig, createWorld, SYSTEMS, type World } from '../support/fakes/context.ts';
import { testSchema } from '../support/fakes/graphql.ts';
import { ADA, sample } from '../support/fakes/sample.ts';
import { source } from '../unit/datasources/upstream/fixtures.ts';
import { connected, describeWithRedis } from '../unit/datasources/redis/server.ts';
import { caller, shippedPolicy } from './callers.ts';
import { AMPLE_LIMITS } from './engine.ts';

const QUERY = `{ customer(id: "${ADA}") {
  name { full given family } emails { value } phones { value } taxIds { value } birthDate loyaltyIds account addresses { street city postcode country }
  subscriptions { topic status } tickets { edges { node { subject status } } } sources { system status }
} }`;
const CALLERS: readonly Principal[] = [
  ...(['admin', 'steward', 'manager', 'agent', 'sales', 'marketing', 'chatbot', 'corporate'] as const).map((role) => caller(role)),
  caller('partner', ['customer:read']), caller('partner', ['customer:read', 'customer:pii', 'tickets:read']),
  caller('distributor', undefined, { rows: { all: false, keys: ['distributor:D1'] } }), caller('distributor', undefined, { subject: 'distributor-2', rows: { all: false, keys: ['distributor:D2'] } }),
];
const nameOf = ({ subject, scopes }: Principal): string => `${subject} ${[...scopes].join(' ')}`;
const policyText = readFileSync(join(__dirname, '../../policy.yml'), 'utf8');

function policyWith(role: Role, dataClass: string, access: string): Policy {
  const document = parseDocument(policyText);
  document.setIn(['roles', role, 'classes', dataClass], access);
  return parsePolicy(document.toString());
}

/** A gateway over the sample's store and sources, which count the calls that they get. */
function gatewayOver(world: World, cache: RecordCache | null) {
  const state = { policy: shippedPolicy, calls: 0 };
  const sources = new Map(
    SYSTEMS.map((system) => {
      const client: SourceClient = {
        changedSince: async function* () {
          // Nothing changes.
        },
        fetchByIds: (type, ids) => {
          state.calls += 1;
          return Promise.resolve(ids.flatMap((id) => world.reader.records.get(`${system}:${type}:${id}`) ?? []));
        },
      };
      return [system, source(client, { system, ...(cache && { cacheMs: 3_600_000, staleMs: 3_600_000 }) })] as const;
    }),
  );
  const reader = createRecordReader({ sources, cache: cache ?? createMemoryRecordCache({ maxEntries: 10 }), snapshots: () => Promise.resolve(new Map()) });
  const contextFor = createContextFactory({
    store: world.store, reader, sources, notices: createMemoryNotices(), applyNow: () => Promise.resolve(), policy: () => state.policy, config: businessConfig, secret: Buffer.alloc(32, 7), now: Date.now,
  });
  const engine = createEngine({ schema: testSchema, policy: () => state.policy, limits: AMPLE_LIMITS, contextFor, logger: { error: () => undefined } });
  const ask = async (principal: Principal): Promise<string> => {
    const { body } = await engine.execute({ query: QUERY }, principal, { signal: new AbortController().signal, allowMutation: false });
    return JSON.stringify(body);
  };
  return Object.assign(state, { ask, reader });
}

function sharesNothing(make: () => RecordCache): void {
  let world: World;
  /** By caller: what it is shown of the sources alone. */
  let alone: ReadonlyMap<Principal, string>;
  beforeAll(async () => {
    world = await createWorld(sample);
    const uncached = gatewayOver(world, null);
    alone = new Map(await Promise.all(CALLERS.map(async (principal) => [principal, await uncached.ask(principal)] as const)));
  });

  it('holds to callers who are shown different things', () => {
    expect(new Set(alone.values()).size).toBeGreaterThanOrEqual(7);
    expect(alone.get(CALLERS[0]!)).toContain('12345678Z');
    expect([...alone].filter(([, text]) => text.includes('12345678Z')).map(([{ role }]) => role)).toEqual(['admin', 'steward', 'manager'].filter((role) => shippedPolicy.access(caller(role as Role), 'taxId') === 'allow'));
    expect(alone.get(CALLERS.at(-1)!)).toContain('"customer":null');
  });

  it.each(CALLERS.map((principal) => [nameOf(principal), principal] as const))('shows nobody more or less after %s has asked', async (_name, first) => {
    const gateway = gatewayOver(world, make());
    await gateway.ask(first);
    for (const next of CALLERS) expect([nameOf(next), await gateway.ask(next)]).toEqual([nameOf(next), alone.get(next)]);
    for (const next of [...CALLERS].reverse()) expect(await gateway.ask(next)).toBe(alone.get(next));
  });

  it('really answers from the cache', async () => {
    const gateway = gatewayOver(world, make());
    await gateway.ask(CALLERS[0]!);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { calls } = gateway;
    for (const principal of CALLERS) await gateway.ask(principal);
    expect([calls > 0, gateway.calls - calls]).toEqual([true, 0]);
  });

  it('shows a cached record by the policy of now, never by that under which it was cached', async () => {
    const agent = caller('agent');
    const gateway = gatewayOver(world, make());
    expect(await gateway.ask(agent)).toBe(alone.get(CALLERS[3]!));
    for (const [dataClass, value] of [['personName', 'Ada King'], ['contactPoint', 'ada@x.org'], ['birthDate', '1815'], ['tickets', 'Lamp is dark']] as const) {
      gateway.policy = shippedPolicy;
      expect(await gateway.ask(agent)).toContain(value);
      gateway.policy = policyWith('agent', dataClass, 'deny');
      expect(await gateway.ask(agent)).not.toContain(value);
    }
    gateway.policy = policyWith('agent', 'taxId', 'allow');
    expect(await gateway.ask(agent)).toContain('12345678Z');
    gateway.policy = shippedPolicy;
    expect(await gateway.ask(agent)).toBe(alone.get(CALLERS[3]!));
  });

  it('shows it by the rows of now: who may not see the customer any more finds none in the cache', async () => {
    const gateway = gatewayOver(world, make());
    const [ours, theirs] = CALLERS.slice(-2) as [Principal, Principal];
    expect(await gateway.ask(ours)).toContain('Ada King');
    expect(await gateway.ask({ ...ours, rows: theirs.rows })).toContain('"customer":null');
  });

  it('keeps records whole: none that was masked for somebody', async () => {
    const cache = make();
    const gateway = gatewayOver(world, cache);
    for (const principal of [...CALLERS].reverse()) await gateway.ask(principal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const record of sample.customers[0]!.parties) {
      expect(tryParseSourceRef(record.ref)?.type).toBe('party');
      const [lookup] = await cache.lookup([{ ref: record.ref, shape: '' }]);
      expect(lookup!.hit?.record).toEqual(record);
    }
  });
}

describe('the record cache of one process, under permissions', () => sharesNothing(() => createMemoryRecordCache({ maxEntries: 1_000 })));

describeWithRedis('the record cache in Redis, under permissions', () => {
  let client: RedisClient;
  beforeAll(async () => {
    client = await connected();
  });
  afterAll(() => client.close());
  sharesNothing(() => createRedisRecordCache(client.redis, { prefix: `test:${randomUUID()}:` }));
});
