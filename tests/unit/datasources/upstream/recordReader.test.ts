import { SourceError, UnreadableRecords, type SourceClient } from '../../../../datasources/systems/defineSource.ts';
import type { ConnectedSource } from '../../../../datasources/systems/connect.ts';
import { SILENT } from '../../../../datasources/upstream/observer.ts';
import { GatewayError } from '../../../../domain/errors.ts';
import { createRecordReader, type RecordReaderOptions } from '../../../../datasources/upstream/recordReader.ts';
import type { Part } from '../../../../domain/records.ts';
import { deferred, memoryCache, noChanges, party, source, ticket } from './fixtures.ts';

const never = () => new AbortController().signal;
const core: ReadonlySet<Part> = new Set<Part>(['core']);
const fetchedAt = new Date('2026-01-02T00:00:00Z');

const good: SourceClient = {
  fetchByIds: (type, ids) => Promise.resolve(ids.map((id) => (type === 'ticket' ? ticket('desk', id) : party('desk', id)))),
  changedSince: noChanges,
};
const failing = (kind: SourceError['kind']): SourceClient => ({ fetchByIds: () => Promise.reject(new SourceError('desk', kind, 'no')), changedSince: noChanges });

function reader(sources: ConnectedSource[], options: Partial<RecordReaderOptions> = {}) {
  const asked: (readonly string[])[] = [];
  const made = createRecordReader({
    sources: new Map(sources.map((each) => [each.system, each])),
    cache: memoryCache(),
    snapshots: (refs) => {
      asked.push(refs);
      return Promise.resolve(new Map(refs.filter((ref) => ref.endsWith('1')).map((ref) => [ref, { record: ticket('desk', '1'), fetchedAt }])));
    },
    ...options,
  });
  return { ...made, asked };
}

