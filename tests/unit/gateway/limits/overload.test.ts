/** The work in hand follows the event loop: a clock and looks of the test's own, so that a late loop is what it says. */
import { createOverload, type Overload, type OverloadLimits, type Place } from '../../../../gateway/limits/overload.ts';

const LIMITS: OverloadLimits = { maxInFlight: 400, minInFlight: 4, maxWaiting: 10, maxWaitMs: 100, maxLoopDelayMs: 50 };
const LOOK_MS = 10;

interface Loop {
  overload: Overload;
  told: [sheds: boolean, shed: number][];
  /** The loop turns; `delayMs`: how late the look comes. */
  look(delayMs?: number): void;
  pass(ms: number): void;
  /** The share of its time that the loop is busy from now on. */
  busy: { share: number };
  isEnded(): boolean;
  /** Enters so often; the places. */
  fill(count: number): Place[];
}

function loopOf(limits: Partial<OverloadLimits> = {}): Loop {
  let nowMs = 0;
  let turn: (() => void) | null = null;
  const told: [boolean, number][] = [];
  const busy = { share: 0 };
  const overload = createOverload({ ...LIMITS, ...limits }, {
    now: () => nowMs,
    every: (intervalMs, look) => {
      expect(intervalMs).toBe(LOOK_MS);
      turn = look;
      return () => (turn = null);
    },
    utilization: () => busy.share,
    onChange: (...change) => told.push(change),
  });
  return {
    overload,
    told,
    busy,
    look(delayMs = 0) {
      nowMs += LOOK_MS + delayMs;
      turn?.();
    },
    pass: (ms) => void (nowMs += ms),
    isEnded: () => turn === null,
    fill: (count) => Array.from({ length: count }, () => overload.enter() as Place),
  };
}

describe('a gateway with too much to do', () => {
  it('refuses at once what is beyond its work in hand while the loop is late, and keeps nobody waiting', () => {
    const loop = loopOf();
    loop.fill(100);
    loop.look(60);
    expect(loop.overload.state()).toMatchObject({ inFlight: 100, limit: 80, waiting: 0 });
    expect(loop.overload.enter()).toBeNull();
    expect(loop.overload.isOver()).toBe(true);
    expect(loop.overload.state().shed).toBe(1);
  });

  it('lets in a fifth less in each tenth of a second that leaves the loop no time, though no look comes late, and never less than the least', () => {
    const loop = loopOf();
    const tenth = (): void => Array.from({ length: 10 }).forEach(() => loop.look());
    loop.fill(100);
    loop.busy.share = 0.99;
    tenth();
    expect(loop.overload.state().limit).toBe(80);
    tenth();
    expect(loop.overload.state().limit).toBe(64);
    for (let times = 0; times < 30; times += 1) tenth();
    expect(loop.overload.state().limit).toBe(LIMITS.minInFlight);
  });

  it('lets in no more while the loop has hardly any time to spare, and more again when it has', () => {
    const loop = loopOf();
    const tenth = (): void => Array.from({ length: 10 }).forEach(() => loop.look());
    loop.busy.share = 0.95;
    tenth();
    loop.fill(100);
    tenth();
    expect(loop.overload.state().limit).toBe(100);
    loop.busy.share = 0.5;
    tenth();
    loop.look();
    expect(loop.overload.state().limit).toBeGreaterThan(100);
  });

  it('lets in a fifth less at each look that comes late, though never less than the least', () => {
    const loop = loopOf();
    const places = loop.fill(100);
    loop.look(60);
    loop.look(60);
    expect(loop.overload.state().limit).toBe(64);
    places.forEach((place) => place.leave());
    for (let looks = 0; looks < 20; looks += 1) loop.look(60);
    expect(loop.overload.state().limit).toBe(4);
    expect(loop.fill(4).every((place) => place !== null)).toBe(true);
    expect(loop.overload.enter()).toBeNull();
  });

  it('counts what was done before the next came in: the loop is late by it as well', () => {
    const loop = loopOf({ maxWaiting: 0 });
    const work = (count: number): void => {
      for (let done = 0; done < count; done += 1) (loop.overload.enter() as Place).leave();
    };
    work(150);
    loop.pass(LOOK_MS + LIMITS.maxLoopDelayMs + 1);
    expect(loop.overload.state().inFlight).toBe(0);
    expect(loop.overload.enter()).toBeNull();
    loop.look();
    expect(loop.overload.enter()).not.toBeNull();
  });

  it('refuses those who wait once the loop is late', async () => {
    const loop = loopOf();
    loop.fill(100);
    const waiting = loop.overload.enter();
    expect(waiting).toBeInstanceOf(Promise);
    loop.look(60);
    expect(await waiting).toBeNull();
  });

  it('refuses whoever has waited too long, and whoever would be one too many to wait', async () => {
    const loop = loopOf({ maxInFlight: 100 });
    loop.fill(100);
    const waiting = Array.from({ length: 10 }, () => loop.overload.enter());
    expect(loop.overload.enter()).toBeNull();
    loop.pass(95);
    loop.look();
    // A look that comes after the loop was held up tells that it is late, too: all of them are refused.
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 10 }, () => null));
    expect(loop.overload.state()).toMatchObject({ waiting: 0, shed: 11 });
  });

  it('tells once that it refuses, and once that it has not for a second', () => {
    const loop = loopOf({ maxWaiting: 0 });
    const places = loop.fill(100);
    expect([loop.overload.enter(), loop.overload.enter()]).toEqual([null, null]);
    expect(loop.told).toEqual([[true, 1]]);
    places.forEach((place) => place.leave());
    for (let looks = 0; looks < 101; looks += 1) loop.look();
    expect(loop.told).toEqual([[true, 1], [false, 2]]);
  });
});

