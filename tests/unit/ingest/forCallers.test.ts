/** Work that callers wait for: who gives up, what gathers, and whose failure is whose. */
import type { InboxDocument } from '../../../datasources/mongo/documents.ts';
import { forCallers } from '../../../ingest/forCallers.ts';
import type { BatchResult } from '../../../ingest/worker.ts';

const waits = new AbortController().signal;
const part = (...refs: string[]) => refs.map((_id) => ({ _id, system: _id.split(':')[0] }) as InboxDocument);
const NOTE = (id: number) => part(`gateway:interaction:${id}`);

/** Work that is told each time what comes of it. */
function works() {
  const batches: string[][] = [];
  const ends: ((failures?: string[]) => void)[] = [];
  const work = (batch: readonly InboxDocument[]): Promise<BatchResult> => {
    batches.push(batch.map(({ _id }) => _id));
    return new Promise((resolve) => ends.push((failures = []) => resolve({ applied: batch.length - failures.length, failures: new Set(failures) })));
  };
  return { batches, ends, work };
}

describe('work that callers wait for', () => {
  it('rejects at once for who gives up, and is done all the same', async () => {
    const { batches, ends, work } = works();
    const ask = forCallers(work);
    const left = new AbortController();
    const first = ask(NOTE(1), waits);
    const second = ask(NOTE(2), left.signal);
    left.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    ends[0]!();
    expect(await first).toEqual({ applied: 1, failures: new Set() });
    expect(batches).toEqual([['gateway:interaction:1'], ['gateway:interaction:2']]);
  });

  it('is one piece for all that came while it went on, and tells each of its own failures', async () => {
    const { batches, ends, work } = works();
    const ask = forCallers(work);
    const first = ask(NOTE(1), waits);
    const others = [ask(part('gateway:party:a', 'gateway:interaction:2'), waits), ask(NOTE(3), waits)];
    ends[0]!();
    await first;
    ends[1]!(['gateway:interaction:3']);
    expect(await Promise.all(others)).toEqual([{ applied: 2, failures: new Set() }, { applied: 0, failures: new Set(['gateway:interaction:3']) }]);
    expect(batches[1]).toEqual(['gateway:party:a', 'gateway:interaction:2', 'gateway:interaction:3']);
  });

  it('goes on after a piece that failed as a whole', async () => {
    let fails = true;
    const ask = forCallers((batch) => (fails ? Promise.reject(new Error('no store')) : Promise.resolve({ applied: batch.length, failures: new Set<string>() })));
    await expect(ask(NOTE(1), waits)).rejects.toThrow('no store');
    fails = false;
    expect(await ask(NOTE(2), waits)).toEqual({ applied: 1, failures: new Set() });
  });

  it('is as many pieces as a piece has room for', async () => {
    const { batches, ends, work } = works();
    const ask = forCallers(work, 2);
    const all = [1, 2, 3, 4].map((id) => ask(NOTE(id), waits));
    for (const at of [0, 1, 2]) {
      ends[at]!();
      await new Promise(setImmediate);
    }
    await Promise.all(all);
    expect(batches.map(({ length }) => length)).toEqual([1, 2, 1]);
  });

  it('lets nobody wait for a source that somebody else asks', async () => {
    const { ends, work } = works();
    const ask = forCallers(work);
    void ask(part('erp:party:1'), waits);
    const other = ask(part('erp:party:2'), waits);
    ends[1]!();
    expect(await other).toEqual({ applied: 1, failures: new Set() });
  });
});
