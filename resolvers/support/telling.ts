/** What one stream has told its client, and what it owes it: so that each change is told once, and none is passed over. */
import { LRUCache } from 'lru-cache';
import type { Change } from '../../domain/change.ts';

/** A change as a stream has come to hear of it. */
export interface Offered {
  readonly change: Change;
  /** Whatever changed before (milliseconds of the store's clock) was offered before this, but for what comes late. */
  readonly lookedMs: number;
  /** How often it could not be shown. */
  tries: number;
}

/** A change that is this stream's, on its way to the client: the event of the subscription's source. */
export interface Candidate {
  readonly offered: Offered;
  readonly telling: Telling;
  /** The engine says that it could not be shown now, for want of time, of the store, or of a token that could be looked at. */
  leftOut(): void;
}

/** A change may be found again (by a look after its notice, by a look further back); the stream tells it once. */
const REMEMBERED = 1_000;
/** One that fails by itself, whatever the store does, must not be tried for ever. */
const MOST_TRIES = 5;

export class Telling {
  readonly #told = new LRUCache<string, { rev: number; by: Candidate }>({ max: REMEMBERED });
  readonly #owed = new Set<Offered>();
  readonly #retry: (offered: Offered) => void;

  /** `retry` offers a change again once the store answers. */
  constructor(retry: (offered: Offered) => void) {
    this.#retry = retry;
  }

  candidate(offered: Offered): Candidate {
    return { offered, telling: this, leftOut: () => this.#leftOut(offered) };
  }

  /** Whether the client has been told of this revision, or a later one, by another candidate than `besides`. */
  knows(key: string, rev: number | null, besides: Candidate | null = null): boolean {
    const told = this.#told.get(key);
    return rev !== null && told !== undefined && told.rev >= rev && told.by !== besides;
  }

  tell(key: string, rev: number, candidate: Candidate): void {
    this.#told.set(key, { rev, by: candidate });
    this.#owed.delete(candidate.offered);
  }

  /** It is nothing for this client. */
  drop(offered: Offered): void {
    this.#owed.delete(offered);
  }

  /** It could not be asked about: it is owed until it is told or dropped. */
  owe(offered: Offered): void {
    this.#owed.add(offered);
    this.#retry(offered);
  }

  get owesAny(): boolean {
    return this.#owed.size > 0;
  }

  /** Before which time (milliseconds) a client that has been told of this one has been told of everything. */
  placeMs({ offered }: Candidate, atMs: number | null): number {
    let place = Math.min(atMs ?? Number.POSITIVE_INFINITY, offered.lookedMs);
    for (const { change, lookedMs } of this.#owed) place = Math.min(place, lookedMs, change.atMs ?? place);
    return place;
  }

  #leftOut(offered: Offered): void {
    for (const [key, { by }] of this.#told.entries()) if (by.offered === offered) this.#told.delete(key);
    offered.tries += 1;
    if (offered.tries < MOST_TRIES) this.owe(offered);
    else this.drop(offered);
  }
}
