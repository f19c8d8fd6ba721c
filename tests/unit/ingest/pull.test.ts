import { SourceError, type SourceClient } from '../../../datasources/systems/defineSource.ts';
import type { Store } from '../../../datasources/mongo/store.ts';
import type { RecordType } from '../../../domain/sourceRef.ts';
import { pull } from '../../../ingest/pull.ts';
import { createMemoryStore } from '../../support/fakes/memoryStore/index.ts';
import { party as partyRecord, ticket as ticketRecord } from '../../support/fakes/records.ts';
import { seed } from '../../support/fakes/seed.ts';
import { source } from '../datasources/upstream/fixtures.ts';

const START_MS = Date.parse('2026-03-04T11:00:00Z');
const HOUR_MS = 3_600_000;
const FULL_PULL_MS = 24 * HOUR_MS;
const OVERLAP_MS = 60_000;

type Page = { ids: string[]; highWater: string | null } | Error;
let store: Store;
let nowMs: number;
let asked: (string | null)[];
let pages: Page[];
let counts: number[];

beforeEach(() => {
  nowMs = START_MS;
  store = createMemoryStore(() => nowMs);
  [asked, pages, counts] = [[], [], []];
});

const changedSince: SourceClient['changedSince'] = async function* (_type, since) {
  asked.push(since);
  for (const page of pages) {
    if (page instanceof Error) throw page;
    yield page;
  }
};

function pulling(type: RecordType = 'party'): Promise<void> {
  const connected = source({ fetchByIds: () => Promise.resolve([]), changedSince });
  const desk = { ...connected, definition: { ...connected.definition, overlapMs: OVERLAP_MS } };
  return pull({ store, source: desk, type, fullPullMs: FULL_PULL_MS, now: nowMs, signal: new AbortController().signal, onPage: (count) => counts.push(count) });
}

const waiting = async (...ids: string[]) => store.inbox.undone(ids.map((id) => `desk:party:${id}`));
const refs = (...ids: string[]) => new Set(ids.map((id) => `desk:party:${id}`));
const WATER = '2026-03-04T10:59:00.000Z';

describe('a pull', () => {
  it('that breaks keeps what it found, and is begun again where the last whole one ended', async () => {
    pages = [{ ids: ['1'], highWater: null }, new SourceError('desk', 'timeout', 'late')];
    await expect(pulling()).rejects.toMatchObject({ kind: 'timeout' });
    expect(await waiting('1')).toEqual(refs('1'));
    expect(await store.pulls.get('desk', 'party')).toBeNull();
    pages = [{ ids: ['1', '2'], highWater: null }, { ids: [], highWater: WATER }];
    await pulling();
    pages = [{ ids: ['3'], highWater: '2026-03-04T12:00:00.000Z' }, new SourceError('desk', 'unreachable', 'gone')];
    await expect(pulling()).rejects.toMatchObject({ kind: 'unreachable' });
    pages = [];
    await pulling();
    expect(asked).toEqual([null, null, '2026-03-04T10:58:00.000Z', '2026-03-04T10:58:00.000Z']);
  });

  it('is not remembered as through where the inbox did not take a page', async () => {
    store.inbox.signal = () => Promise.reject(new Error('store'));
    pages = [{ ids: ['1'], highWater: WATER }];
    await expect(pulling()).rejects.toThrow('store');
    expect(counts).toEqual([]);
    expect(await store.pulls.get('desk', 'party')).toBeNull();
  });

  it('takes everything at first, then what may have changed since, its overlap before', async () => {
    pages = [{ ids: ['1', '2', '1'], highWater: null }, { ids: [], highWater: WATER }];
    await pulling();
    expect(await waiting('1', '2', '3')).toEqual(refs('1', '2'));
    expect(counts).toEqual([2]);
    nowMs += HOUR_MS;
    pages = [{ ids: ['3'], highWater: '2026-03-04T11:59:00.000Z' }];
    await pulling();
    nowMs += HOUR_MS;
    await pulling();
    expect(asked).toEqual([null, '2026-03-04T10:58:00.000Z', '2026-03-04T11:58:00.000Z']);
    expect(await store.pulls.get('desk', 'party')).toEqual({
      _id: 'desk:party', since: '2026-03-04T11:58:00.000Z', highWater: '2026-03-04T11:59:00.000Z', completedAt: new Date(nowMs), fullPullAt: new Date(START_MS),
    });
  });

  it('goes on from where it was when nothing changed', async () => {
    pages = [{ ids: ['1'], highWater: WATER }];
    await pulling();
    pages = [{ ids: [], highWater: null }];
    await pulling();
    await pulling();
    expect(asked.slice(1)).toEqual(['2026-03-04T10:58:00.000Z', '2026-03-04T10:58:00.000Z']);
  });

  it('hands a mark that is no time back as its source made it', async () => {
    pages = [{ ids: ['1'], highWater: 'serial-77' }];
    await pulling();
    await pulling();
    expect(asked).toEqual([null, 'serial-77']);
  });

  it('takes everything as long as the source has named no mark', async () => {
    pages = [{ ids: ['1'], highWater: null }];
    await pulling();
    await pulling();
    expect(asked).toEqual([null, null]);
  });

  it('takes everything again after its time, for what moves no stamp, and not a moment before', async () => {
    pages = [{ ids: ['1'], highWater: WATER }];
    await pulling();
    nowMs = START_MS + FULL_PULL_MS - 1;
    await pulling();
    nowMs = START_MS + FULL_PULL_MS;
    await pulling();
    nowMs += HOUR_MS;
    await pulling();
    expect(asked).toEqual([null, '2026-03-04T10:58:00.000Z', null, '2026-03-04T10:58:00.000Z']);
  });

  it('looks again at events that may still change, whatever their stamps say, and not at those that are final', async () => {
    const at = '2026-03-01T08:00:00.000Z';
    await seed(store, {
      customers: [{ id: 'c1', parties: [partyRecord('desk:party:1')] }],
      events: [ticketRecord('desk:ticket:1', 'desk:party:1', at), ticketRecord('desk:ticket:2', 'desk:party:1', at, { final: true }), ticketRecord('other:ticket:3', 'desk:party:1', at)],
    });
    const open = () => store.inbox.undone(['desk:ticket:1', 'desk:ticket:2', 'desk:ticket:3', 'other:ticket:3']);
    pages = [{ ids: [], highWater: WATER }];
    await pulling('ticket');
    expect(await open()).toEqual(new Set());
    await pulling('ticket');
    expect(await open()).toEqual(new Set(['desk:ticket:1']));
  });
});
