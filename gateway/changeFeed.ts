/**
 * What changes in the store, told to the open streams of this process. Notices tell of it at once, but may be lost: with
 * Redis, or with the process that was about to send one. So as long as streams are open the store is asked again and again
 * what has changed since, a little further back than the time of the last look. A stream may hear of one change twice.
 */
import { LRUCache } from 'lru-cache';
import { CHANGE_LANES, CHANGED_TOPIC, OVERLAP_MS, type Change, type ChangeLane } from '../domain/change.ts';
import { INTERACTION_TOPIC, interactionNoticeIn } from '../domain/interactionNotice.ts';
import type { ChangePosition, Store } from '../datasources/mongo/store.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { Notices } from '../datasources/redis/notices.ts';
import type { ChangeFeed, ChangeFollower } from '../resolvers/context.ts';
import { everyByTimer, type Every } from './engine/openStreams.ts';

/** Between two looks: a lost notice is made good within this, and the time of reading. */
const LOOK_MS = 2_000;
/** After a notice that says no more than that something has changed, so that many of them are one look. */
const NUDGE_MS = 100;
const PAGE_ROWS = 1_000;
/** What one look reads at most; the next one goes on from there. */
const PAGES_PER_LOOK = 10;
/** Changes that are remembered as handed over: more than there are within the overlap, some 100 bytes each. */
const REMEMBERED = 50_000;

export interface ChangeFeedOptions {
  store: Pick<Store, 'interactions' | 'parties' | 'customerIndex' | 'now'>;
  notices: Notices;
  /**
   * Awaited with the records that have changed before anybody is told: drops what is kept of them. The worker that took them
   * in does so too, but the store may tell of a change before, and a worker elsewhere does not reach a cache in this process.
   */
  forget?(refs: readonly SourceRef[]): Promise<void>;
  /** The clock of the looks. */
  every?: Every;
  overlapMs?: number;
  pageRows?: number;
  /** Of each kind of change; room for all of them is made at once. */
  remembered?: number;
}

type Read = (position: ChangePosition, limit: number) => Promise<Change[]>;

function readersOf({ interactions, parties, customerIndex }: ChangeFeedOptions['store']): Readonly<Record<ChangeLane, Read>> {
  return {
    events: async (position, limit) =>
      (await interactions.changedSince(position, limit)).map(({ ref, partyRef, rev, at }) => ({ lane: 'events', ref, partyRef, ids: [], rev, atMs: at.getTime() })),
    records: async (position, limit) =>
      (await parties.changedSince(position, limit)).map(({ ref, rev, at }) => ({ lane: 'records', ref, partyRef: ref, ids: [], rev, atMs: at.getTime() })),
    links: async (position, limit) =>
      (await customerIndex.relinkedSince(position, limit)).map(({ id, ids, rev, at }) => ({ lane: 'links', ref: id, partyRef: null, ids, rev, atMs: at.getTime() })),
  };
}

/** One kind of change: how far it has been looked at, and what was handed over. */
class Lane {
  readonly followers = new Set<ChangeFollower>();
  /** Everything before was handed over, but for what the overlap is for. Null: nobody has followed it yet. */
  lookedMs: number | null = null;
  readonly #read: Read;
  readonly #pageRows: number;
  readonly #handed: LRUCache<string, string>;
  /** Where a look that was too long has stopped. */
  #rest: { position: ChangePosition; lookedMs: number } | null = null;

  constructor(read: Read, pageRows: number, remembered: number) {
    this.#read = read;
    this.#pageRows = pageRows;
    this.#handed = new LRUCache({ max: remembered });
  }

