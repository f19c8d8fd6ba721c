/** Shows the first intake of the source systems: bars that move on a terminal, one plain line per finished part elsewhere. */

export interface IntakeProgress {
  system: string;
  type: string;
  done: number;
  /** Undefined while the source has not told how many there are. */
  total?: number | undefined;
  finished?: boolean;
}

export interface ProgressDisplay {
  update(progress: IntakeProgress): void;
  end(): void;
}

interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

const BAR_WIDTH = 24;
const REDRAW_MS = 100;

function bar(done: number, total: number): string {
  const filled = total === 0 ? BAR_WIDTH : Math.min(BAR_WIDTH, Math.round((done / total) * BAR_WIDTH));
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
}

function line({ system, type, done, total, finished }: IntakeProgress): string {
  const name = `  ${system.padEnd(10)} ${type.padEnd(7)}`;
  if (total === undefined) return `${name} ${finished ? `${done} taken in` : `${done} so far`}`;
  return `${name} ${bar(done, total)} ${done}/${total}`;
}

/** A display on this output. `now` in ms. */
export function createProgressDisplay(output: Output, now: () => number = Date.now): ProgressDisplay {
  const states = new Map<string, IntakeProgress>();
  let drawnLines = 0;
  let drawnAt = 0;

  function draw(): void {
    const up = drawnLines > 0 ? `\u001b[${drawnLines}A` : '';
    output.write(up + [...states.values()].map((state) => `\u001b[2K${line(state)}\n`).join(''));
    drawnLines = states.size;
    drawnAt = now();
  }

  return {
    update(progress) {
      const key = `${progress.system} ${progress.type}`;
      const before = states.get(key);
      states.set(key, progress);
      if (output.isTTY) {
        if (progress.finished || now() - drawnAt >= REDRAW_MS) draw();
      } else if (progress.finished && !before?.finished) {
        output.write(`${line(progress)}\n`);
      }
    },
    end() {
      if (output.isTTY && states.size > 0) draw();
    },
  };
}
