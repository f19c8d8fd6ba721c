/** What the gateway does without a steward: rules, and a model learned from the records themselves. */
import { partitionAll } from '../../domain/identity/batch.ts';
import { featuresOf } from '../../domain/identity/features.ts';
import { createRandomStream } from '../../domain/matching/random.ts';
import { train } from '../../domain/matching/train.ts';
import { PAIRS_PER_RECORD } from '../../domain/identity/learn.ts';
import type { Partitioner } from './acmeScore.ts';

export const probabilisticPartition: Partitioner = (records, config) => {
  const features = records.map((record) => featuresOf(record, config)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const { model } = train(features, { random: createRandomStream(1), pairsPerRecord: PAIRS_PER_RECORD });
  const { parts, unions } = partitionAll({ records, config, model });
  const partOf = new Map(parts.flatMap((refs, position) => refs.map((ref) => [ref, position] as const)));
  return { parts, unions: unions.map((refs) => [...new Set(refs.map((ref) => partOf.get(ref)!))]) };
};
