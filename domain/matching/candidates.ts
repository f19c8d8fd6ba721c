import type { MatchRecord } from './record.ts';

/** Beyond so many records with one key that cannot be refined (records alike in every blocking value), each meets its neighbours only. */
const MOST_ALIKE = 400;
const NEIGHBOURS = 40;

/** Records by key, for walking over every pair that shares one. */
export interface CandidateIndex {
  blocks: number;
  /** Calls `use` once for each pair (left < right, positions in the list) that shares a key and may be one party. */
  eachPair(use: (left: number, right: number) => void): void;
  /** Whether the two records share a key. */
  share(left: number, right: number): boolean;
}

/** `linkOnly`: records of one source are never one party. Records of different kinds never are. */
export function createCandidateIndex(records: readonly MatchRecord[], keysOf: readonly (readonly string[])[], linkOnly: boolean): CandidateIndex {
  const numbers = new Map<string, number>();
  const blocks: number[][] = [];
  const keys = keysOf.map((own, position) => {
    const ids = new Int32Array(own.length);
    own.forEach((key, index) => {
      const named = `${records[position]!.kind[0]}${key}`;
      let id = numbers.get(named);
      if (id === undefined) {
        id = blocks.length;
        numbers.set(named, id);
        blocks.push([]);
      }
      blocks[id]!.push(position);
      ids[index] = id;
    });
    return ids.sort();
  });
  const mayBeOne = (left: number, right: number): boolean => !linkOnly || records[left]!.source !== records[right]!.source;
  return {
    blocks: blocks.filter((block) => block.length > 1).length,
    eachPair(use) {
      const seen = new Int32Array(records.length).fill(-1);
      // Where in each block the record at hand stands: records come in order.
      const reached = new Int32Array(blocks.length);
      for (let left = 0; left < records.length; left += 1) {
        for (const id of keys[left]!) {
          const block = blocks[id]!;
          const from = (reached[id] = reached[id]! + 1);
          const end = block.length > MOST_ALIKE ? Math.min(block.length, from + NEIGHBOURS) : block.length;
          for (let at = from; at < end; at += 1) {
            const right = block[at]!;
            if (seen[right] === left) continue;
            seen[right] = left;
            if (mayBeOne(left, right)) use(left, right);
          }
        }
      }
    },
    share(left, right) {
      const [mine, yours] = [keys[left]!, keys[right]!];
      for (let i = 0, j = 0; i < mine.length && j < yours.length;) {
        if (mine[i] === yours[j]) return records[left]!.kind === records[right]!.kind;
        if (mine[i]! < yours[j]!) i += 1;
        else j += 1;
      }
      return false;
    },
  };
}
