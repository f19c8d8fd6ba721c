import type { RequestTrail } from './trail.ts';

/** `OK`, the code of the first error of the answer, or `ABORTED` where the client went before it had it. */
export function outcomeOf({ codes }: Pick<RequestTrail, 'codes'>, isWhole: boolean): string {
  return isWhole ? (codes[0] ?? 'OK') : 'ABORTED';
}
