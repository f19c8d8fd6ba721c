/**
 * RT runs a fixed number of worker processes (`plackup --workers 3`). A slow query holds one until it is through, also
 * when its client has long hung up; everybody else waits for a free one.
 */
export class Workers {
  private free: number;
  private readonly waiting: (() => void)[] = [];
  private readonly timers = new Set<{ timer: NodeJS.Timeout; done: () => void }>();

  constructor(count: number) {
    this.free = count;
  }

  /** Runs `work` on a worker that is first busy for `busyMs`. */
  async run<T>(busyMs: number, work: () => T): Promise<T> {
    if (this.free === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.free -= 1;
    try {
      if (busyMs > 0) await this.sleep(busyMs);
      return work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const entry = {
        done: () => {
          clearTimeout(entry.timer);
          this.timers.delete(entry);
          resolve();
        },
        timer: setTimeout(() => entry.done(), ms),
      };
      this.timers.add(entry);
    });
  }

  /** Ends all waiting at once. */
  stop(): void {
    for (const entry of [...this.timers]) entry.done();
  }
}

/**
 * How long RT's database takes for so many OR-ed requestors, in milliseconds: the measurements of
 * peers/rt/ticketsql_scaling.txt, with straight lines between them and a bound of 40 s (where those were cut off).
 */
export function requestorQueryMs(conditions: number): number {
  if (conditions <= 11) return 0;
  const points = [
    [11, 250],
    [21, 15_983],
    [31, 40_032],
  ] as const;
  for (let i = 1; i < points.length; i += 1) {
    const [[fromCount, fromMs], [toCount, toMs]] = [points[i - 1]!, points[i]!];
    if (conditions <= toCount)
      return Math.round(fromMs + ((toMs - fromMs) * (conditions - fromCount)) / (toCount - fromCount));
  }
  return 40_032;
}
