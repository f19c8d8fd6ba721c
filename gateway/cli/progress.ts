/** Shows the first intake of the source systems: bars that move on a terminal, a line every few seconds elsewhere. */

export interface IntakeProgress {
  system: string;
  type: string;
  done: number;
  /** As far as is known by now. */
  total: number;
}

export interface ProgressDisplay {
  update(progress: IntakeProgress): void;
  /** Shows the last state of every part, and nothing after it. */
  end(): void;
}

interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
const PLAIN_LINE_MS = 2_000;

function line({ system, type, done, total }: IntakeProgress): string {
  const filled = total === 0 ? BAR_WIDTH : Math.min(BAR_WIDTH, Math.round((done / total) * BAR_WIDTH));
  return `  ${system.padEnd(10)} ${type.padEnd(7)} ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${done}/${total}\n`;
}

/** A display on this output. `now` in ms. */
export function createProgressDisplay(output: Output, now: () => number = Date.now): ProgressDisplay {
  const states = new Map<string, IntakeProgress>();
  let drawnLines = 0;
  let shownAt = now();
  let ended = false;

  /** A part that turned out to have nothing to do is none. */
  const shown = (): IntakeProgress[] => [...states.values()].filter(({ total }) => total > 0);

  function draw(): void {
    const up = drawnLines > 0 ? `\u001b[${drawnLines}A` : '';
    const parts = shown();
    output.write(`${up}${parts.map((state) => `\u001b[2K${line(state)}`).join('')}\u001b[J`);
    drawnLines = parts.length;
  }

  function sum(): string {
    const all = [...states.values()];
    return `  ${all.reduce((total, { done }) => total + done, 0)} of ${all.reduce((total, { total: each }) => total + each, 0)} records\n`;
  }

  return {
    update(progress) {
      if (ended) return;
      states.set(`${progress.system} ${progress.type}`, progress);
      if (now() - shownAt < (output.isTTY ? REDRAW_MS : PLAIN_LINE_MS)) return;
      shownAt = now();
      if (output.isTTY) draw();
      else output.write(sum());
    },
    end() {
      ended = true;
      if (shown().length === 0 && drawnLines === 0) return;
      if (output.isTTY) draw();
      else output.write(shown().map(line).join(''));
    },
  };
}
