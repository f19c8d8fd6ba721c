/**
 * Where a weight joins and where it is doubtful, in bits of the odds for one party (scorer.ts: prior included). The same for
 * all data: what differs from set to set is in the prior and the weights, which are learned.
 */
export const JOIN_BITS = 1;
export const REVIEW_BITS = -3;

/** The probability of one party that a weight stands for. */
export function probabilityOf(bits: number): number {
  return 1 / (1 + 2 ** -bits);
}

export type Verdict = 'JOIN' | 'REVIEW' | 'APART';

export function verdictOf(bits: number): Verdict {
  return bits >= JOIN_BITS ? 'JOIN' : bits >= REVIEW_BITS ? 'REVIEW' : 'APART';
}
