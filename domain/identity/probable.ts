/**
 * Joins groups of records that, all their pairs taken together, are likelier one party than not: average linkage as in
 * domain/matching/cluster.ts, but from groups that rules have made, and with two guards of a gateway that nobody watches.
 * Groups that a rule or a steward keeps apart are never joined, whatever the average; and a group that could be either of
 * two which are clearly not each other (father and son of one name, at one address) is neither: unsure means separate.
 */
import { JOIN_BITS, REVIEW_BITS } from '../matching/thresholds.ts';
import type { SourceRef } from '../sourceRef.ts';

/** One pair speaks for or against at most this loudly: what speaks against counts as much here, where nobody watches. */
const MOST_PAIR_BITS = 14;

/** How much likelier, in bits, one of two rivals must be than the other for the record to be given to it: 64 times. */
export const MARGIN_BITS = 6;

/** `rule`: they contradict each other. `steward`: somebody has decided it, so what fits both goes with the better one. */
export type Bar = 'rule' | 'steward';

export interface ProbableInput {
  /** Groups of refs that rules have joined. */
  groups: readonly (readonly SourceRef[])[];
  /** Pairs of refs worth looking at, of whatever weight. Groups are joined only where a pair between them is `telling`. */
  pairs: readonly { a: SourceRef; b: SourceRef; telling: boolean }[];
  /** Bits for one party; null where one of the two takes no part. Symmetric. */
  weigh(a: SourceRef, b: SourceRef): number | null;
  /** Why two of the groups, by position, must stay apart; null where nothing says so. */
  barredBy(a: number, b: number): Bar | null;
}

interface Cluster {
  /** Positions of the groups in it. */
  groups: number[];
  refs: SourceRef[];
  /** Its least ref: what orders clusters. */
  name: SourceRef;
  neighbours: Set<Cluster>;
  /** Those of its neighbours with whom it has a telling pair. */
  joinable: Set<Cluster>;
}

const bounded = (weight: number): number => Math.max(-MOST_PAIR_BITS, Math.min(MOST_PAIR_BITS, weight));

/** Average bits over all pairs between two groups; minus infinity where no pair takes part. */
export function averageBits(one: readonly SourceRef[], other: readonly SourceRef[], weigh: ProbableInput['weigh']): number {
  let sum = 0;
  let pairs = 0;
  for (const a of one) {
    for (const b of other) {
      const weight = weigh(a, b);
      if (weight === null) continue;
      sum += bounded(weight);
      pairs += 1;
    }
  }
  return pairs === 0 ? Number.NEGATIVE_INFINITY : sum / pairs;
}

const least = (refs: readonly SourceRef[]): SourceRef => refs.reduce((name, ref) => (ref < name ? ref : name));

/** Positions of the groups that are one, sorted; a group that is joined with none stands alone. The same for every order of the input. */
export function joinProbable({ groups, pairs, weigh, barredBy }: ProbableInput): number[][] {
  const clusters = new Set(groups.map((refs, position): Cluster => ({ groups: [position], refs: [...refs], name: least(refs), neighbours: new Set(), joinable: new Set() })));
  const clusterOf = new Map([...clusters].flatMap((cluster) => cluster.refs.map((ref) => [ref, cluster] as const)));
  for (const { a, b, telling } of pairs) {
    const [one, other] = [clusterOf.get(a), clusterOf.get(b)];
    if (!one || !other || one === other) continue;
    for (const [from, to] of [[one, other], [other, one]] as const) {
      from.neighbours.add(to);
      if (telling) from.joinable.add(to);
    }
  }
  const averages = new Map<Cluster, Map<Cluster, number>>();
  const average = (one: Cluster, other: Cluster): number => {
    const known = averages.get(one)?.get(other);
    if (known !== undefined) return known;
    const value = averageBits(one.refs, other.refs, weigh);
    for (const [from, to] of [[one, other], [other, one]] as const) averages.set(from, (averages.get(from) ?? new Map<Cluster, number>()).set(to, value));
    return value;
  };
  const barOf = (one: Cluster, other: Cluster): Bar | null => {
    const bars = one.groups.flatMap((a) => other.groups.map((b) => barredBy(a, b)));
    return bars.includes('steward') ? 'steward' : bars.includes('rule') ? 'rule' : null;
  };
  /** Whether a third one, which is certainly not `other`, fits `one` about as well; where a steward says that they are two, as well or better. */
  const isContested = (one: Cluster, other: Cluster, weight: number): boolean =>
    [...one.neighbours].some((rival) => {
      const fits = average(one, rival);
      if (rival === other || fits < JOIN_BITS || fits < weight - MARGIN_BITS) return false;
      const bar = barOf(other, rival);
      return bar === 'steward' ? fits >= weight : bar === 'rule' || average(other, rival) < REVIEW_BITS;
    });

  const nextPair = (): [Cluster, Cluster] | null => {
    let best: { pair: [Cluster, Cluster]; weight: number } | null = null;
    for (const one of clusters) {
      for (const other of one.joinable) {
        if (other.name < one.name) continue;
        const weight = average(one, other);
        if (weight < JOIN_BITS || (best && !isBefore(weight, one, other, best)) || barOf(one, other)) continue;
        if (!isContested(one, other, weight) && !isContested(other, one, weight)) best = { pair: [one, other], weight };
      }
    }
    return best?.pair ?? null;
  };

  for (let pair = nextPair(); pair; pair = nextPair()) {
    const [kept, gone] = pair;
    kept.groups.push(...gone.groups);
    kept.refs.push(...gone.refs);
    for (const kind of ['neighbours', 'joinable'] as const) {
      for (const neighbour of gone[kind]) {
        neighbour[kind].delete(gone);
        if (neighbour === kept) continue;
        neighbour[kind].add(kept);
        kept[kind].add(neighbour);
      }
    }
    clusters.delete(gone);
    for (const own of [kept, gone]) {
      for (const other of averages.get(own)?.keys() ?? []) averages.get(other)?.delete(own);
      averages.delete(own);
    }
  }
  return [...clusters].map((cluster) => cluster.groups.sort((a, b) => a - b)).sort(([a], [b]) => a! - b!);
}

function isBefore(weight: number, one: Cluster, other: Cluster, best: { pair: [Cluster, Cluster]; weight: number }): boolean {
  if (weight !== best.weight) return weight > best.weight;
  const [first, second] = best.pair;
  return one.name !== first.name ? one.name < first.name : other.name < second.name;
}
