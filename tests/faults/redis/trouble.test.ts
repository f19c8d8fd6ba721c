/** What one request pays for a Redis in trouble, over everything that it uses Redis for; and what is right when Redis is back. */
import { randomUUID } from 'node:crypto';
import { createRedis } from '../../../datasources/redis/client.ts';
import { presenceOf } from '../../../datasources/redis/presence.ts';
import type { CachedRecord, CacheKey } from '../../../datasources/redis/recordCache.ts';
import type { Principal } from '../../../domain/principal.ts';
import { openShared, type SharedState } from '../../../gateway/shared.ts';
import { caller } from '../../authz/callers.ts';
import { startSlowRelay, type SlowRelay } from '../../support/slowRelay.ts';
import { describeWithOwnRedis, startOwnRedis, type OwnRedis } from '../../unit/datasources/redis/ownServer.ts';

const LIMIT_MS = 100;
/** Of a machine with other things to do. */
const SLACK_MS = 150;
const TTL_MS = 60_000;
const allowance = { requestsPerMinute: 10, costPerMinute: 1_000, lookUpsPerHour: 4, chatbotLookUpsPerHour: 10, instances: 2 };
const somebody = () => caller('admin', undefined, { subject: randomUUID() });
const value = (name: string): CachedRecord => ({ record: { ref: `crm:party:${name}` } as never, fetchedAtMs: 1 });