  /**
   * What there is since, less what was handed over before. `nowMs`: by the store's clock, before it is asked. It counts as
   * looked at and handed over with `commit`: of a look that fails half-way nothing does.
   */
  async look(nowMs: number, backMs: number): Promise<{ fresh: Change[]; commit(): void }> {
    const fresh: Change[] = [];
    const goal = this.#rest?.lookedMs ?? nowMs;
    let position = this.#rest?.position ?? { at: new Date((this.lookedMs ?? nowMs) - backMs), id: null };
    let isWhole = false;
    for (let page = 0; page < PAGES_PER_LOOK && !isWhole; page += 1) {
      const found = await this.#read(position, this.#pageRows);
      for (const change of found) if (this.#handed.get(change.ref) !== stateOf(change)) fresh.push(change);
      isWhole = found.length < this.#pageRows;
      const last = found.at(-1);
      if (last) position = { at: new Date(last.atMs!), id: last.ref };
    }
    const commit = (): void => {
      this.#rest = isWhole ? null : { position, lookedMs: goal };
      if (isWhole) this.lookedMs = goal;
      else this.lookedMs ??= nowMs - backMs;
      for (const change of fresh) this.#handed.set(change.ref, stateOf(change));
    };
    return { fresh, commit };
  }

  forget(): void {
    this.lookedMs = null;
    this.#rest = null;
    this.#handed.clear();
  }
}

const stateOf = ({ rev, atMs }: Change): string => `${rev} ${atMs}`;

export function createChangeFeed({ store, notices, forget, every = everyByTimer, overlapMs = OVERLAP_MS, pageRows = PAGE_ROWS, remembered = REMEMBERED }: ChangeFeedOptions): ChangeFeed {
  const readers = readersOf(store);
  const lanes = Object.fromEntries(CHANGE_LANES.map((name) => [name, new Lane(readers[name], pageRows, remembered)])) as Record<ChangeLane, Lane>;
  const lanesOf = new Map<ChangeFollower, readonly Lane[]>();
  let stops: (() => void)[] | null = null;
  let nudge: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  /** Of the next look. */
  const wanted = new Set<Lane>();
  let furthestMs = 0;

  const lookedMsOf = (follower: ChangeFollower): number => Math.min(...lanesOf.get(follower)!.map(({ lookedMs }) => lookedMs ?? 0));
  const hand = (lane: Lane, changes: readonly Change[]): void => {
    if (changes.length > 0) for (const follower of lane.followers) follower.take(changes, lookedMsOf(follower));
  };

  async function lookOnce(backMs: number, asked: readonly Lane[]): Promise<void> {
    const nowMs = (await store.now()).getTime();
    const found: [Lane, Awaited<ReturnType<Lane['look']>>][] = [];
    for (const lane of asked) found.push([lane, await lane.look(nowMs, backMs)]);
    const changed = found.flatMap(([lane, { fresh }]) => (lane === lanes.links ? [] : fresh.map(({ ref }) => ref)));
    if (changed.length > 0) await forget?.(changed);
    // Once all of them have been looked at: the time that a follower is told of is that of every lane.
    for (const [, { commit }] of found) commit();
    for (const [lane, { fresh }] of found) hand(lane, fresh);
    for (const follower of lanesOf.keys()) follower.looked();
  }

  /** Looks of one time are one; one that is under way may have passed by what is asked about, so then there is another. */
  function look(backMs: number, more: readonly Lane[] = []): Promise<void> {
    for (const lane of more) wanted.add(lane);
    furthestMs = Math.max(furthestMs, backMs);
    return (next ??= (running ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        const asked = new Set([...Object.values(lanes).filter(({ followers }) => followers.size > 0), ...wanted]);
        const back = furthestMs;
        next = null;
        wanted.clear();
        furthestMs = 0;
        running = lookOnce(back, [...asked]);
        return running;
      }));
  }
  /** The store may be away: the next look is later. */
  const lookAgain = (backMs: number): void => void look(backMs).catch(() => undefined);

  const onNudge = (): void => {
    if (nudge || (lanes.records.followers.size === 0 && lanes.links.followers.size === 0)) return;
    nudge = setTimeout(() => {
      nudge = null;
      lookAgain(0);
    }, NUDGE_MS);
    nudge.unref();
  };

  function begin(): void {
    stops ??= [
      notices.subscribe(INTERACTION_TOPIC, (body) => {
        const notice = interactionNoticeIn(body);
        if (notice) hand(lanes.events, [{ lane: 'events', ref: notice.ref, partyRef: notice.partyRef, ids: [], rev: null, atMs: null }]);
        onNudge();
      }),
      notices.subscribe(CHANGED_TOPIC, onNudge),
      // What was sent meanwhile is lost.
      notices.whenBack(() => lookAgain(overlapMs)),
      every(LOOK_MS, () => lookAgain(overlapMs)),
    ];
  }

  function end(): void {
    for (const stop of stops ?? []) stop();
    stops = null;
    if (nudge) clearTimeout(nudge);
    nudge = null;
    for (const lane of Object.values(lanes)) lane.forget();
  }

  return {
    async follow(names, follower) {
      const own = names.map((name) => lanes[name]);
      begin();
      const leave = (): void => {
        for (const lane of own) lane.followers.delete(follower);
        lanesOf.delete(follower);
        if (lanesOf.size === 0) end();
      };
      lanesOf.set(follower, own);
      try {
        // What was before is no news: it is found now, and handed to those who follow already.
        await look(overlapMs, own);
      } catch (error) {
        leave();
        throw error;
      }
      if (lanesOf.has(follower)) for (const lane of own) lane.followers.add(follower);
      return leave;
    },
  };
}
