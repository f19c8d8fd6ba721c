/** A model learned from stored records, without labels; the records come page by page, and only what is compared of them is kept. */
import type { MatchingModel } from '../matching/model.ts';
import { createRandomStream } from '../matching/random.ts';
import type { MatchRecord } from '../matching/record.ts';
import { train } from '../matching/train.ts';
import type { PartyRecord } from '../records.ts';
import type { IdentityConfig } from './config.ts';
import { featuresOf } from './features.ts';

/** Every record that comes is compared with its candidates while somebody waits. */
export const PAIRS_PER_RECORD = 20;
/** The same records give the same parameters. */
const SEED = 1;

export interface LearnInput {
  /** The rules that go with the model. */
  config: IdentityConfig;
  /** How many records of the store each of these stands for: 1 where all are given. */
  standsFor: number;
}

export interface Learner {
  add(records: readonly PartyRecord[]): void;
  /** By the order of refs; seconds to minutes of work. */
  finish(): MatchingModel;
}

export function createLearner({ config, standsFor }: LearnInput): Learner {
  const features: MatchRecord[] = [];
  return {
    add(records) {
      for (const record of records) features.push(featuresOf(record, config));
    },
    finish() {
      features.sort((a, b) => (a.id < b.id ? -1 : 1));
      return train(features, { random: createRandomStream(SEED), pairsPerRecord: PAIRS_PER_RECORD, standsFor }).model;
    },
  };
}
