/** Two gateways on one store and one Redis, which is killed and comes back empty. */
import { createRedis, type RedisClient } from '../../datasources/redis/client.ts';
import { createRedisNotices } from '../../datasources/redis/notices.ts';
import { INTERACTION_TOPIC } from '../../domain/interactionNotice.ts';
import type { SourceRecord } from '../../domain/records.ts';
import { applyChange } from '../../operations/applyChange.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { createLiveGateway } from '../support/liveGateway.ts';
import { embeddedServer } from '../support/mongoServers.ts';
import { order, party } from '../support/partyRecords.ts';
import { describeWithOwnRedis, startOwnRedis, type OwnRedis } from '../unit/datasources/redis/ownServer.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(120_000);

describeWithOwnRedis('streams of two gateways on one Redis', () => {
  const server = embeddedServer();
  const clients: RedisClient[] = [];
  let redis: OwnRedis;
  let test: TestStore;
  beforeAll(async () => {
    [redis, test] = await Promise.all([startOwnRedis(), openTestStore(server)]);
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await redis.close();
    await test.close();
    await server.close();
  });

  it('are told each event once, by the gateway that wrote it or by the other, also of what happened while Redis was gone', async () => {
    let epoch = 0;
    const deps = { ...applyOptions(['erp']), store: test.store, now: Date.now };
    const see = (...records: SourceRecord[]) => applyChange(deps, records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record })));
    await see(party('erp:party:1', { name: 'Ana García' }));
    const ana = (await test.store.customerIndex.byPartyRefs(['erp:party:1'], { audience: 'staff', rows: { all: true } })).get('erp:party:1')!.customerId;

    const start = async () => {
      const client = createRedis(redis.url);
      clients.push(client);
      const notices = createRedisNotices(client);
      await Promise.all([client.ready(5_000), notices.ready]);
      // Its clock stands still: what is told is told by notices, or because Redis has come back.
      return { client, notices, ...createLiveGateway(await test.another(), notices) };
    };
    const [one, two] = [await start(), await start()];
    const streams = [await one.open(ana), await two.open(ana)];
    const record = async (n: number, by: typeof one) => {
      await see(order(`erp:order:${n}`, 'erp:party:1'));
      await by.notices.publish(INTERACTION_TOPIC, { ref: `erp:order:${n}`, partyRef: 'erp:party:1' });
    };

    await record(1, one);
    await record(2, two);
    for (const stream of streams) await stream.keeps(2);

    const back = Promise.all([one, two].map(({ notices }) => new Promise<void>((resolve) => void notices.whenBack(resolve))));
    await redis.kill();
    for (let n = 3; n <= 8; n += 1) await record(n, n % 2 === 0 ? one : two);
    await redis.restart();
    await back;
    for (const stream of streams) await stream.keeps(8, 30_000);
    await Promise.all([one, two].map(({ client }) => client.ready(5_000)));
    await record(9, one);
    for (const stream of streams) {
      await stream.keeps(9);
      expect(stream.told.map(({ refs }) => refs[0]).sort()).toEqual(Array.from({ length: 9 }, (_, n) => `erp:order:${n + 1}`));
      await stream.leave();
    }
  });
});
