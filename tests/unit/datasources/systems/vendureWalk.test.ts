import { walkById, type RowsAt, type WalkPlace } from '../../../../datasources/systems/vendure/changes.ts';

/** A list whose pages are counted, and which a test changes between them. */
const rowsOf = (list: { ids: string[] }): RowsAt => (skip, take) => Promise.resolve(list.ids.slice(skip, skip + take).map((id) => ({ id })));

/** What a walk gives, `between` called after each page. */
async function walked(list: { ids: string[] }, pageSize: number, between: (page: number) => void = () => undefined, from: WalkPlace | null = null): Promise<string[][]> {
  const pages: string[][] = [];
  for await (const { rows } of walkById(rowsOf(list), from, pageSize)) {
    pages.push(rows.map(({ id }) => String(id)));
    between(pages.length);
  }
  return pages;
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

describe('a walk over a list in the order of its ids', () => {
  it('leaves nothing out where rows before it go meanwhile', async () => {
    for (const gone of [1, 3, 5, 11]) {
      const list = { ids: numbers(20) };
      const pages = await walked(list, 4, (page) => {
        if (page === 4) list.ids.splice(0, gone);
      });
      expect(pages.flat()).toEqual(numbers(20));
    }
  });

  it('gives nobody twice where rows come at its end or within what it has passed', async () => {
    const list = { ids: ['2', '4', '6', '8', '10'] };
    const pages = await walked(list, 2, (page) => {
      if (page === 1) list.ids.push('12');
      if (page === 2) list.ids.unshift('1');
    });
    expect(pages.flat()).toEqual(['2', '4', '6', '8', '10', '12']);
  });

  it('finds its place in a later process, in a list that has shrunk to less than its place', async () => {
    expect((await walked({ ids: ['3', '9', '30'] }, 2, undefined, { skip: 500, last: '9' })).flat()).toEqual(['30']);
    expect(await walked({ ids: [] }, 2, undefined, { skip: 500, last: '9' })).toEqual([]);
  });

  it('compares ids that are texts as texts', async () => {
    const ids = ['0a', '0b', 'ff', 'fg'];
    expect((await walked({ ids }, 3, undefined, { skip: 2, last: '0b' })).flat()).toEqual(['ff', 'fg']);
  });
});
