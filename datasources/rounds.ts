/**
 * Round trips that many share: what is asked while one round is on its way goes with the next. Nobody is served by a
 * round that was sent before he asked, so an answer is never older than its question.
 */

/** How long a round may keep the next one waiting: one that hangs must not hold up those who come after it. */
const MAX_HOLD_MS = 20;

/**
 * `send` takes all that waits, is called at most once per loop turn, and resolves when its answers are there. What is
 * given back is to be called whenever something waits; it may be called more often.
 */
export function createRounds(send: () => Promise<unknown>, maxHoldMs = MAX_HOLD_MS): () => void {
  let underWay = 0;
  /** Something waits for the rounds under way. */
  let isHeld = false;
  let turn: NodeJS.Immediate | null = null;
  let holding: NodeJS.Timeout | null = null;

  const go = (): void => {
    if (holding) clearTimeout(holding);
    holding = turn = null;
    isHeld = false;
    underWay += 1;
    void send().then(ended, ended);
  };
  // With the loop's next turn, so that those of this one come together.
  const schedule = (): void => void (turn ??= setImmediate(go));
  const ended = (): void => {
    underWay -= 1;
    if (isHeld) schedule();
  };

  return () => {
    if (turn || isHeld) return;
    if (underWay === 0) {
      schedule();
      return;
    }
    isHeld = true;
    holding = setTimeout(schedule, maxHoldMs);
  };
}
