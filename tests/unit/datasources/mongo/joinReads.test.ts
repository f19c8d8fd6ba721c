import { joinReads } from '../../../../datasources/mongo/joinReads.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('equal reads of one turn', () => {
  it('are not joined with a read that has been sent, since a write may lie between the two', async () => {
    const join = joinReads<string>();
    let stored = 'before';
    const answers: (() => void)[] = [];
    const read = () => {
      const seen = stored;
      return new Promise<string>((resolve) => answers.push(() => resolve(seen)));
    };
    const first = join('key', read);
    await turn();
    expect(answers).toHaveLength(1);
    stored = 'after';
    const second = join('key', read);
    await turn();
    answers.forEach((answer) => answer());
    expect(await Promise.all([first, second])).toEqual(['before', 'after']);
  });

  it('are not joined with others', async () => {
    const join = joinReads<string>();
    expect(await Promise.all([join('a', async () => 'of a'), join('b', async () => 'of b')])).toEqual(['of a', 'of b']);
  });

  it('fail together, and the next read is made anew', async () => {
    const join = joinReads<string>();
    let reads = 0;
    const failing = () => {
      reads += 1;
      return Promise.reject(new Error('no store'));
    };
    const both = await Promise.allSettled([join('key', failing), join('key', failing)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(reads).toBe(1);
    expect(await join('key', async () => 'there')).toBe('there');
  });

  it('get one answer, the same object', async () => {
    const join = joinReads<object>();
    let reads = 0;
    const read = async () => ({ number: (reads += 1) });
    const [first, second] = await Promise.all([join('key', read), join('key', read)]);
    expect(first).toEqual({ number: 1 });
    expect(second).toBe(first);
  });
});
