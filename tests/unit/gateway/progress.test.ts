import { createProgressDisplay } from '../../../gateway/cli/progress.ts';

function display(isTTY: boolean) {
  const written: string[] = [];
  const clock = { ms: 0 };
  return { written, clock, display: createProgressDisplay({ isTTY, write: (text) => written.push(text) }, () => clock.ms) };
}
const half = { system: 'rt', type: 'party', done: 1, total: 2 };

describe('progress display', () => {
  it('says nothing more once it has ended', () => {
    const { written, clock, display: shown } = display(false);
    shown.end();
    clock.ms = 60_000;
    shown.update(half);
    expect(written).toEqual([]);
  });

  it('writes nothing for a start that took nothing in', () => {
    const { written, display: shown } = display(true);
    shown.end();
    expect(written).toEqual([]);
  });

  it('prints a plain sum every two seconds, and each part at the end, where the output is no terminal', () => {
    const { written, clock, display: plain } = display(false);
    plain.update(half);
    clock.ms = 2_000;
    plain.update({ system: 'ghost', type: 'touch', done: 3, total: 8 });
    plain.update({ ...half, done: 2 });
    plain.end();
    expect(written).toEqual([
      '  4 of 10 records\n',
      `  rt         party   ${'█'.repeat(24)} 2/2\n  ghost      touch   ${'█'.repeat(9)}${'░'.repeat(15)} 3/8\n`,
    ]);
  });

  it('redraws its lines in place on a terminal, not more often than needed', () => {
    const { written, clock, display: terminal } = display(true);
    clock.ms = 100;
    terminal.update({ ...half, done: 0 });
    clock.ms = 110;
    terminal.update(half);
    expect(written).toHaveLength(1);
    terminal.end();
    expect(written[1]).toBe(`\u001b[1A\u001b[2K  rt         party   ${'█'.repeat(12)}${'░'.repeat(12)} 1/2\n\u001b[J`);
  });

  it('leaves out, and takes away, a part that turned out to have nothing to do', () => {
    for (const isTTY of [true, false]) {
      const { written, clock, display: shown } = display(isTTY);
      clock.ms = 2_000;
      shown.update({ ...half, done: 0 });
      shown.update({ ...half, type: 'call', done: 4, total: 4 });
      shown.update({ ...half, done: 0, total: 0 });
      shown.end();
      expect(written.at(-1)).toContain('call');
      expect(written.at(-1)).not.toContain('party');
    }
  });
});