describeWithOwnRedis('a Redis in trouble', () => {
  let server: OwnRedis;
  let relay: SlowRelay;
  let shared: SharedState;
  let told: string[];
  let mend: (() => Promise<void> | void) | null = null;
  let awaited: { message: string; tell(): void }[];
  const log = (_fields: object, message: string): void => {
    told.push(message);
    awaited.filter((each) => message.includes(each.message)).forEach(({ tell }) => tell());
  };
  const tells = (message: string): Promise<void> => new Promise((tell) => awaited.push({ message, tell }));
  const open = (url: string): SharedState => openShared({ redisUrl: url, allowance, keyedHash: (text) => text, logger: { info: log, warn: log } });

  beforeAll(async () => {
    server = await startOwnRedis();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    told = [];
    awaited = [];
    relay = await startSlowRelay({ port: Number(new URL(server.url).port) });
    const answers = tells('Redis answers.');
    shared = open(`redis://127.0.0.1:${relay.port}`);
    await answers;
  });
  afterEach(async () => {
    await mend?.();
    mend = null;
    await shared.close();
    await relay.close();
  });

  const key = (): CacheKey => ({ ref: `crm:party:${randomUUID()}`, shape: '' });
  const lookUp = async (who: Principal, email: string): Promise<void> => shared.limits.countLookUps(who, [{ coordinate: 'Query.customerBy', args: { key: { email } } }]);
  /** All that one request asks of Redis, one after the other; resolves with the ms that it took. */
  const request = async (who = somebody()): Promise<number> => {
    const began = performance.now();
    const refused = (error: unknown): void => expect(error).toMatchObject({ code: expect.stringMatching(/^(RATE_LIMITED|LOOKUP_LIMIT_REACHED)$/) });
    await shared.limits.admit(who).catch(refused);
    await shared.limits.charge(who, 1);
    await lookUp(who, `${randomUUID()}@example.com`).catch(refused);
    const wanted = key();
    const [found] = await shared.cache.lookup([wanted]);
    await shared.cache.fill([{ key: wanted, ticket: found!.ticket, value: value('1'), keepMs: TTL_MS }]);
    await shared.notices.publish('topic', { ref: wanted.ref });
    return performance.now() - began;
  };

  const TROUBLES: readonly (readonly [string, (() => Promise<void> | void), (() => Promise<void> | void), number])[] = [
    ['is killed', () => server.kill(), () => server.restart(), 0],
    ['hangs', () => server.freeze(), () => server.thaw(), LIMIT_MS],
    ['answers after 2 s', () => relay.delay(2_000), () => relay.delay(0), LIMIT_MS],
  ];

  it.each(TROUBLES)('that %s costs the requests of one moment at most 100 ms once, and the next nothing', async (_name, begin, end, costMs) => {
    await request(somebody());
    mend = end;
    await begin();
    const first = await Promise.all(Array.from({ length: 20 }, () => request(somebody())));
    expect(Math.max(...first)).toBeLessThan(costMs + SLACK_MS);
    const next = await Promise.all(Array.from({ length: 20 }, () => request(somebody())));
    expect(Math.max(...next)).toBeLessThan(SLACK_MS);
    expect(told.filter((line) => line.startsWith('Redis does not answer'))).toHaveLength(1);
    const back = tells('Redis answers.');
    mend = null;
    await end();
    await back;
    const [again] = await shared.cache.lookup([key()]);
    expect(again!.ticket).toBe('0');
  });

  it.each(TROUBLES)('that %s leaves each gateway its share of the rates and look-ups', async (_name, begin, end) => {
    const who = somebody();
    mend = end;
    await begin();
    await request();
    const admitted = await Promise.allSettled(Array.from({ length: 8 }, () => shared.limits.admit(who)));
    expect(admitted.map(({ status }) => status)).toEqual([...Array<string>(5).fill('fulfilled'), ...Array<string>(3).fill('rejected')]);
    expect((admitted[7] as PromiseRejectedResult).reason).toMatchObject({ code: 'RATE_LIMITED' });
    const lookUps: string[] = [];
    for (const email of ['a@example.com', 'b@example.com', 'c@example.com', 'a@example.com']) {
      lookUps.push(await lookUp(who, email).then(() => 'counted', (error: { code: string }) => error.code));
    }
    expect(lookUps).toEqual(['counted', 'counted', 'LOOKUP_LIMIT_REACHED', 'counted']);
    const back = tells('Redis answers.');
    mend = null;
    await end();
    await back;
  });

  it.each(TROUBLES)('that %s does not show a record again that was invalidated meanwhile', async (_name, begin, end) => {
    const [invalidated, kept] = [key(), key()];
    const tickets = await shared.cache.lookup([invalidated, kept]);
    await shared.cache.fill([invalidated, kept].map((each, index) => ({ key: each, ticket: tickets[index]!.ticket, value: value('1'), keepMs: TTL_MS })));
    mend = end;
    await begin();
    await shared.cache.invalidate([invalidated.ref]);
    const back = tells('Redis answers.');
    mend = null;
    await end();
    await back;
    const other = createRedis(server.url);
    await other.ready(5_000);
    await presenceOf(other.redis).ask(() => other.redis.ping());
    const [first] = await shared.cache.lookup([invalidated, kept]);
    expect(first!.hit).toBeNull();
    // Nor does another gateway, once it has been made up for.
    for (let looks = 0; looks < 100 && (await other.redis.exists(`c360:record:{${invalidated.ref}}`)) === 1; looks += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await other.redis.exists(`c360:record:{${invalidated.ref}}`)).toBe(0);
    other.close();
  });
});

describeWithOwnRedis('a connection whose other end has gone without a word', () => {
  it('is made anew, and Redis answers over the new one', async () => {
    const server = await startOwnRedis();
    const client = createRedis(server.url);
    await client.ready(5_000);
    const presence = presenceOf(client.redis);
    await presence.ask(() => client.redis.ping());
    // What is written goes nowhere, as behind a router that has forgotten the connection.
    const { stream } = client.redis as unknown as { stream: { write(...args: unknown[]): boolean } };
    stream.write = () => true;
    const back = new Promise<void>((resolve) => presence.watch((answers) => answers && resolve()));
    await expect(presence.ask(() => client.redis.ping())).rejects.toThrow('in time');
    expect(presence.isAway()).toBe(true);
    await back;
    expect(await presence.ask(() => client.redis.ping())).toBe('PONG');
    client.close();
    await server.close();
  });
});
