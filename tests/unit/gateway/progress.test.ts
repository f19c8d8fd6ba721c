import { createProgressDisplay } from '../../../gateway/cli/progress.ts';

function output(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) };
}

describe('progress display', () => {
  it('prints one plain line per finished part where the output is no terminal', () => {
    const plain = output(false);
    const display = createProgressDisplay(plain);
    display.update({ system: 'rt', type: 'party', done: 1, total: 2 });
    display.update({ system: 'rt', type: 'party', done: 2, total: 2, finished: true });
    display.update({ system: 'rt', type: 'party', done: 2, total: 2, finished: true });
    display.end();
    expect(plain.written).toEqual([`  rt         party   ${'█'.repeat(24)} 2/2\n`]);
  });

  it('redraws its lines in place on a terminal, not more often than needed', () => {
    const terminal = output(true);
    let now = 1_000;
    const display = createProgressDisplay(terminal, () => now);
    display.update({ system: 'rt', type: 'party', done: 0, total: 2 });
    now += 10;
    display.update({ system: 'rt', type: 'party', done: 1, total: 2 });
    expect(terminal.written).toHaveLength(1);
    display.end();
    expect(terminal.written[1]).toBe(`\u001b[1A\u001b[2K  rt         party   ${'█'.repeat(12)}${'░'.repeat(12)} 1/2\n`);
  });
});