describe('a gateway whose sources are what takes long', () => {
  it('lets in whoever waits when another is done, in their order', async () => {
    const loop = loopOf({ maxInFlight: 100 });
    const [first] = loop.fill(100);
    const order: number[] = [];
    const waiting = [1, 2].map((number) => (loop.overload.enter() as Promise<Place>).then((place) => (order.push(number), place)));
    loop.look();
    first!.leave();
    const second = await waiting[0]!;
    expect(order).toEqual([1]);
    second.leave();
    await waiting[1];
    expect(order).toEqual([1, 2]);
  });

  it('lets more and more in while the loop is in time, up to the most', async () => {
    const loop = loopOf();
    const seen: number[] = [];
    for (let looks = 0; looks < 100; looks += 1) {
      for (let entering: unknown = loop.overload.enter(); !(entering instanceof Promise) && entering !== null; entering = loop.overload.enter());
      loop.look();
      seen.push(loop.overload.state().limit);
    }
    expect(seen.slice(0, 3)).toEqual([105, 111, 117]);
    expect(seen.at(-1)).toBe(400);
    expect(loop.overload.state().inFlight).toBe(400);
  });

  it('lets no more in than before where nobody asks for it', () => {
    const loop = loopOf();
    loop.fill(50);
    for (let looks = 0; looks < 50; looks += 1) loop.look();
    expect(loop.overload.state().limit).toBe(100);
  });

  it('does not hold the place of a client that sends slowly, and has none for it once all are taken', () => {
    const loop = loopOf({ maxInFlight: 100 });
    const [slow, other] = loop.fill(100);
    slow!.pause();
    other!.pause();
    loop.look();
    expect(loop.overload.state().inFlight).toBe(98);
    loop.fill(1);
    expect(slow!.resume()).toBe(true);
    expect(other!.resume()).toBe(false);
    other!.leave();
    expect(loop.overload.state()).toMatchObject({ inFlight: 100, shed: 1 });
    slow!.leave();
    slow!.leave();
    expect(loop.overload.state().inFlight).toBe(99);
  });

  it('ends its looks, and the waiting of all, when it is closed', async () => {
    const loop = loopOf({ maxInFlight: 100 });
    loop.fill(100);
    const waiting = loop.overload.enter();
    loop.overload.close();
    expect(await waiting).toBeNull();
    expect(loop.isEnded()).toBe(true);
  });
});
