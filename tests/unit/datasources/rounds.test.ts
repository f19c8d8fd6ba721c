import { readInRounds } from '../../../datasources/mongo/readInRounds.ts';
import { createRounds } from '../../../datasources/rounds.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

interface Sent {
  ids: string[];
  answer(): void;
  fail(error: Error): void;
}

/** Reads that answer, with what was stored when they were sent, as soon as the test lets them. */
function heldReads() {
  const stored = new Map<string, string>();
  const sent: Sent[] = [];
  let told = (): void => undefined;
  const load = (ids: string[]): Promise<Map<string, string>> => {
    const seen = new Map(ids.flatMap((id) => (stored.has(id) ? [[id, stored.get(id)!] as const] : [])));
    return new Promise((resolve, reject) => {
      sent.push({ ids, answer: () => resolve(seen), fail: reject });
      told();
    });
  };
  /** The read of this number, from 1, once it has been sent. */
  const nth = async (number: number): Promise<Sent> => {
    while (sent.length < number) await new Promise<void>((resolve) => (told = resolve));
    return sent[number - 1]!;
  };
  return { stored, sent, load, nth };
}

describe('reads in rounds', () => {
  it('are never answered by a read that was sent before they were asked', async () => {
    const { stored, load, nth } = heldReads();
    const read = readInRounds(load);
    stored.set('a', 'good');
    const first = read(['a']);
    const before = await nth(1);
    stored.set('a', 'revoked');
    const second = read(['a']);
    before.answer();
    expect((await first).get('a')).toBe('good');
    (await nth(2)).answer();
    expect((await second).get('a')).toBe('revoked');
  });

  it('fail with their round alone', async () => {
    const { stored, load, nth } = heldReads();
    const read = readInRounds(load);
    stored.set('b', 'there');
    const both = Promise.allSettled([read(['a']), read(['a'])]);
    const failing = await nth(1);
    const next = read(['b']);
    failing.fail(new Error('no store'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    (await nth(2)).answer();
    expect((await next).get('b')).toBe('there');
  });

  it('gather while one is on its way, each id once', async () => {
    const { sent, load, nth } = heldReads();
    const read = readInRounds(load);
    const first = read(['a']);
    const one = await nth(1);
    const others = [read(['b']), read(['c', 'b']), read(['b'])];
    await turn();
    expect(sent.map(({ ids }) => ids)).toEqual([['a']]);
    one.answer();
    await first;
    (await nth(2)).answer();
    await Promise.all(others);
    expect(sent.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c']]);
  });

  it('ask for nothing where nothing is asked', async () => {
    const { sent, load } = heldReads();
    expect(await readInRounds(load)([])).toEqual(new Map());
    await turn();
    expect(sent).toEqual([]);
  });
});

describe('rounds', () => {
  it('do not wait for one that hangs longer than they are held', async () => {
    let sentAgain = (): void => undefined;
    const isSentAgain = new Promise<void>((resolve) => (sentAgain = resolve));
    let rounds = 0;
    const come = createRounds(() => {
      rounds += 1;
      if (rounds === 2) sentAgain();
      return new Promise(() => undefined);
    }, { maxHoldMs: 1 });
    come();
    await turn();
    come();
    await isSentAgain;
    expect(rounds).toBe(2);
  });

  it('are paced after one that several shared, and not after one who asked alone', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    try {
      let rounds = 0;
      const come = createRounds(() => Promise.resolve((rounds += 1)), { paceMs: 60_000 });
      for (let alone = 1; alone <= 3; alone += 1) {
        come();
        await turn();
        expect(rounds).toBe(alone);
      }
      come();
      come();
      await turn();
      expect(rounds).toBe(4);
      come();
      for (let turns = 0; turns < 5; turns += 1) await turn();
      expect(rounds).toBe(4);
      jest.advanceTimersByTime(60_000);
      expect(rounds).toBe(5);
      // That one asked alone: the next waits for nothing.
      come();
      await turn();
      await turn();
      expect(rounds).toBe(6);
    } finally {
      jest.useRealTimers();
    }
  });

  it('do not begin without anything that waits', async () => {
    let rounds = 0;
    const come = createRounds(() => Promise.resolve((rounds += 1)));
    come();
    await turn();
    await turn();
    await turn();
    expect(rounds).toBe(1);
  });
});
