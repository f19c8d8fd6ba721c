import { EventEmitter } from 'node:events';
import { spanLastNet } from '../../../gateway/lastNet.ts';
import { createLogger } from '../../../gateway/logger.ts';

function spanned() {
  const process = new EventEmitter();
  const lines: string[] = [];
  const end = jest.fn();
  const takeAway = spanLastNet(process, createLogger('error', { write: (text) => void lines.push(text) }), end);
  return { process, lines, end, takeAway };
}

describe('the last net', () => {
  it('writes down where a rejection came from, never what it says, and goes on', () => {
    const { process, lines, end } = spanned();
    process.emit('unhandledRejection', new TypeError('no mail for ada@example.com'));
    process.emit('unhandledRejection', 'ada@example.com');
    expect(lines.join()).not.toContain('ada@');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ error: 'TypeError', stack: expect.arrayContaining([expect.stringContaining('lastNet.test')]) }),
      expect.objectContaining({ error: 'string', stack: [] }),
    ]);
    expect(end).not.toHaveBeenCalled();
  });

  it('ends the process after an exception, once, whatever fails while it ends', () => {
    const { process, lines, end } = spanned();
    process.emit('uncaughtException', new RangeError('ada@example.com'));
    process.emit('uncaughtException', new Error('while ending'));
    expect(end).toHaveBeenCalledTimes(1);
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain('ada@');
  });

  it('is taken away again', () => {
    const { process, takeAway } = spanned();
    takeAway();
    expect(process.eventNames()).toEqual([]);
  });
});
