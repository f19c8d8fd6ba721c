import type { MatchingModel } from '../../domain/matching/model.ts';
import type { MatchRecord } from '../../domain/matching/record.ts';
import { blockingKeys } from '../../domain/matching/train.ts';

/** The share of true pairs that share a blocking key: no more can be found by comparing. 1 where there is none. */
export function blockingRecall(records: readonly MatchRecord[], truth: ReadonlyMap<string, string>, model: MatchingModel): number {
  const parties = new Map<string, { kind: string; keys: ReadonlySet<string> }[]>();
  for (const record of records) {
    const party = truth.get(record.id);
    if (party === undefined) continue;
    const known = parties.get(party);
    const own = { kind: record.kind, keys: new Set(blockingKeys(record, model)) };
    if (known) known.push(own);
    else parties.set(party, [own]);
  }
  let [pairs, together] = [0, 0];
  for (const members of parties.values()) {
    members.forEach((one, position) => {
      for (const other of members.slice(position + 1)) {
        pairs += 1;
        if (one.kind === other.kind && [...one.keys].some((key) => other.keys.has(key))) together += 1;
      }
    });
  }
  return pairs === 0 ? 1 : together / pairs;
}
