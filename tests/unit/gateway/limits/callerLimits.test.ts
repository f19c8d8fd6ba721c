import { createHmac, randomUUID } from 'node:crypto';
import { createRedis, type RedisClient } from '../../../../datasources/redis/client.ts';
import { createMemoryDistinctCounts, createRedisDistinctCounts } from '../../../../datasources/redis/distinctCounts.ts';
import { createMemoryMeter, createRedisMeter } from '../../../../datasources/redis/rateLimits.ts';
import type { Principal } from '../../../../domain/principal.ts';
import { LOOK_UP_FIELDS, type LookUp } from '../../../../gateway/engine/gates.ts';
import { createCallerLimits, type CallerAllowance, type CallerLimits } from '../../../../gateway/limits/callerLimits.ts';
import { caller } from '../../../authz/callers.ts';
import { describeWithOwnRedis, startOwnRedis, type OwnRedis } from '../../datasources/redis/ownServer.ts';

const keyedHash = (text: string): string => createHmac('sha256', 'k'.repeat(32)).update(text).digest('hex');
const small: CallerAllowance = { requestsPerMinute: 4, costPerMinute: 100, lookUpsPerHour: 3, chatbotLookUpsPerHour: 2, instances: 1 };
const HOUR = { windowMs: 3_600_000 };

function alone(changes: Partial<CallerAllowance> = {}): CallerLimits {
  const meter = () => createMemoryMeter({ name: randomUUID(), windowSeconds: 60 });
  return createCallerLimits({ allowance: { ...small, ...changes }, requests: meter(), cost: meter(), lookUps: createMemoryDistinctCounts(HOUR), expectsShared: false, keyedHash });
}

const issued = (changes: Partial<NonNullable<Principal['issuedToken']>> = {}): Principal =>
  caller('partner', [], { issuedToken: { id: randomUUID(), requestsPerMinute: null, costPerMinute: null, ...changes } });
const by = (key: Record<string, string>): LookUp => ({ coordinate: 'Query.customerBy', args: { key } });
const byId = (id: string): LookUp => ({ coordinate: 'Query.customer', args: { id } });
/** The code of the refusal, or null. */
const refusal = (asked: void | Promise<void>): Promise<string | null> => Promise.resolve(asked).then(() => null, (error: { code: string }) => error.code);
const refusals = async (times: number, ask: () => void | Promise<void>): Promise<(string | null)[]> => {
  const found = [];
  for (let index = 0; index < times; index += 1) found.push(await refusal(ask()));
  return found;
};

describe('the requests of a principal', () => {
  it('are refused beyond the limit, and say when to come back', async () => {
    const limits = alone();
    const agent = caller('agent');
    expect(await refusals(5, () => limits.admit(agent))).toEqual([null, null, null, null, 'RATE_LIMITED']);
    const details = await limits.admit(agent).catch((error: { details: { retryAfterSeconds: number } }) => error.details);
    expect(details?.retryAfterSeconds).toBeGreaterThan(50);
    // The same person with a new token, and another of the same role.
    expect(await refusal(limits.admit({ ...agent }))).toBe('RATE_LIMITED');
    expect(await refusal(limits.admit({ ...agent, subject: 'agent-2' }))).toBeNull();
  });

  it('are refused by the rate of the issued token itself', async () => {
    const limits = alone();
    const strict = issued({ requestsPerMinute: 1 });
    expect(await refusals(2, () => limits.admit(strict))).toEqual([null, 'RATE_LIMITED']);
    const generous = issued({ requestsPerMinute: 6 });
    expect(await refusals(7, () => limits.admit(generous))).toEqual([...Array<null>(6).fill(null), 'RATE_LIMITED']);
  });

  it('are refused beyond the share of this process where several count each for itself', async () => {
    const limits = alone({ instances: 2 });
    const agent = caller('agent');
    expect(await refusals(3, () => limits.admit(agent))).toEqual([null, null, 'RATE_LIMITED']);
  });
});

describe('the cost of a principal', () => {
  it('is refused beyond the limit, however few the requests', async () => {
    const limits = alone();
    const agent = caller('agent');
    expect(await refusals(2, () => limits.charge(agent, 50.5))).toEqual([null, 'RATE_LIMITED']);
    const free = caller('agent', undefined, { subject: 'agent-2' });
    expect(await refusals(101, () => limits.charge(free, 0))).toEqual([...Array<null>(100).fill(null), 'RATE_LIMITED']);
  });

  it('is refused by the rate of the issued token itself', async () => {
    const limits = alone();
    const strict = issued({ costPerMinute: 10 });
    expect(await refusals(2, () => limits.charge(strict, 10))).toEqual([null, 'RATE_LIMITED']);
  });
});

