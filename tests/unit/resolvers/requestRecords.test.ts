import type { Snapshot } from '../../../datasources/mongo/store.ts';
import { createRequestRecords } from '../../../resolvers/support/requestRecords.ts';
import { createMemoryReader } from '../../support/fakes/memoryReader.ts';
import { order, party, recorded } from '../../support/fakes/records.ts';

const signal = new AbortController().signal;
const stored = recorded('gateway:interaction:1', 'rt:party:1', '2026-01-01T00:00:00.000Z');

function setUp(snapshots: (refs: readonly string[]) => Promise<Map<string, Snapshot>> = async () => new Map()) {
  const asked: string[][] = [];
  const records = [party('rt:party:1'), party('rt:party:2'), party('tryton:party:1'), order('tryton:order:1', 'tryton:party:1', '2026-01-01T00:00:00.000Z')];
  const reader = createMemoryReader({ systems: ['rt', 'tryton'], records, now: () => 7 });
  const store = {
    snapshots: (refs: readonly string[]) => {
      asked.push([...refs]);
      return snapshots(refs);
    },
  };
  return { reader, asked, reads: createRequestRecords(reader, store, signal) };
}

describe('the reads of a request', () => {
  it('say DOWN of what the store has where the store fails, and GONE where it has nothing', async () => {
    const failing = setUp(() => Promise.reject(new Error('no store')));
    expect(await failing.reads.read(stored.ref, ['core'])).toEqual({ status: 'DOWN', failure: 'unreachable' });
    expect(await setUp().reads.read(stored.ref, ['core'])).toEqual({ status: 'GONE' });
  });

  it('ask no source for what only the store has', async () => {
    const { reader, asked, reads } = setUp(async () => new Map([[stored.ref, { record: stored, fetchedAtMs: 5 }]]));
    const found = await Promise.all([reads.read(stored.ref, ['core']), reads.read(stored.ref, ['core']), reads.read('rt:party:stated-1', ['core'])]);
    expect(found).toEqual([{ status: 'OK', record: stored, fetchedAtMs: 5 }, { status: 'OK', record: stored, fetchedAtMs: 5 }, { status: 'GONE' }]);
    expect(asked).toEqual([[stored.ref, 'rt:party:stated-1']]);
    expect(reader.calls).toEqual([]);
  });

  it('give all records of one operation the parts that any of them needs, so that they are one call', async () => {
    const { reader, reads } = setUp();
    await Promise.all([
      reads.read('rt:party:1', ['core']),
      reads.read('rt:party:2', ['core', 'addresses']),
      reads.read('rt:party:1', ['contactPoints']),
      reads.read('tryton:party:1', ['core']),
      reads.read('tryton:order:1', ['lines']),
    ]);
    expect(reader.calls).toEqual([
      { operation: 'rt:party', parts: ['core', 'contactPoints', 'addresses'], ids: ['1', '2'] },
      { operation: 'tryton:party', parts: ['core'], ids: ['1'] },
      { operation: 'tryton:order', parts: ['core', 'lines'], ids: ['1'] },
    ]);
  });

  it('ask again only for parts that were not read before, and then for all of them together', async () => {
    const { reader, reads } = setUp();
    await reads.read('rt:party:1', ['core', 'addresses']);
    await reads.read('rt:party:1', ['core']);
    expect(reader.calls).toHaveLength(1);
    await reads.read('rt:party:1', ['subscriptions']);
    expect(reader.calls[1]!.parts).toEqual(['core', 'addresses', 'subscriptions']);
  });

  it('do not hold back one source for another', async () => {
    const { reader, reads } = setUp();
    const { read } = reader;
    reader.read = (ref, parts, until) => (ref.startsWith('rt:') ? new Promise(() => undefined) : read(ref, parts, until));
    void reads.read('rt:party:1', ['core']);
    expect(await reads.read('tryton:party:1', ['core'])).toMatchObject({ status: 'OK' });
  });

  it('give an ask of several records in its own order, whatever was asked of them before', async () => {
    const { reader, reads } = setUp(async () => new Map([[stored.ref, { record: stored, fetchedAtMs: 5 }]]));
    await reads.readMany(['tryton:party:1', 'rt:party:1'], ['core']);
    const refs = ['rt:party:2', stored.ref, 'rt:party:1', 'rt:party:2', 'tryton:party:1', 'rt:party:9'];
    const [some, none] = await Promise.all([reads.readMany(refs, ['core']), reads.readMany([], ['core'])]);
    expect(some.map((read) => ('record' in read ? read.record.ref : read.status))).toEqual([...refs.slice(0, 5), 'GONE']);
    expect(none).toEqual([]);
    expect(reader.calls.map(({ operation, ids }) => [operation, ids])).toEqual([['tryton:party', ['1']], ['rt:party', ['1']], ['rt:party', ['2', '9']]]);
  });

  it('wait for the broader of two reads of a record where that was asked for', async () => {
    const { reader, reads } = setUp();
    const [core, both] = await Promise.all([
      reads.read('rt:party:1', ['core']),
      Promise.resolve().then(() => new Promise(setImmediate)).then(() => Promise.all([reads.read('rt:party:1', ['addresses']), reads.read('rt:party:1', ['core'])])),
    ]);
    expect([core, ...both].map(({ status }) => status)).toEqual(['OK', 'OK', 'OK']);
    expect(reader.calls.map(({ parts }) => parts)).toEqual([['core'], ['core', 'addresses']]);
  });

  it("end with the request's deadline", async () => {
    const { reader, reads } = setUp();
    let given: AbortSignal | undefined;
    reader.read = async (_ref, _parts, until) => {
      given = until;
      return { status: 'GONE' };
    };
    await reads.read('rt:party:1', ['core']);
    expect(given).toBe(signal);
  });
});
