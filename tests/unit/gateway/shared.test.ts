/** That Redis is away changes what callers are let through, so the log says when it begins and ends. */
import { openShared, type SharedState } from '../../../gateway/shared.ts';
import { caller } from '../../authz/callers.ts';
import { describeWithOwnRedis, startOwnRedis, type OwnRedis } from '../datasources/redis/ownServer.ts';

const allowance = { requestsPerMinute: 1_000, costPerMinute: 1_000, lookUpsPerHour: 1_000, chatbotLookUpsPerHour: 1_000, instances: 1 };

describeWithOwnRedis('shared state', () => {
  let server: OwnRedis;
  let shared: SharedState;
  const lines: string[] = [];
  let wake = (): void => undefined;
  const logged = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const write = (_fields: object, message: string): void => {
    lines.push(message);
    wake();
  };

  beforeAll(async () => {
    server = await startOwnRedis();
    shared = openShared({ redisUrl: server.url, allowance, keyedHash: (text) => text, logger: { info: write, warn: write } });
  });
  afterAll(async () => {
    await server.close();
  });

  it('is logged as away once however often it is tried, and not by its end', async () => {
    const admitted = (): Promise<void> => shared.limits.admit(caller('admin'));
    const opened = logged();
    await admitted();
    await opened;
    const away = logged();
    await server.kill();
    await away;
    for (let count = 0; count < 5; count += 1) await admitted();
    await shared.close();
    expect(lines).toEqual(['Redis answers.', 'Redis does not answer: this gateway counts and caches by itself.']);
  });
});
