import type { Decision, Written } from './control.ts';

/** A row of the table of points. */
export interface Point {
  victim: string;
  write: string;
  /** How often it was met at all. */
  met: number;
  /** How often somebody was killed or held there. */
  times: number;
}

/** What becomes of processes after their writes. */
export interface Plan {
  decide(written: Written): Promise<Decision>;
  /** From then on nothing happens to anybody. */
  end(): void;
  points(): Point[];
  /** Points that were met, and at which something has still to happen. */
  missing(): Point[];
}
