import { createRecordReader } from '../../../../datasources/upstream/recordReader.ts';
import type { SourceClient } from '../../../../datasources/systems/defineSource.ts';
import { deferred, memoryCache, noChanges, party, source, ticket } from './fixtures.ts';
import { never } from './guarding.ts';

const core = new Set(['core'] as const);

describe('equal calls in flight', () => {
  const made = (client: Partial<SourceClient>) => {
    const connected = source({ fetchByIds: () => Promise.resolve([]), changedSince: noChanges, ...client });
    return createRecordReader({ sources: new Map([['desk', connected]]), cache: memoryCache(), snapshots: () => Promise.resolve(new Map()) });
  };

  it('are one call, a thousand of them, begun over many turns of the loop', async () => {
    const [gate, called] = [deferred<void>(), deferred<void>()];
    const calls: (readonly string[])[] = [];
    const reader = made({
      async fetchByIds(_type, ids) {
        calls.push(ids);
        called.resolve();
        await gate.promise;
        return ids.map((id) => ticket('desk', id));
      },
    });
    const reads = [];
    for (let turn = 0; turn < 10; turn += 1) {
      for (let each = 0; each < 100; each += 1) reads.push(reader.read('desk:ticket:1', core, never()));
      await new Promise(setImmediate);
    }
    await called.promise;
    gate.resolve();
    expect((await Promise.all(reads)).every(({ status }) => status === 'OK')).toBe(true);
    expect(calls).toEqual([['1']]);
  });

  it('are one look-up, a thousand of them; another value is another', async () => {
    const gate = deferred<void>();
    const asked: string[] = [];
    const reader = made({
      async findParties(_by, value) {
        asked.push(value);
        await gate.promise;
        return [party('desk', '1', value)];
      },
    });
    const found = Array.from({ length: 1_000 }, () => reader.find('email', 'ada@example.com', never()));
    const other = reader.find('email', 'carl@example.com', never());
    await new Promise(setImmediate);
    gate.resolve();
    expect((await Promise.all(found)).every(({ parties }) => parties.length === 1)).toBe(true);
    expect((await other).parties).toHaveLength(1);
    expect(asked).toEqual(['ada@example.com', 'carl@example.com']);
  });

  it('are not joined once the first is over', async () => {
    let calls = 0;
    const reader = made({ fetchByIds: (_type, ids) => ((calls += 1), Promise.resolve(ids.map((id) => ticket('desk', id)))) });
    await reader.read('desk:ticket:1', core, never());
    await reader.read('desk:ticket:1', core, never());
    expect(calls).toBe(2);
  });
});
