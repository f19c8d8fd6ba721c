/** Which write is the last one of whom: every write that is met, twice for each process that makes it, and for its server. */
import type { Random } from '../../examples/acme/people/random.ts';
import type { Decision, Written } from './control.ts';
import type { Plan, Point } from './plan.ts';

export interface KillPlanOptions {
  random: Random;
  /** Kills at each point. */
  kills: number;
  /** Kills in all, at most half of them the server's; beyond nobody dies any more. */
  most?: number;
  /** Kills the server of the store; false: it has none of ours. */
  killServer(): boolean;
  /** Called, and waited for, before each kill. */
  before(): Promise<void>;
  /** Most writes that a process makes after its start before it may die: so that everything goes on. */
  grace: number;
  /** Least time between two ends of the server. */
  serverRestMs: number;
  nowMs?: () => number;
}

const SERVER = 'server';
/** How often a write is let pass that comes among the first ones of a process. */
const PATIENCE = 8;

export function createKillPlan({ random, kills, most = Infinity, killServer, before, grace, serverRestMs, nowMs = () => performance.now() }: KillPlanOptions): Plan {
  const points = new Map<string, Point>();
  /** Writes that each process has left before it may die. */
  const left = new Map<number, number>();
  let serverUntil = nowMs() + serverRestMs;
  let hasServer = true;
  let ended = false;
  let total = 0;
  let ofServerInAll = 0;
  let turn: Promise<unknown> = Promise.resolve();

  function pointOf(victim: string, write: string): Point {
    const key = `${victim} ${write}`;
    const point = points.get(key) ?? { victim, write, met: 0, times: 0 };
    points.set(key, point);
    point.met += 1;
    return point;
  }

  async function decide({ role, pid, part, write }: Written): Promise<Decision> {
    const process = part === 'puller' ? 'puller' : part === 'listener' ? 'gateway, listening' : role;
    const [own, ofServer] = [pointOf(process, write), pointOf(SERVER, write)];
    if (!left.has(pid)) left.set(pid, random.int(0, grace));
    const writesLeft = left.get(pid)!;
    left.set(pid, writesLeft - 1);
    if (ended || total >= most) return 'go';
    if (hasServer && ofServerInAll < most / 2 && ofServer.times < kills && nowMs() > serverUntil) {
      await before();
      // It may have ended meanwhile.
      if (ended) return 'go';
      hasServer = killServer();
      if (!hasServer) return 'go';
      serverUntil = nowMs() + serverRestMs;
      ofServer.times += 1;
      ofServerInAll += 1;
      total += 1;
      // The write is there; every other time nobody is told.
      return ofServer.times % 2 === 1 ? 'lost' : 'go';
    }
    if ((writesLeft > 0 && own.met <= PATIENCE) || own.times >= kills) return 'go';
    await before();
    if (ended) return 'go';
    own.times += 1;
    total += 1;
    return 'die';
  }

  const sorted = () => [...points.values()].sort((a, b) => (a.victim < b.victim ? -1 : a.victim > b.victim ? 1 : a.write < b.write ? -1 : 1));
  return {
    decide(written) {
      const decision = turn.then(() => decide(written));
      // A store that is away for a moment cannot be asked before the kill: then nobody dies.
      const safe = decision.catch((): Decision => 'go');
      turn = safe;
      return safe;
    },
    end: () => void (ended = true),
    points: () => sorted().filter(({ victim }) => hasServer || victim !== SERVER),
    missing() {
      return this.points().filter(({ times }) => times < kills);
    },
    isDone() {
      return total >= most || (most === Infinity && this.missing().length === 0);
    },
  };
}