describe('the look-ups of a principal', () => {
  it('are refused beyond the limit of different values', async () => {
    const limits = alone();
    const agent = caller('agent');
    const ask = (index: number) => refusal(limits.countLookUps(agent, [by({ email: `a${index}@example.com` })]));
    expect([await ask(1), await ask(2), await ask(3), await ask(4), await ask(1)]).toEqual([null, null, null, 'LOOKUP_LIMIT_REACHED', null]);
  });

  it('are refused however many stand in one operation', async () => {
    const limits = alone();
    const aliases = ['1', '2', '3', '4'].map((digit) => by({ loyaltyId: digit }));
    expect(await refusal(limits.countLookUps(caller('agent'), aliases))).toBe('LOOKUP_LIMIT_REACHED');
    expect(await refusal(limits.countLookUps(caller('agent'), aliases.slice(1)))).toBeNull();
  });

  it('count a value once in all its notations and ways of asking', async () => {
    const limits = alone();
    const agent = caller('agent');
    const equal: LookUp[] = [
      by({ email: 'ada@example.com' }), by({ email: ' ADA@Example.com ' }), { coordinate: 'Query.customerContext', args: { key: { email: 'Ada@example.com' } } },
      by({ phone: '+34600111222' }), { coordinate: 'Query.callerContext', args: { phone: '+34600111222' } },
      { coordinate: 'Query.searchCustomers', args: { text: 'Ada  Lovelace', first: 5 } }, { coordinate: 'Query.searchCustomers', args: { text: 'lovelace ada', after: 'x' } },
    ];
    for (const one of equal) expect(await refusal(limits.countLookUps(agent, [one]))).toBeNull();
    expect(await refusal(limits.countLookUps(agent, [by({ loyaltyId: '1' })]))).toBe('LOOKUP_LIMIT_REACHED');
  });

  it('count whom something is written down of by what is known of them, as if they were asked for', async () => {
    const written = (input: Record<string, unknown>): LookUp => ({ coordinate: 'Mutation.recordInteraction', args: { input: { idempotencyKey: randomUUID(), ...input } } });
    for (const role of ['agent', 'chatbot'] as const) {
      const limits = alone({ lookUpsPerHour: 2, chatbotLookUpsPerHour: 2 });
      const asked = [by({ phone: '+34600111222' }), written({ phone: '+34600111222' }), written({ email: 'ada@example.com' }), written({ email: ' ADA@example.com' })];
      for (const one of asked) expect(await refusal(limits.countLookUps(caller(role), [one]))).toBeNull();
      expect(await refusal(limits.countLookUps(caller(role), [written({ sourceRef: 'tryton:party:1' })]))).toBe('LOOKUP_LIMIT_REACHED');
      expect(await refusal(limits.countLookUps(caller(role), [written({ phone: '+34600111333' })]))).toBe('LOOKUP_LIMIT_REACHED');
    }
  });

  it('leave those uncounted that are refused anyway, and ids', async () => {
    const limits = alone();
    const agent = caller('agent');
    for (const phone of ['600111222', '0034600111222', '+34 600 111 222', 'x']) await limits.countLookUps(agent, [by({ phone })]);
    for (const id of ['1', '2', '3', '4']) await limits.countLookUps(agent, [byId(id)]);
    expect(await refusals(3, () => limits.countLookUps(agent, [by({ loyaltyId: randomUUID() })]))).toEqual([null, null, null]);
  });

  it('reach a capped number of customers for a chatbot whose token names none, by whatever way', async () => {
    const ways: LookUp[] = [
      byId('1'), { coordinate: 'Query.node', args: { id: '1' } }, { coordinate: 'Query.order', args: { ref: 'A-1' } },
      { coordinate: 'Subscription.interactionRecorded', args: { customerId: '1' } },
      { coordinate: 'Mutation.recordInteraction', args: { input: { idempotencyKey: 'k', customerId: '1' } } },
      { coordinate: 'Mutation.recordInteraction', args: { input: { idempotencyKey: 'k', sourceRef: 'tryton:party:1' } } },
    ];
    for (const way of ways) {
      const limits = alone();
      const chatbot = caller('chatbot');
      expect(await refusals(2, () => limits.countLookUps(chatbot, [by({ loyaltyId: randomUUID() })]))).toEqual([null, null]);
      expect([way.coordinate, await refusal(limits.countLookUps(chatbot, [way]))]).toEqual([way.coordinate, 'LOOKUP_LIMIT_REACHED']);
      const bound = caller('chatbot', undefined, { subject: 'bound', customerId: '1' });
      expect(await refusals(9, () => limits.countLookUps(bound, [way]))).toEqual(Array<null>(9).fill(null));
    }
  });

  it('have a key for every field that the engine hands over', async () => {
    const args = { key: { loyaltyId: '1' }, phone: '+34600111222', text: 'ada', id: '1', ref: 'A-1', customerId: '1', input: { customerId: '1' } };
    for (const coordinate of LOOK_UP_FIELDS) {
      const limits = alone({ chatbotLookUpsPerHour: 1 });
      await limits.countLookUps(caller('chatbot'), [by({ loyaltyId: 'other' })]);
      expect([coordinate, await refusal(limits.countLookUps(caller('chatbot'), [{ coordinate, args }]))]).toEqual([coordinate, 'LOOKUP_LIMIT_REACHED']);
    }
  });
});

