import type { Change } from '../../../domain/change.ts';
import type { ChangeFeed, ChangeFollower } from '../../../resolvers/context.ts';
import { streamOfChanges, type ReadPage, type StreamQueueLimits } from '../../../resolvers/support/changeStream.ts';
import type { Candidate, Offered } from '../../../resolvers/support/telling.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const change = (n: number, partyRef = 'mine'): Change => ({ lane: 'events', ref: `event ${n}`, partyRef, ids: [], rev: 1, atMs: n });
const own = async (offered: readonly Offered[]): Promise<Offered[]> => offered.filter(({ change: { partyRef } }) => partyRef === 'mine');
const limits: StreamQueueLimits = { maxEvents: 3, maxChanges: 5 };

/** A feed that a test works by hand. */
function createFeed() {
  const followers = new Set<ChangeFollower>();
  const changes: ChangeFeed = {
    async follow(_lanes, follower) {
      followers.add(follower);
      return () => void followers.delete(follower);
    },
  };
  return {
    changes,
    followers,
    publish: (n: number, partyRef?: string, lookedMs = n - 1) => followers.forEach(({ take }) => take([change(n, partyRef)], lookedMs)),
    look: () => followers.forEach(({ looked }) => looked()),
  };
}

async function start(choose = own, since: ReadPage | null = null, given = limits) {
  const feed = createFeed();
  const left = new AbortController();
  const events = await streamOfChanges({ changes: feed.changes, lanes: ['events'], signal: left.signal, since, limits: given }, choose);
  const next = async (): Promise<string | null> => (await events.next()).value?.offered.change.ref ?? null;
  return { ...feed, left, events, next };
}

/** As a subscription tells one. */
const tell = (candidate: Candidate | undefined): void => candidate!.telling.tell(candidate!.offered.change.ref, 1, candidate!);

describe('the changes of a stream', () => {
  it('end with a code where their reader leaves more of them waiting than it may', async () => {
    const { events, publish } = await start();
    for (let n = 1; n <= 4; n += 1) publish(n);
    await turn();
    await expect(events.next()).rejects.toMatchObject({ code: 'STREAM_OVERFLOW' });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('end with a code where they come faster than the store can be asked, for a reader that waits as well', async () => {
    const { events, publish } = await start(() => new Promise(() => undefined));
    const next = events.next();
    const ended = expect(next).rejects.toMatchObject({ code: 'STREAM_OVERFLOW' });
    for (let n = 1; n <= 7; n += 1) publish(n, 'other');
    await ended;
    expect((await events.next()).done).toBe(true);
  });

  it('are not held up by those of others, however slow the reader is, and are asked about many at once', async () => {
    const choose = jest.fn(own);
    const { next, publish } = await start(choose);
    for (let round = 0; round < 4; round += 1) {
      for (let n = 0; n < 5; n += 1) publish(n, 'other');
      await turn();
    }
    publish(7);
    expect(await next()).toBe('event 7');
    expect(choose.mock.calls.length).toBeLessThan(12);
  });

  it('that could not be asked about are kept until the store answers', async () => {
    let fails = true;
    const { next, publish, look } = await start((offered) => (fails ? Promise.reject(new Error('no store')) : own(offered)));
    publish(1);
    await turn();
    look();
    await turn();
    fails = false;
    publish(2);
    expect(await next()).toBe('event 2');
    look();
    expect(await next()).toBe('event 1');
  });

  it('that could not be shown are tried again a few times, and then left out', async () => {
    const { events, publish, look } = await start();
    publish(1);
    const tries: number[] = [];
    for (let step = 0; step < 5; step += 1) {
      const { value } = await events.next();
      tries.push(value!.offered.tries);
      value!.leftOut();
      look();
    }
    expect(tries).toEqual([0, 1, 2, 3, 4]);
    publish(2);
    expect((await events.next()).value!.offered.change.ref).toBe('event 2');
  });

  it('give a place that is never beyond what is still owed', async () => {
    const { events, publish, look } = await start();
    publish(10, 'mine', 8);
    publish(20, 'mine', 18);
    const first = (await events.next()).value!;
    first.leftOut();
    const second = (await events.next()).value!;
    tell(second);
    expect(second.telling.placeMs(second, 20)).toBe(8);
    look();
    const again = (await events.next()).value!;
    tell(again);
    publish(30, 'mine', 28);
    const third = (await events.next()).value!;
    expect([third.telling.placeMs(third, 30), third.telling.placeMs(third, null)]).toEqual([28, 28]);
  });

  it('end for a reader that leaves or waits when the request does, and hear nothing more', async () => {
    const { events, left, followers } = await start();
    const next = events.next();
    left.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect([(await events.next()).done, followers.size]).toEqual([true, 0]);
    const leaving = await start();
    await leaving.events.return?.();
    leaving.publish(1);
    expect([(await leaving.events.next()).done, leaving.followers.size]).toEqual([true, 0]);
  });
});

describe('the changes since a client was there last', () => {
  const pages: ReadPage = async (position) => {
    const from = position ? Number(position.id) : 1;
    const page = [from, from + 1].map((n) => ({ change: change(n, n === 2 ? 'other' : 'mine'), lookedMs: Number.POSITIVE_INFINITY }));
    return { page, next: from < 3 ? { at: new Date(0), id: String(from + 2) } : null };
  };

  it('come first, as they are taken; what happens meanwhile comes after them', async () => {
    const read = jest.fn(pages);
    const { next, publish } = await start(own, read);
    publish(9);
    await turn();
    expect(read).not.toHaveBeenCalled();
    expect(await next()).toBe('event 1');
    expect(read).toHaveBeenCalledTimes(1);
    expect([await next(), await next(), await next()]).toEqual(['event 3', 'event 4', 'event 9']);
    publish(10);
    expect(await next()).toBe('event 10');
  });

  it('are read once the store answers again', async () => {
    let fails = 2;
    const { next, look } = await start(own, (position) => ((fails -= 1) >= 0 ? Promise.reject(new Error('no store')) : pages(position)));
    const first = next();
    for (let n = 0; n < 3; n += 1) {
      await turn();
      look();
    }
    expect(await first).toBe('event 1');
  });

  it('do not keep more of what happens meanwhile than a stream may hold', async () => {
    const { events, next, publish } = await start(own, pages);
    expect(await next()).toBe('event 1');
    for (let n = 5; n <= 8; n += 1) publish(n);
    await turn();
    await expect(events.next()).rejects.toMatchObject({ code: 'STREAM_OVERFLOW' });
  });
});
