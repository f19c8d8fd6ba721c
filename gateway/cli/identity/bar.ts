interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

const WIDTH = 30;

/** A bar of one line that moves, on a terminal; nothing elsewhere. */
export function createBar(output: Output): { update(done: number, of: number): void; end(): void } {
  let shown = false;
  return {
    update(done, of) {
      if (!output.isTTY) return;
      shown = true;
      const filled = Math.min(WIDTH, Math.round((done / Math.max(1, of)) * WIDTH));
      output.write(`\r${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done} of ${of} pairs`);
    },
    end() {
      if (shown) output.write('\r\u001b[2K');
    },
  };
}