describeWithOwnRedis('limits that several gateways share', () => {
  let server: OwnRedis;
  let clients: RedisClient[];
  const allowance = { ...small, requestsPerMinute: 6, instances: 2 };
  const gatewayOn = ({ redis }: RedisClient): CallerLimits =>
    createCallerLimits({
      allowance,
      requests: createRedisMeter(redis, { name: 'requests', windowSeconds: 60 }),
      cost: createRedisMeter(redis, { name: 'cost', windowSeconds: 60 }),
      lookUps: createRedisDistinctCounts(redis, HOUR),
      expectsShared: true,
      keyedHash,
    });

  beforeEach(async () => {
    server = await startOwnRedis();
    clients = [createRedis(server.url), createRedis(server.url)];
    await Promise.all(clients.map((client) => client.ready(5_000)));
  });
  afterEach(async () => {
    clients.forEach((client) => client.close());
    await server.close();
  });

  it('refuse what is too much over all of them, and keep neither a subject nor a value in Redis', async () => {
    const [here, there] = clients.map(gatewayOn) as [CallerLimits, CallerLimits];
    const agent = caller('agent', undefined, { subject: 'ada.canary' });
    expect(await refusals(3, () => here.admit(agent))).toEqual([null, null, null]);
    expect(await refusals(4, () => there.admit(agent))).toEqual([null, null, null, 'RATE_LIMITED']);
    expect([await refusal(here.charge(agent, 60)), await refusal(there.charge(agent, 60))]).toEqual([null, 'RATE_LIMITED']);
    await here.countLookUps(agent, [by({ email: 'canary1@example.com' }), by({ email: 'canary2@example.com' })]);
    expect(await refusal(there.countLookUps(agent, [by({ email: 'canary1@example.com' }), by({ email: 'canary3@example.com' })]))).toBeNull();
    expect(await refusal(here.countLookUps(agent, [by({ email: 'canary4@example.com' })]))).toBe('LOOKUP_LIMIT_REACHED');

    const { redis } = clients[0]!;
    const kept: string[] = [];
    for (const key of await redis.keys('*')) kept.push(key, ...((await redis.type(key)) === 'set' ? await redis.smembers(key) : [(await redis.get(key)) ?? '']));
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.join('\n')).not.toMatch(/canary/);
  });

  it('let an issued token have its share while Redis is away, and tell it why there is no more', async () => {
    const [here] = clients.map(gatewayOn) as [CallerLimits];
    const token = issued();
    const agent = caller('agent');
    expect([await refusal(here.admit(token)), await refusal(here.admit(agent))]).toEqual([null, null]);
    await server.kill();
    expect(await refusals(3, () => here.admit(token))).toEqual([null, null, 'RATE_LIMIT_UNAVAILABLE']);
    expect(await refusals(3, () => here.admit(agent))).toEqual([null, null, 'RATE_LIMITED']);
    expect([await refusal(here.charge(token, 50)), await refusal(here.charge(token, 1))]).toEqual([null, 'RATE_LIMIT_UNAVAILABLE']);
    expect(await refusal(here.countLookUps(token, [by({ email: 'a@x.org' }), by({ email: 'b@x.org' })]))).toBeNull();
    expect(await refusal(here.countLookUps(token, [by({ email: 'c@x.org' })]))).toBe('RATE_LIMIT_UNAVAILABLE');
  });
});
