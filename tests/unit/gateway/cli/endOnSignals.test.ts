import { EventEmitter } from 'node:events';
import { endOnSignals } from '../../../../gateway/cli/endOnSignals.ts';

function signalled() {
  const source = new EventEmitter();
  const exits: number[] = [];
  let nowMs = 0;
  let ended = 0;
  let settle = { done: (): void => undefined, fail: (): void => undefined };
  endOnSignals(source, {
    end: () => ((ended += 1), new Promise<void>((resolve, reject) => (settle = { done: resolve, fail: () => reject(new Error('no')) }))),
    exit: (code) => exits.push(code),
    nowMs: () => nowMs,
  });
  return { source, exits, pass: (ms: number) => void (nowMs += ms), ended: () => ended, settle: () => settle };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a process that is told to end', () => {
  it.each(['SIGTERM', 'SIGINT'])('ends in order on %s and exits with 0 after that, not before', async (signal) => {
    const { source, exits, ended, settle } = signalled();
    source.emit(signal);
    await turn();
    expect([ended(), exits]).toEqual([1, []]);
    settle().done();
    await turn();
    expect(exits).toEqual([0]);
  });

  it('exits with 1 where its end fails', async () => {
    const { source, exits, settle } = signalled();
    source.emit('SIGTERM');
    settle().fail();
    await turn();
    expect(exits).toEqual([1]);
  });

  it('takes the same Ctrl-C that npm passes on for one, and a second signal for impatience', async () => {
    const { source, exits, ended, pass } = signalled();
    source.emit('SIGINT');
    pass(50);
    source.emit('SIGINT');
    expect(exits).toEqual([]);
    pass(1_000);
    source.emit('SIGTERM');
    expect([ended(), exits]).toEqual([1, [1]]);
  });
});
