/**
 * Holds each worker after each write that it makes, in turn, while the others go on: that thread of work alone, and every
 * other time the whole process, past the end of its leases.
 */
import type { Decision, Written } from './control.ts';
import type { Plan, Point } from './plan.ts';

export interface HoldPlanOptions {
  /** Processes that are held; each is held once at each of its writes, and again at each for `times` above 1. */
  roles: readonly string[];
  times: number;
  /** Writes that others make while one is held, at most for `limitMs`. */
  writes: number;
  limitMs: number;
}

interface Held {
  left: number;
  release(): void;
}

/** Nothing, where that process has ended. */
function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export function createHoldPlan({ roles, times, writes, limitMs }: HoldPlanOptions): Plan {
  const points = new Map<string, Point>();
  const held = new Map<string, Held>();
  let ended = false;

  function holdUntil(role: string, pid: number, isLong: boolean): Promise<void> {
    return new Promise((resolve) => {
      const release = (): void => {
        clearTimeout(timer);
        held.delete(role);
        if (isLong) signal(pid, 'SIGCONT');
        resolve();
      };
      // A process that goes on holds its leases.
      if (isLong) signal(pid, 'SIGSTOP');
      const timer = setTimeout(release, limitMs);
      // A long hold outlives the lease whatever the others do; a short one ends when they have got ahead.
      held.set(role, { left: isLong ? Infinity : writes, release });
    });
  }

  return {
    async decide({ role, pid, part, write }: Written): Promise<Decision> {
      for (const [other, hold] of held) if (other !== role && (hold.left -= 1) <= 0) hold.release();
      if (!roles.includes(role)) return 'go';
      const key = `${role} ${part} ${write}`;
      const point = points.get(key) ?? { victim: part === 'puller' ? `${role}, pulling` : role, write, met: 0, times: 0 };
      points.set(key, point);
      point.met += 1;
      if (ended || held.has(role) || point.times >= times) return 'go';
      point.times += 1;
      await holdUntil(role, pid, point.times % 2 === 0);
      return 'go';
    },
    end() {
      ended = true;
      for (const hold of [...held.values()]) hold.release();
    },
    points: () => [...points.values()].sort((a, b) => (`${a.victim} ${a.write}` < `${b.victim} ${b.write}` ? -1 : 1)),
    missing() {
      return this.points().filter((point) => point.times < times);
    },
    isDone() {
      return this.missing().length === 0;
    },
  };
}
