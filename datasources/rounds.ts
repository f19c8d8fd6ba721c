/**
 * Round trips that many share: what is asked while one round is on its way goes with the next. Nobody is served by a
 * round that was sent before he asked, so an answer is never older than its question.
 */

/** How long a round may keep the next one waiting: one that hangs must not hold up those who come after it. */
const MAX_HOLD_MS = 20;

export interface RoundOptions {
  maxHoldMs?: number;
  /** From the beginning of a round that several share to that of the next at least. Who asks alone never waits for it. */
  paceMs?: number;
}

/**
 * `send` takes all that waits, is called at most once per loop turn, and resolves when its answers are there. What is
 * given back is to be called for each that comes to wait.
 */
export function createRounds(send: () => Promise<unknown>, { maxHoldMs = MAX_HOLD_MS, paceMs = 0 }: RoundOptions = {}): () => void {
  let underWay = 0;
  let askers = 0;
  /** Of `performance.now`: before it no round begins. */
  let notBefore = Number.NEGATIVE_INFINITY;
  /** Something waits for the rounds under way. */
  let isHeld = false;
  let turn: NodeJS.Immediate | null = null;
  let holding: NodeJS.Timeout | null = null;
  let pacing: NodeJS.Timeout | null = null;

  const go = (): void => {
    if (holding) clearTimeout(holding);
    holding = turn = pacing = null;
    isHeld = false;
    notBefore = askers > 1 ? performance.now() + paceMs : Number.NEGATIVE_INFINITY;
    askers = 0;
    underWay += 1;
    void send().then(ended, ended);
  };
  // With the loop's next turn, so that those of this one come together.
  const schedule = (): void => {
    if (turn || pacing) return;
    const waitMs = notBefore - performance.now();
    if (waitMs > 0) pacing = setTimeout(go, waitMs);
    else turn = setImmediate(go);
  };
  const ended = (): void => {
    underWay -= 1;
    if (isHeld) schedule();
  };

  return () => {
    askers += 1;
    if (turn || pacing || isHeld) return;
    if (underWay === 0) {
      schedule();
      return;
    }
    isHeld = true;
    holding = setTimeout(schedule, maxHoldMs);
  };
}
