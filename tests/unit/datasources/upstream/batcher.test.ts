import { createBatcher, type BatcherOptions } from '../../../../datasources/upstream/batcher.ts';
import { SourceError } from '../../../../datasources/systems/defineSource.ts';
import { deferred } from './fixtures.ts';

const never = () => new AbortController().signal;
const answerAll = (keys: readonly string[]) => new Map(keys.map((key) => [key, `value ${key}`]));

function batcher(call: BatcherOptions<string>['call'], options: Partial<BatcherOptions<string>> = {}) {
  const calls: { keys: readonly string[]; signal: AbortSignal }[] = [];
  const made = createBatcher<string>({
    system: 'desk', batchSize: 3, answerMs: 0, ...options,
    call: (keys, signal) => {
      calls.push({ keys, signal });
      return call(keys, signal);
    },
  });
  return { ...made, calls };
}

describe('the batcher', () => {
  it('refuses a read whose signal has fired already', async () => {
    const { read, calls } = batcher((keys) => Promise.resolve(answerAll(keys)));
    await expect(read('a', AbortSignal.abort())).rejects.toMatchObject({ kind: 'aborted' });
    expect(calls).toHaveLength(0);
  });

  it('fails the keys of a failed call and no others', async () => {
    const { read } = batcher((keys) => (keys.includes('a') ? Promise.reject(new SourceError('desk', 'refused', 'no')) : Promise.resolve(answerAll(keys))));
    const reads = ['a', 'b', 'c', 'd'].map((key) => read(key, never()));
    const settled = await Promise.allSettled(reads);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
  });

  it('fails one key of a call alone where the answer says so', async () => {
    const { read } = batcher((keys) => Promise.resolve(new Map(keys.map((key) => [key, key === 'a' ? new SourceError('desk', 'garbage', 'no') : key]))));
    const [a, b] = await Promise.allSettled([read('a', never()), read('b', never())]);
    expect([a!.status, b!.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('gives undefined for a key that the answer does not have', async () => {
    const { read } = batcher(() => Promise.resolve(new Map()));
    await expect(read('a', never())).resolves.toBeUndefined();
  });

  it('joins the reads of one turn, each key once, in at most ceil(N / batch) calls', async () => {
    const { read, calls } = batcher((keys) => Promise.resolve(answerAll(keys)));
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const values = await Promise.all([...keys, ...keys].map((key) => read(key, never())));
    expect(values.slice(0, 2)).toEqual(['value a', 'value b']);
    expect(calls.map((call) => call.keys)).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]);
  });

  it('shares a call that is under way already', async () => {
    const gate = deferred<ReadonlyMap<string, string>>();
    const { read, calls } = batcher(() => gate.promise);
    const first = read('a', never());
    await new Promise(setImmediate);
    const second = read('a', never());
    await new Promise(setImmediate);
    gate.resolve(answerAll(['a']));
    expect(await Promise.all([first, second])).toEqual(['value a', 'value a']);
    expect(calls).toHaveLength(1);
    await read('a', never());
    expect(calls).toHaveLength(2);
  });

  it('does not share a call under way for a key that was forgotten', async () => {
    const gates = [deferred<ReadonlyMap<string, string>>(), deferred<ReadonlyMap<string, string>>()];
    const { read, forget, calls } = batcher(() => gates[calls.length - 1]!.promise);
    const before = read('a', never());
    await new Promise(setImmediate);
    forget(['a']);
    const after = read('a', never());
    await new Promise(setImmediate);
    gates[1]!.resolve(new Map([['a', 'new']]));
    gates[0]!.resolve(new Map([['a', 'old']]));
    expect(await Promise.all([before, after])).toEqual(['old', 'new']);
  });

  it('lets one waiter go at its deadline and the others have the value', async () => {
    const gate = deferred<ReadonlyMap<string, string>>();
    const { read, calls } = batcher(() => gate.promise);
    const hurried = new AbortController();
    const first = read('a', hurried.signal);
    const second = read('a', never());
    await new Promise(setImmediate);
    hurried.abort();
    await expect(first).rejects.toMatchObject({ kind: 'aborted' });
    expect(calls[0]!.signal.aborted).toBe(false);
    gate.resolve(answerAll(['a']));
    expect(await second).toBe('value a');
  });

  it('aborts a call when its last waiter has left, and not before', async () => {
    const { read, calls } = batcher(() => new Promise(() => undefined));
    const [one, two] = [new AbortController(), new AbortController()];
    const reads = [read('a', one.signal), read('b', two.signal)].map((each) => each.catch(() => 'left'));
    await new Promise(setImmediate);
    one.abort();
    expect(calls[0]!.signal.aborted).toBe(false);
    two.abort();
    expect(calls[0]!.signal.aborted).toBe(true);
    expect(await Promise.all(reads)).toEqual(['left', 'left']);
  });

  it('asks anew after an aborted call', async () => {
    const { read, calls } = batcher((keys) => (calls.length === 1 ? new Promise(() => undefined) : Promise.resolve(answerAll(keys))));
    const hurried = new AbortController();
    const first = read('a', hurried.signal).catch(() => 'left');
    await new Promise(setImmediate);
    hurried.abort();
    await first;
    expect(await read('a', never())).toBe('value a');
  });

  it('makes no call for keys whose waiters have all left before the turn is over', async () => {
    const { read, calls } = batcher((keys) => Promise.resolve(answerAll(keys)));
    const hurried = new AbortController();
    const gone = read('a', hurried.signal).catch(() => 'left');
    const kept = read('b', never());
    hurried.abort();
    expect(await Promise.all([gone, kept])).toEqual(['left', 'value b']);
    expect(calls.map((call) => call.keys)).toEqual([['b']]);
  });

  it('gives a call up after its time, even one that does not heed its signal', async () => {
    const { read, calls } = batcher(() => new Promise(() => undefined), { answerMs: 20 });
    await expect(read('a', never())).rejects.toMatchObject({ kind: 'timeout' });
    expect(calls[0]!.signal.aborted).toBe(true);
  });

  it('gives one waiter of many keys an error for each key that failed and the value of each other', async () => {
    const { readMany } = batcher((keys) => (keys.includes('a') ? Promise.reject(new SourceError('desk', 'refused', 'no')) : Promise.resolve(answerAll(keys))));
    const outcomes = await readMany(['a', 'b', 'c', 'd'], never());
    expect(outcomes.slice(0, 3)).toEqual(['a', 'b', 'c'].map(() => expect.objectContaining({ kind: 'refused' })));
    expect(outcomes[3]).toBe('value d');
  });

  it('refuses all keys of a waiter whose signal has fired already', async () => {
    const { readMany, calls } = batcher((keys) => Promise.resolve(answerAll(keys)));
    expect(await readMany(['a', 'b'], AbortSignal.abort())).toEqual([expect.objectContaining({ kind: 'aborted' }), expect.objectContaining({ kind: 'aborted' })]);
    expect(calls).toHaveLength(0);
  });

  it('joins the keys of waiters of many and of one, each key once, and gives each its own order', async () => {
    const { read, readMany, calls } = batcher((keys) => Promise.resolve(answerAll(keys)));
    const all = await Promise.all([readMany(['a', 'b', 'a'], never()), read('b', never()), readMany(['c', 'b'], never()), readMany([], never())]);
    expect(all).toEqual([['value a', 'value b', 'value a'], 'value b', ['value c', 'value b'], []]);
    expect(calls.map((call) => call.keys)).toEqual([['a', 'b', 'c']]);
  });

  it('leaves a waiter of many what came before its deadline, and aborts the call that it alone waited for', async () => {
    const gate = deferred<ReadonlyMap<string, string>>();
    const { read, readMany, calls } = batcher((keys) => (keys.includes('a') ? Promise.resolve(answerAll(keys)) : gate.promise));
    const hurried = new AbortController();
    const many = readMany(['a', 'b', 'c', 'd', 'e', 'f', 'g'], hurried.signal);
    const other = read('d', never());
    await new Promise(setImmediate);
    hurried.abort();
    const outcomes = await many;
    expect(outcomes.slice(0, 3)).toEqual(['value a', 'value b', 'value c']);
    expect(outcomes.slice(3)).toEqual(['d', 'e', 'f', 'g'].map(() => expect.objectContaining({ kind: 'aborted' })));
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([false, false, true]);
    gate.resolve(answerAll(['d', 'e', 'f']));
    expect(await other).toBe('value d');
  });
});
