import { createProgress } from '../../../ingest/progress.ts';
import type { IngestProgress } from '../../../ingest/types.ts';

function told() {
  const states: IngestProgress[] = [];
  return { states, progress: createProgress((state) => states.push(state)) };
}

describe('progress of ingest', () => {
  it('is not whole while something announced is not done', () => {
    const { states, progress } = told();
    progress.expect('rt', 'ticket', 3);
    progress.advance('rt', 'ticket', 2);
    expect(states.at(-1)).toEqual({ system: 'rt', type: 'ticket', done: 2, total: 3 });
  });

  it('is whole at the end of a part, however often a ref was announced', () => {
    const { states, progress } = told();
    progress.expect('rt', 'ticket', 3);
    progress.advance('rt', 'ticket', 2);
    progress.finish('rt', 'ticket');
    expect(states.at(-1)).toEqual({ system: 'rt', type: 'ticket', done: 2, total: 2 });
  });

  it('says nothing of a part that had nothing to do', () => {
    const { states, progress } = told();
    progress.finish('rt', 'call');
    expect(states).toEqual([]);
  });

  it('counts work that nobody announced', () => {
    const { states, progress } = told();
    progress.advance('ghost', 'touch', 4);
    expect(states).toEqual([{ system: 'ghost', type: 'touch', done: 4, total: 4 }]);
  });
});
