import { createMemoryNotices, type NoticeBody } from '../../../datasources/redis/notices.ts';
import { eventsOfNotices } from '../../../resolvers/support/noticeStream.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const own = async (bodies: readonly NoticeBody[]): Promise<unknown[]> => bodies.filter(({ mine }) => mine).map(({ n }) => n);

function start(choose = own, limits = { maxEvents: 3, maxNotices: 5 }) {
  const notices = createMemoryNotices();
  const left = new AbortController();
  const events = eventsOfNotices({ notices, topic: 't', signal: left.signal, limits }, choose);
  const publish = (n: number, mine = true) => notices.publish('t', { n, mine });
  return { notices, left, events, publish };
}

describe('the events of notices', () => {
  it('end with a code where their reader leaves more of them waiting than it may', async () => {
    const { events, publish } = start();
    for (let n = 1; n <= 4; n += 1) await publish(n);
    await turn();
    await expect(events.next()).rejects.toMatchObject({ code: 'STREAM_OVERFLOW' });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('end with a code where notices come faster than the store can be asked, for a reader that waits as well', async () => {
    const { events, publish } = start(() => new Promise(() => undefined));
    const next = events.next();
    const ended = expect(next).rejects.toMatchObject({ code: 'STREAM_OVERFLOW' });
    for (let n = 1; n <= 7; n += 1) await publish(n, false);
    await ended;
    expect((await events.next()).done).toBe(true);
  });

  it('are not held up by notices of others, however slow the reader is, and are asked for many at once', async () => {
    const choose = jest.fn(own);
    const { events, publish } = start(choose);
    for (let round = 0; round < 4; round += 1) {
      for (let n = 0; n < 5; n += 1) void publish(n, false);
      await turn();
    }
    await publish(7);
    expect(await events.next()).toEqual({ done: false, value: 7 });
    expect(choose.mock.calls.length).toBeLessThan(12);
  });

  it('leave out what could not be asked about, and go on', async () => {
    let fails = true;
    const { events, publish } = start((bodies) => (fails ? Promise.reject(new Error('no store')) : own(bodies)));
    await publish(1);
    await turn();
    fails = false;
    await publish(2);
    expect((await events.next()).value).toBe(2);
  });

  it('end for a reader that leaves or waits when the request does, and hear nothing more', async () => {
    const { events, publish, left, notices } = start();
    const next = events.next();
    left.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    await publish(1);
    expect((await events.next()).done).toBe(true);
    const gone = eventsOfNotices({ notices, topic: 't', signal: left.signal }, own);
    await publish(1);
    expect((await gone.next()).done).toBe(true);
    const leaving = eventsOfNotices({ notices, topic: 't', signal: new AbortController().signal }, own);
    await publish(1);
    await leaving.return?.();
    expect((await leaving.next()).done).toBe(true);
  });
});
