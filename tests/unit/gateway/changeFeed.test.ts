import { createMemoryNotices, type Notices } from '../../../datasources/redis/notices.ts';
import type { RecordChange, Store } from '../../../datasources/mongo/store.ts';
import { CHANGED_TOPIC, type Change, type ChangeLane } from '../../../domain/change.ts';
import { INTERACTION_TOPIC } from '../../../domain/interactionNotice.ts';
import { createChangeFeed } from '../../../gateway/changeFeed.ts';
import { createMemoryStore } from '../../support/fakes/memoryStore/index.ts';

const OVERLAP_MS = 100;

interface Heard {
  refs: string[];
  looks: number;
  lookedMs: number[];
  leave(): void;
}

/** A feed over records and events that a test lists, at a time that it sets. */
function start({ pageRows = 3, notices = createMemoryNotices() as Notices, forget = (_refs: readonly string[]) => Promise.resolve() } = {}) {
  const time = { ms: 1_000 };
  const rows = { events: [] as RecordChange[], records: [] as RecordChange[] };
  const asked: string[] = [];
  const failing = new Set<string>();
  const rounds = new Set<() => void>();
  const plain = createMemoryStore(() => time.ms);
  const read = (lane: 'events' | 'records') => async ({ at, id }: { at: Date; id: string | null }, limit: number) => {
    asked.push(`${lane} ${at.getTime()}`);
    if (failing.has(lane)) throw new Error('no store');
    const isBehind = (row: RecordChange): boolean => row.at > at || (row.at.getTime() === at.getTime() && (id === null || row.ref > id));
    return rows[lane].filter(isBehind).sort((a, b) => a.at.getTime() - b.at.getTime() || (a.ref < b.ref ? -1 : 1)).slice(0, limit).map((row) => ({ ...row, partyRef: 'p' }));
  };
  const store = {
    ...plain,
    now: async () => new Date(time.ms),
    interactions: { ...plain.interactions, changedSince: read('events') },
    parties: { ...plain.parties, changedSince: read('records') },
  } as unknown as Store;
  const feed = createChangeFeed({ store, notices, overlapMs: OVERLAP_MS, pageRows, forget, every: (_ms, act) => (rounds.add(act), () => void rounds.delete(act)) });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    time, rows, asked, failing, rounds, notices, settle,
    change: (lane: 'events' | 'records', ref: string, atMs = time.ms, rev = 1) => void rows[lane].push({ ref, rev, at: new Date(atMs) }),
    async look() {
      rounds.forEach((act) => act());
      await settle();
    },
    async follow(...lanes: ChangeLane[]): Promise<Heard> {
      const heard: Heard = { refs: [], looks: 0, lookedMs: [], leave: () => undefined };
      const leave = await feed.follow(lanes, {
        take(changes: readonly Change[], lookedMs) {
          heard.refs.push(...changes.map(({ ref }) => ref));
          heard.lookedMs.push(lookedMs);
        },
        looked: () => void (heard.looks += 1),
      });
      return Object.assign(heard, { leave });
    },
  };
}

describe('the feed of changes', () => {
  it('tells nobody of a record before what is kept of it has been dropped', async () => {
    const dropped: string[] = [];
    let done!: () => void;
    const { change, look, settle, follow } = start({
      forget: (refs) => {
        dropped.push(...refs);
        return new Promise((resolve) => (done = resolve));
      },
    });
    const heard = await follow('records');
    change('records', 'a');
    await look();
    expect([dropped, heard.refs]).toEqual([['a'], []]);
    done();
    await settle();
    expect(heard.refs).toEqual(['a']);
  });

  it('asks nothing while nobody follows, and nothing of what nobody follows', async () => {
    const { asked, rounds, follow, look, settle, notices } = start();
    const heard = await follow('events');
    expect(asked.every((each) => each.startsWith('events'))).toBe(true);
    expect(rounds.size).toBe(1);
    heard.leave();
    asked.length = 0;
    await look();
    await notices.publish(INTERACTION_TOPIC, { ref: 'e', partyRef: 'p' });
    await settle();
    expect([asked, rounds.size, heard.refs]).toEqual([[], 0, []]);
  });

  it('rejects who would follow while the store is away, and forgets him', async () => {
    const { failing, follow, rounds } = start();
    failing.add('events');
    await expect(follow('events')).rejects.toThrow('no store');
    expect(rounds.size).toBe(0);
  });

  it('tells what came since, once, what bears an earlier time within the overlap too, and nothing of before', async () => {
    const { change, follow, look, time } = start();
    change('events', 'before');
    const heard = await follow('events');
    time.ms += 50;
    change('events', 'a');
    await look();
    time.ms += 50;
    change('events', 'late', time.ms - OVERLAP_MS + 10);
    change('events', 'too late', time.ms - OVERLAP_MS - 60);
    for (let n = 0; n < 3; n += 1) await look();
    expect(heard.refs).toEqual(['a', 'late']);
    change('events', 'a', time.ms, 2);
    await look();
    expect(heard.refs).toEqual(['a', 'late', 'a']);
  });

  it('passes over nothing when a look fails half-way', async () => {
    const { change, follow, look, time, failing } = start();
    const heard = await follow('events', 'records');
    time.ms += 1_000;
    for (const ref of ['a', 'b']) change('events', ref);
    change('records', 'r');
    failing.add('records');
    await look();
    expect([heard.refs, heard.looks]).toEqual([[], 1]);
    failing.clear();
    time.ms += 1_000;
    await look();
    expect(heard.refs).toEqual(['a', 'b', 'r']);
    expect(heard.lookedMs).toEqual([3_000, 3_000]);
  });

  it('reads so many pages at most, and goes on from there with the next look', async () => {
    const { asked, change, follow, look, time } = start({ pageRows: 2 });
    const heard = await follow('events');
    time.ms += 1_000;
    const refs = Array.from({ length: 45 }, (_, n) => `e${String(n).padStart(2, '0')}`);
    refs.forEach((ref, n) => change('events', ref, time.ms - 500 + n));
    asked.length = 0;
    await look();
    expect([heard.refs, asked.length]).toEqual([refs.slice(0, 20), 10]);
    await look();
    await look();
    expect(heard.refs).toEqual(refs);
    // What is not looked through is not said to be.
    expect(heard.lookedMs.slice(0, 2)).toEqual([1_000, 1_000]);
    expect(heard.lookedMs.at(-1)).toBe(2_000);
  });

  it('looks once for many who come at once', async () => {
    const { asked, follow } = start();
    await Promise.all(Array.from({ length: 20 }, () => follow('events')));
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  it('looks at once when notices come in again, and soon after a notice that says nothing but that something changed', async () => {
    let back = (): void => undefined;
    const notices: Notices = { ...createMemoryNotices(), whenBack: (listener) => ((back = listener), () => undefined) };
    const { change, follow, settle } = start({ notices });
    const heard = await follow('records');
    change('records', 'r1');
    back();
    await settle();
    expect(heard.refs).toEqual(['r1']);
    change('records', 'r2');
    const looked = heard.looks;
    for (let n = 0; n < 5; n += 1) await notices.publish(CHANGED_TOPIC, {});
    while (heard.looks === looked) await new Promise((resolve) => setTimeout(resolve, 10));
    expect([heard.refs, heard.looks]).toEqual([['r1', 'r2'], looked + 1]);
  });
});