describe('the record reader', () => {
  it('says DOWN with the kind where the source fails and there is no snapshot', async () => {
    const { read } = reader([source(failing('refused'))]);
    expect(await read('desk:ticket:2', core, never())).toEqual({ status: 'DOWN', failure: 'refused' });
  });

  it('shows no snapshot of a source that is read live only', async () => {
    const { read, asked } = reader([source(failing('timeout'), { read: 'live' })]);
    expect(await read('desk:ticket:1', core, never())).toEqual({ status: 'DOWN', failure: 'timeout' });
    expect(asked).toEqual([]);
  });

  it('says DOWN where the snapshots fail too, and never rejects', async () => {
    const { read } = reader([source(failing('garbage'))], { snapshots: () => Promise.reject(new Error('store')) });
    expect(await read('desk:ticket:1', core, never())).toEqual({ status: 'DOWN', failure: 'garbage' });
    expect(await read('nonsense', core, never())).toEqual({ status: 'DOWN', failure: 'unreachable' });
    expect(await read('desk:order:1', core, never())).toEqual({ status: 'DOWN', failure: 'refused' });
  });

  it('says GONE for what the source does not have, and asks no snapshot for it', async () => {
    const { read, asked } = reader([source({ ...good, fetchByIds: () => Promise.resolve([]) })]);
    expect(await read('desk:ticket:1', core, never())).toEqual({ status: 'GONE' });
    expect(asked).toEqual([]);
  });

  it('drops a record that was not asked for, whatever the adapter gives', async () => {
    const { read } = reader([source({ ...good, fetchByIds: () => Promise.resolve([ticket('desk', '7'), ticket('other', '2')]) })]);
    expect(await read('desk:ticket:2', core, never())).toEqual({ status: 'GONE' });
  });

  it('lets a garbage row cost only its own record', async () => {
    const client: SourceClient = { ...good, fetchByIds: () => Promise.reject(new UnreadableRecords('desk', [ticket('desk', '2')], ['3'])) };
    const { read } = reader([source(client)]);
    const [two, three] = await Promise.all([read('desk:ticket:2', core, never()), read('desk:ticket:3', core, never())]);
    expect([two.status, three]).toEqual(['OK', { status: 'DOWN', failure: 'garbage' }]);
  });

  it('lets an adapter that throws something strange cost only its own source', async () => {
    const { read } = reader([source({ ...good, fetchByIds: () => Promise.reject(new TypeError('defect')) }, { system: 'shop' }), source(good)]);
    const [broken, fine] = await Promise.all([read('shop:ticket:2', core, never()), read('desk:ticket:2', core, never())]);
    expect([broken, fine.status]).toEqual([{ status: 'DOWN', failure: 'garbage' }, 'OK']);
  });

  it('shows the snapshot with its age where the source fails, all of one turn in one question', async () => {
    const { read, asked } = reader([source(failing('unreachable'))]);
    const reads = await Promise.all(['1', '2', '11'].map((id) => read(`desk:ticket:${id}`, core, never())));
    expect(reads[0]).toEqual({ status: 'STALE', record: ticket('desk', '1'), fetchedAtMs: fetchedAt.getTime(), failure: 'unreachable' });
    expect(asked).toEqual([['desk:ticket:1', 'desk:ticket:2', 'desk:ticket:11']]);
  });

  it('shows the snapshot where the source is too slow', async () => {
    const aborted = deferred<void>();
    const client: SourceClient = {
      ...good,
      fetchByIds: (_type, _ids, _parts, signal) => {
        signal.addEventListener('abort', () => aborted.resolve());
        return new Promise(() => undefined);
      },
    };
    const { read } = reader([source(client, { answerMs: 20 })]);
    expect(await read('desk:ticket:1', core, never())).toMatchObject({ status: 'STALE', failure: 'timeout' });
    await aborted.promise;
  });

  it('never asks a source that is read from snapshots', async () => {
    const { read, stats } = reader([source(good, { read: 'snapshot' })]);
    expect(await read('desk:ticket:1', core, never())).toMatchObject({ status: 'STALE', failure: null });
    expect(stats().desk!.operations).toEqual({});
  });

  it('says DOWN at once when the caller has no more time', async () => {
    const { read, asked } = reader([source({ ...good, fetchByIds: () => new Promise(() => undefined) })]);
    const hurried = new AbortController();
    const pending = read('desk:ticket:1', core, hurried.signal);
    await new Promise(setImmediate);
    hurried.abort();
    expect(await pending).toEqual({ status: 'DOWN', failure: 'aborted' });
    expect(asked).toEqual([]);
  });

  it('shows the snapshot of what was not there by the end of the request, however late it asks, and says that the source was too slow', async () => {
    const { read, asked } = reader([source({ ...good, fetchByIds: () => new Promise(() => undefined) }, { answerMs: 60_000 }), source(good, { system: 'old', read: 'snapshot' })]);
    const request = new AbortController();
    const pending = read('desk:ticket:1', core, request.signal);
    await new Promise(setImmediate);
    request.abort(new GatewayError('DEADLINE_EXCEEDED', 'The request took too long.'));
    expect(await pending).toMatchObject({ status: 'STALE', failure: 'timeout' });
    expect(await read('desk:ticket:11', core, request.signal)).toMatchObject({ status: 'STALE', failure: 'timeout' });
    expect(await read('desk:ticket:2', core, request.signal)).toEqual({ status: 'DOWN', failure: 'timeout' });
    expect(await read('old:ticket:1', core, request.signal)).toMatchObject({ status: 'STALE', failure: null });
    expect(asked).toEqual([['desk:ticket:1'], ['desk:ticket:11'], ['desk:ticket:2'], ['old:ticket:1']]);
  });

  it('waits for no snapshot beyond the end of a request but a moment', async () => {
    const { read } = reader([source(failing('refused')), source(failing('refused'), { system: 'shop', read: 'live' })], { snapshots: () => new Promise(() => undefined), lateSnapshotMs: 20 });
    const late = AbortSignal.abort(new GatewayError('DEADLINE_EXCEEDED', 'The request took too long.'));
    expect(await read('desk:ticket:1', core, late)).toEqual({ status: 'DOWN', failure: 'timeout' });
    expect(await read('shop:ticket:1', core, late)).toEqual({ status: 'DOWN', failure: 'timeout' });
  });

  it('tells of each last known record that was shown, and its age', async () => {
    const told: string[] = [];
    const observer = { ...SILENT, stale: (system: string, ageMs: number) => void told.push(`${system} ${ageMs}`) };
    const { readMany } = reader([source(failing('refused'))], { observer, now: () => fetchedAt.getTime() + 5_000 });
    await readMany(['desk:ticket:1', 'desk:ticket:2', 'desk:ticket:11'], core, never());
    expect(told).toEqual(['desk 5000', 'desk 5000']);
  });

  it('asks for no more records at a time than the operation takes', async () => {
    const { read, stats } = reader([source(good)]);
    await Promise.all(Array.from({ length: 95 }, (_, id) => read(`desk:ticket:${id}`, core, never())));
    expect(stats().desk!.operations).toEqual({ 'fetch:ticket': 10 });
  });

  it('joins only reads of the same parts, and leaves apart what the source cannot leave out', async () => {
    const shapes: string[] = [];
    const client: SourceClient = {
      ...good,
      fetchByIds: (type, ids, parts) => {
        shapes.push(`${type} ${ids.join(',')} ${[...parts].join('+')}`);
        return good.fetchByIds(type, ids, parts, never());
      },
    };
    const { read } = reader([source(client)]);
    const wanted: [string, Part[]][] = [['1', ['core']], ['2', ['core', 'identifiers']], ['3', ['core', 'addresses']], ['1', ['addresses', 'core']]];
    await Promise.all(wanted.map(([id, parts]) => read(`desk:party:${id}`, new Set(parts), never())));
    expect(shapes).toEqual(['party 1,2 core', 'party 3,1 core+addresses']);
  });

  it('hands the same object to everybody', async () => {
    const { read } = reader([source(good)]);
    const [a, b] = await Promise.all([read('desk:ticket:1', core, never()), read('desk:ticket:1', core, never())]);
    expect(a.status === 'OK' && b.status === 'OK' && a.record === b.record).toBe(true);
  });

  it('reads several in order, each failing and falling back by itself', async () => {
    const client: SourceClient = { ...good, fetchByIds: () => Promise.reject(new UnreadableRecords('desk', [ticket('desk', '2')], ['3', '1'])) };
    const { readMany, asked } = reader([source(client)]);
    const reads = await readMany(['1', '2', '3', '4'].map((id) => `desk:ticket:${id}`), core, never());
    expect(reads.map(({ status }) => status)).toEqual(['STALE', 'OK', 'DOWN', 'GONE']);
    expect(reads[0]).toEqual({ status: 'STALE', record: ticket('desk', '1'), fetchedAtMs: fetchedAt.getTime(), failure: 'garbage' });
    expect(asked).toEqual([['desk:ticket:1', 'desk:ticket:3']]);
  });

  it('reads several of a type that the source does not have, of no source, and of none at all', async () => {
    const { readMany } = reader([source(good)]);
    expect(await readMany(['desk:order:8', 'desk:order:9'], core, never())).toEqual([{ status: 'DOWN', failure: 'refused' }, { status: 'DOWN', failure: 'refused' }]);
    expect(await readMany(['nonsense', 'other:ticket:2'], core, never())).toEqual([{ status: 'DOWN', failure: 'unreachable' }, { status: 'DOWN', failure: 'unreachable' }]);
    expect(await readMany([], core, never())).toEqual([]);
  });

  it('reads several of different types, each from its own', async () => {
    const { readMany } = reader([source(good)]);
    const reads = await readMany(['desk:ticket:1', 'desk:party:1', 'desk:ticket:2'], core, never());
    expect(reads.map((read) => 'record' in read && read.record.ref)).toEqual(['desk:ticket:1', 'desk:party:1', 'desk:ticket:2']);
  });

  it('serves from the cache for its time and by what was asked, until invalidated', async () => {
    const { read, invalidate, stats } = reader([source(good, { cacheMs: 60_000 })]);
    await read('desk:party:1', core, never());
    await read('desk:party:1', core, never());
    expect(stats().desk).toMatchObject({ operations: { 'fetch:party': 1 }, cacheHits: 1 });
    await read('desk:party:1', new Set<Part>(['core', 'addresses']), never());
    expect(stats().desk!.operations).toEqual({ 'fetch:party': 2 });
    await invalidate(['desk:party:1']);
    await read('desk:party:1', core, never());
    expect(stats().desk!.operations).toEqual({ 'fetch:party': 3 });
  });

  it('does not keep an answer that was asked for before an invalidation', async () => {
    const gate = deferred<ReturnType<typeof ticket>[]>();
    const answers = [gate.promise, Promise.resolve([{ ...ticket('desk', '1'), subject: 'new' }])];
    const { read, invalidate } = reader([source({ ...good, fetchByIds: () => answers.shift()! }, { cacheMs: 60_000 })]);
    const before = read('desk:ticket:1', core, never());
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    await invalidate(['desk:ticket:1']);
    const after = read('desk:ticket:1', core, never());
    gate.resolve([ticket('desk', '1')]);
    await before;
    expect(await after).toMatchObject({ record: { subject: 'new' } });
    expect(await read('desk:ticket:1', core, never())).toMatchObject({ record: { subject: 'new' } });
  });

  it('finds at every source that can, names those that failed, and drops who does not carry the value', async () => {
    const finds = (system: string, email: string): SourceClient => ({ ...good, findParties: () => Promise.resolve([party(system, '1', email), party(system, '2', 'else@example.com')]) });
    const { find } = reader([
      source(finds('desk', 'ada@example.com')),
      source({ ...good, findParties: () => Promise.reject(new SourceError('shop', 'refused', 'no')) }, { system: 'shop' }),
      source(good, { system: 'mail' }),
      source(finds('old', 'ada@example.com'), { system: 'old', read: 'snapshot' }),
    ]);
    const found = await find('email', 'ada@example.com', never());
    expect([found.parties.map(({ ref }) => ref), found.failed]).toEqual([['desk:party:1'], ['shop']]);
    expect(await find('phone', '+34612345678', never())).toEqual({ parties: [], failed: [] });
  });

  it('says of a find that ran out of time that every source failed', async () => {
    const { find } = reader([source({ ...good, findParties: () => new Promise(() => undefined) }), source(good, { system: 'mail' })]);
    expect(await find('email', 'ada@example.com', AbortSignal.abort())).toEqual({ parties: [], failed: ['desk'] });
  });
});
