/**
 * Clusters of scored pairs by average linkage: the two clusters that agree best are joined as long as the average weight
 * over all pairs between them stays above the threshold, pairs that blocking did not bring together included. A chain of
 * weak links therefore never grows: its ends contradict one another. Weights are whole 1024ths of a bit, so that sums are
 * exact and the result does not depend on the order of pairs or records.
 */

/** A scored pair of records, by position. */
export interface ScoredPair {
  left: number;
  right: number;
  weight: number;
}

export interface ClusteringOptions {
  /** Average weight, in bits, from which on two clusters are one. */
  join: number;
  /** Scores a pair that is not among the scored ones. */
  weigh: (left: number, right: number) => number;
  /** What orders equal weights: the id of a record. */
  idOf: (record: number) => string;
  /** Records for which this is true are never put together, whatever they score (two records of one source). */
  apart?: (left: number, right: number) => boolean;
}

/**
 * One pair speaks for or against two clusters at most this loudly, in bits, so that an average is a vote and not the word of
 * its loudest pair. Against less than for: most low weights say that two records hold too little, not that they contradict.
 */
const MOST_BITS_FOR = 14;
const MOST_BITS_AGAINST = 7;
/** A pair that weighs less than this need not be compared to the end. */
export const LEAST_PAIR_BITS = -MOST_BITS_AGAINST;
/** By how many bits the threshold falls, at most, where an average is over many pairs: chance evens out. */
const TRUST_IN_MANY = 1;
const UNIT = 1024;

const bounded = (weight: number): number => Math.round(Math.max(-MOST_BITS_AGAINST, Math.min(MOST_BITS_FOR, weight)) * UNIT);

interface Cluster {
  members: number[];
  /** Least id of its members: what orders clusters. */
  name: string;
  /** Sum of the bounded weights to each neighbouring cluster; both sides hold it. */
  sums: Map<number, number>;
  version: number;
}

interface Offer {
  average: number;
  first: number;
  second: number;
  firstName: string;
  secondName: string;
  versions: number;
}

/** Whether one offer comes before another: the higher average, then the names. */
function before(one: Offer, other: Offer): boolean {
  if (one.average !== other.average) return one.average > other.average;
  if (one.firstName !== other.firstName) return one.firstName < other.firstName;
  return one.secondName < other.secondName;
}

/** A binary heap, best offer first. */
function createQueue(): { push(offer: Offer): void; pop(): Offer | undefined } {
  const heap: Offer[] = [];
  return {
    push(offer) {
      let at = heap.push(offer) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!before(offer, heap[parent]!)) break;
        heap[at] = heap[parent]!;
        at = parent;
      }
      heap[at] = offer;
    },
    pop() {
      const top = heap[0];
      const last = heap.pop();
      if (top === undefined || last === undefined || heap.length === 0) return top;
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
        if (!before(heap[child]!, last)) break;
        heap[at] = heap[child]!;
        at = child;
      }
      heap[at] = last;
      return top;
    },
  };
}

/**
 * The clusters of `size` records, singletons included, each a list of positions ordered by id. `pairs` need only hold what
 * scores near the threshold or above; everything else is asked for where it matters.
 */
export function cluster(size: number, pairs: Iterable<ScoredPair>, { join, weigh, idOf, apart }: ClusteringOptions): number[][] {
  const clusters: (Cluster | null)[] = Array.from({ length: size }, (_, record) => ({ members: [record], name: idOf(record), sums: new Map(), version: 0 }));
  const queue = createQueue();
  const offer = (first: number, second: number): void => {
    const [mine, yours] = [clusters[first]!, clusters[second]!];
    const pairsBetween = mine.members.length * yours.members.length;
    const average = mine.sums.get(second)! / pairsBetween;
    if (average < (join - TRUST_IN_MANY * (1 - 1 / pairsBetween)) * UNIT) return;
    const inOrder = mine.name < yours.name;
    queue.push({
      average, first, second, firstName: inOrder ? mine.name : yours.name, secondName: inOrder ? yours.name : mine.name, versions: mine.version + yours.version,
    });
  };
  for (const { left, right, weight } of pairs) {
    const value = apart?.(left, right) ? Number.NEGATIVE_INFINITY : bounded(weight);
    clusters[left]!.sums.set(right, value);
    clusters[right]!.sums.set(left, value);
  }
  clusters.forEach((own, first) => { for (const second of own!.sums.keys()) if (first < second) offer(first, second); });

  const sumBetween = (mine: readonly number[], yours: readonly number[]): number => {
    let sum = 0;
    for (const left of mine) {
      for (const right of yours) {
        if (apart?.(left, right)) return Number.NEGATIVE_INFINITY;
        sum += bounded(weigh(left, right));
      }
    }
    return sum;
  };
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [kept, gone] = [clusters[next.first], clusters[next.second]];
    if (kept == null || gone == null || kept.version + gone.version !== next.versions || !kept.sums.has(next.second)) continue;
    const neighbours = new Set([...kept.sums.keys(), ...gone.sums.keys()]);
    neighbours.delete(next.first);
    neighbours.delete(next.second);
    const sums = new Map<number, number>();
    for (const neighbour of neighbours) {
      const other = clusters[neighbour]!;
      const sum = (kept.sums.get(neighbour) ?? sumBetween(kept.members, other.members)) + (gone.sums.get(neighbour) ?? sumBetween(gone.members, other.members));
      sums.set(neighbour, sum);
      other.sums.delete(next.second);
      other.sums.set(next.first, sum);
    }
    kept.members.push(...gone.members);
    if (gone.name < kept.name) kept.name = gone.name;
    kept.sums = sums;
    kept.version += 1;
    clusters[next.second] = null;
    for (const neighbour of neighbours) offer(next.first, neighbour);
  }
  const byId = (one: number, other: number): number => (idOf(one) < idOf(other) ? -1 : 1);
  return clusters.flatMap((own) => (own === null ? [] : [own.members.sort(byId)])).sort(([one], [other]) => byId(one!, other!));
}
