import { randomUUID } from 'node:crypto';
import { createRedis } from '../../../../datasources/redis/client.ts';
import { createMemoryNotices, createRedisNotices, type NoticeBody } from '../../../../datasources/redis/notices.ts';
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
