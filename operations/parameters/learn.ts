import { createLearner, type LearnInput } from '../../domain/identity/learn.ts';
import type { MatchingModel } from '../../domain/matching/model.ts';
import type { PartyRecord } from '../../domain/records.ts';

/** Learns from records that come page by page; in another thread where there is one, since it takes seconds to minutes. */
export type Learn = (pages: AsyncIterable<readonly PartyRecord[]>, input: LearnInput) => Promise<MatchingModel>;

export const inThisThread: Learn = async (pages, input) => {
  const learner = createLearner(input);
  for await (const page of pages) learner.add(page);
  return learner.finish();
};
