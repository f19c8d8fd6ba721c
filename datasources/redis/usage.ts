/**
 * Counters of use in windows that begin with the first use, in Redis: all that is counted while a round trip is on its
 * way goes with the next in one pipeline, the uses of one counter as one command.
 */
import type { Redis } from 'ioredis';
import { createRounds } from '../rounds.ts';
import { presenceOf, type Presence } from './presence.ts';

export interface Usage {
  /** What has been used in the running window, this use included. */
  used: number;
  endsInMs: number;
}

export interface UsageCounts {
  /** Counts `points`, a positive whole number. Null while Redis does not answer; never rejects. */
  add(counter: string, points: number, windowMs: number): Promise<Usage | null>;
}

interface Use {
  points: number;
  tell(usage: Usage | null): void;
}

/** KEYS counter; ARGV points, window in ms. Gives the sum and the ms until the window ends. */
const ADD = `
local used = redis.call('INCRBY', KEYS[1], ARGV[1])
local ends = redis.call('PTTL', KEYS[1])
if ends < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  ends = tonumber(ARGV[2])
end
return {used, ends}`;

const sumOf = (uses: readonly Use[]): number => uses.reduce((sum, { points }) => sum + points, 0);

/** Tells each what he has used, in their order, as if each had counted alone. */
function tellAll(uses: readonly Use[], total: Usage | null): void {
  let used = total ? total.used - sumOf(uses) : 0;
  for (const { points, tell } of uses) {
    used += points;
    tell(total && { ...total, used });
  }
}

/** Over one Redis; `presence`: left out, that of its connection. */
export function createUsageCounts(redis: Redis, presence: Pick<Presence, 'ask'> = presenceOf(redis)): UsageCounts {
  let waiting = new Map<string, { windowMs: number; uses: Use[] }>();

  const send = async (round: typeof waiting): Promise<(Usage | null)[]> => {
    const nobody = [...round].map(() => null);
    try {
      const answers = await presence.ask(() => {
        const pipeline = redis.pipeline();
        for (const [counter, { windowMs, uses }] of round) pipeline.eval(ADD, 1, counter, sumOf(uses), windowMs);
        return pipeline.exec();
      });
      if (!answers) return nobody;
      return answers.map(([error, answer]) => {
        if (error) return null;
        const [used, endsInMs] = answer as [number, number];
        return { used, endsInMs };
      });
    } catch {
      return nobody;
    }
  };
  const come = createRounds(async () => {
    const round = waiting;
    waiting = new Map();
    const totals = await send(round);
    [...round.values()].forEach(({ uses }, index) => tellAll(uses, totals[index] ?? null));
  });

  return {
    add: (counter, points, windowMs) =>
      new Promise((tell) => {
        const known = waiting.get(counter);
        if (known) known.uses.push({ points, tell });
        else waiting.set(counter, { windowMs, uses: [{ points, tell }] });
        come();
      }),
  };
}
