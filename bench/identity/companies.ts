/** What the gateway does without a steward on fresh sample companies, and what of it misses a target. */
import { acmeReport } from './acmeReport.ts';
import { measureAcme, type AcmeScore } from './acmeScore.ts';
import { deterministicPartition } from './deterministic.ts';
import { probabilisticPartition } from './probabilistic.ts';

/** No pair of two people joined unattended, and these shares of the pairs that the records support. */
const TARGETS = { recall: 0.97, hardRecall: 0.9 };
const HARD_CASES_AT_LEAST = 50;

export interface CompanyOptions {
  count: number;
  /** Seed of the first; the others follow. */
  first: number;
  /** The deterministic rules by themselves. */
  rules: boolean;
}

/** Prints the report. `rules`: the targets are those of rules and model together, so nothing misses them. */
export async function measureCompanies({ count, first, rules }: CompanyOptions): Promise<{ scores: AcmeScore[]; missed: string[] }> {
  if (count === 0) return { scores: [], missed: [] };
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  const scores = await measureAcme(rules ? deterministicPartition : probabilisticPartition, seeds, { hardCasesAtLeast: HARD_CASES_AT_LEAST });
  console.log(`\n${acmeReport(scores)}`);
  return { scores, missed: rules ? [] : scores.flatMap(missedBy) };
}

function missedBy({ seed, falseInParts, falseInUnions, all, hard }: AcmeScore): string[] {
  return [
    ...(falseInParts + falseInUnions > 0 ? [`company ${seed}: ${falseInParts + falseInUnions} pairs of two people joined`] : []),
    ...(all.joined < TARGETS.recall * all.supportable ? [`company ${seed}: recall is below ${TARGETS.recall}`] : []),
    ...(hard.joined < TARGETS.hardRecall * hard.supportable ? [`company ${seed}: recall of hard cases is below ${TARGETS.hardRecall}`] : []),
  ];
}
