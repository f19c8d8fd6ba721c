import { randomUUID } from 'node:crypto';
import { createRedis } from '../../../../datasources/redis/client.ts';
import { createMemoryNotices, createRedisNotices, type NoticeBody } from '../../../../datasources/redis/notices.ts';
import { startSlowRelay } from '../../../support/slowRelay.ts';
import { describeWithOwnRedis, startOwnRedis } from './ownServer.ts';
import { connected, describeWithRedis } from './server.ts';

describe('notices in this process', () => {
  it('do not reach other topics or who has stopped', async () => {
    const notices = createMemoryNotices();
    const seen: NoticeBody[] = [];
    const stop = notices.subscribe('a', (body) => seen.push(body));
    await notices.publish('b', { id: 1 });
    await notices.publish('a', { id: 2 });
    stop();
    await notices.publish('a', { id: 3 });
    expect(seen).toEqual([{ id: 2 }]);
  });

  it('reach the others when one listener fails', async () => {
    const notices = createMemoryNotices();
    const seen: NoticeBody[] = [];
    notices.subscribe('a', () => {
      throw new Error('listener');
    });
    notices.subscribe('a', (body) => seen.push(body));
    await notices.publish('a', { id: 1 });
    expect(seen).toEqual([{ id: 1 }]);
    await notices.close();
    await notices.publish('a', { id: 2 });
    expect(seen).toHaveLength(1);
  });
});

describe('notices while Redis is away', () => {
  it('still reach this process', async () => {
    const client = createRedis('redis://127.0.0.1:1');
    const notices = createRedisNotices(client);
    const seen: NoticeBody[] = [];
    notices.subscribe('a', (body) => seen.push(body));
    await notices.publish('a', { id: 1 });
    expect(seen).toEqual([{ id: 1 }]);
    await notices.close();
    client.close();
  });
});

describeWithRedis('notices over Redis', () => {
  it('reach another process and, once, the sender; a strange message is passed over', async () => {
    const [one, two] = [await connected(), await connected()];
    const channel = `test:${randomUUID()}`;
    const [here, there] = [createRedisNotices(one, channel), createRedisNotices(two, channel)];
    await Promise.all([here.ready, there.ready]);
    const own: NoticeBody[] = [];
    here.subscribe('a', (body) => own.push(body));
    const arrived = new Promise<NoticeBody>((resolve) => void there.subscribe('a', resolve));
    await one.redis.publish(channel, 'no JSON');
    await here.publish('a', { refs: ['rt:ticket:1'] });
    expect(await arrived).toEqual({ refs: ['rt:ticket:1'] });
    // A round trip back: had the sender's own copy come by Redis as well, it would be here by now.
    const back = new Promise<NoticeBody>((resolve) => void here.subscribe('b', resolve));
    await there.publish('b', {});
    await back;
    expect(own).toEqual([{ refs: ['rt:ticket:1'] }]);
    await Promise.all([here.close(), there.close()]);
    one.close();
    two.close();
  });
});

describeWithOwnRedis('notices whose Redis is back', () => {
  it('are closed at this very moment without a rejection that nobody catches', async () => {
    const server = await startOwnRedis();
    const relay = await startSlowRelay({ port: Number(new URL(server.url).port) });
    const client = createRedis(`redis://127.0.0.1:${relay.port}`);
    let subscriber!: ReturnType<typeof client.subscriber>;
    const notices = createRedisNotices({ ...client, subscriber: () => (subscriber = client.subscriber()) });
    try {
      await notices.ready;
      await server.kill();
      const closed = new Promise((resolve) => {
        subscriber.once('ready', () => {
          // What has been asked by then has no answer before the end.
          relay.delay(1_000);
          void notices.close();
        });
        subscriber.once('end', resolve);
      });
      await server.restart();
      await closed;
      // Jest fails a test whose rejections nobody has caught a turn later.
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      await notices.close();
      client.close();
      await relay.close();
      await server.close();
    }
  });

  it('come in again', async () => {
    const server = await startOwnRedis();
    const [one, other] = [createRedis(server.url), createRedis(server.url)];
    const [here, there] = [createRedisNotices(one), createRedisNotices(other)];
    try {
      await Promise.all([here.ready, there.ready, one.ready(5_000)]);
      await server.kill();
      const back = Promise.all([new Promise<void>((resolve) => here.whenBack(resolve)), new Promise<void>((resolve) => there.whenBack(resolve)), new Promise<void>((resolve) => one.redis.once('ready', resolve))]);
      await server.restart();
      await back;
      const arrived = new Promise<NoticeBody>((resolve) => void there.subscribe('a', resolve));
      await here.publish('a', { id: 1 });
      expect(await arrived).toEqual({ id: 1 });
    } finally {
      await Promise.all([here.close(), there.close()]);
      one.close();
      other.close();
      await server.close();
    }
  });
});
