/** How well clusters agree with the truth. */
export interface Evaluation {
  records: number;
  /** Pairs that the truth holds to be one party, that the clusters do, and that both do. */
  truePairs: number;
  foundPairs: number;
  commonPairs: number;
  precision: number;
  recall: number;
  f1: number;
  /** B-cubed (A. Bagga, B. Baldwin, 1998): the same averaged over records, so that large clusters do not count by their square. */
  bCubed: { precision: number; recall: number; f1: number };
}

const pairsOf = (count: number): number => (count * (count - 1)) / 2;
const mean = (precision: number, recall: number): number => (precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall));

function countBy<Key>(keys: Iterable<Key>): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/**
 * Compares two partitions, each as record id to cluster id. The truth decides which records count; one that the clusters
 * lack stands alone. Counted over the cells of the contingency table: linear in the number of records.
 */
export function evaluate(clusters: ReadonlyMap<string, string>, truth: ReadonlyMap<string, string>): Evaluation {
  const found = new Map([...truth.keys()].map((record) => [record, clusters.get(record) ?? `\0${record}`]));
  const cells = new Map<string, Map<string, number>>();
  for (const [record, party] of truth) {
    const own = found.get(record)!;
    let cell = cells.get(own);
    if (cell === undefined) cells.set(own, (cell = new Map()));
    cell.set(party, (cell.get(party) ?? 0) + 1);
  }
  const [clusterSizes, partySizes] = [countBy(found.values()), countBy(truth.values())];
  const sum = (sizes: ReadonlyMap<string, number>): number => [...sizes.values()].reduce((total, size) => total + pairsOf(size), 0);
  const [truePairs, foundPairs] = [sum(partySizes), sum(clusterSizes)];
  let commonPairs = 0;
  let [cubedPrecision, cubedRecall] = [0, 0];
  for (const [own, parties] of cells) {
    for (const [party, count] of parties) {
      commonPairs += pairsOf(count);
      cubedPrecision += (count * count) / clusterSizes.get(own)!;
      cubedRecall += (count * count) / partySizes.get(party)!;
    }
  }
  const records = truth.size;
  const precision = foundPairs === 0 ? 1 : commonPairs / foundPairs;
  const recall = truePairs === 0 ? 1 : commonPairs / truePairs;
  const [bPrecision, bRecall] = records === 0 ? [1, 1] : [cubedPrecision / records, cubedRecall / records];
  return {
    records, truePairs, foundPairs, commonPairs, precision, recall, f1: mean(precision, recall),
    bCubed: { precision: bPrecision, recall: bRecall, f1: mean(bPrecision, bRecall) },
  };
}
