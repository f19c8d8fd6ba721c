import { useCompany } from './support/company.ts';
import { onEveryHost } from './support/probe.ts';

const company = useCompany({ alsoOn: ['node', 'yoga'], people: 30 });
const as = { role: 'agent', subject: 'ann' } as const;
const page = (args: string, field = 'customers'): string => `query ($after: String) { x: ${field}(first: 2, after: $after${args}) { edges { cursor node { id } } pageInfo { endCursor } } }`;
const ORDERED = page(', orderBy: NAME_ASC');

interface Page {
  edges: { cursor: string; node: { id: string } | null }[];
  pageInfo: { endCursor: string };
}

onEveryHost('A21', (host, probe) => {
  const take = async (query: string, after: string | null, who: Parameters<typeof company.ask>[2]['as'] = as) => {
    const answer = await company.ask(host, query, { as: who, variables: { after } });
    return { saw: answer.saw, page: answer.body.data?.['x'] as Page | null, text: answer.text };
  };
  let cursor = '';
  beforeAll(async () => {
    cursor = (await take(ORDERED, null)).page!.pageInfo.endCursor;
  });
  const refused = async (variant: string, query: string, forged: string | ((n: number) => string), who?: Parameters<typeof take>[2]) => {
    const saw = await probe(variant, async (n) => {
      const answer = await take(query, typeof forged === 'string' ? forged : forged(n), who);
      expect(answer.page).toBeNull();
      return answer.saw;
    });
    expect(saw).toBe('200 BAD_USER_INPUT');
  };

  it('refuses a cursor of which any byte was changed', async () => {
    const bytes = Buffer.from(cursor, 'base64url');
    for (const at of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 1;
      expect([at, (await take(ORDERED, changed.toString('base64url'))).saw]).toEqual([at, '200 BAD_USER_INPUT']);
    }
    await refused('a bit changed', ORDERED, (n) => {
      const changed = Buffer.from(bytes);
      changed[changed.length - 1 - n] = changed[changed.length - 1 - n]! ^ 0x80;
      return changed.toString('base64url');
    });
  });

  it('refuses cut, lengthened and made-up cursors alike', async () => {
    const position = Buffer.from(JSON.stringify(['a', 'b'])).toString('base64url');
    await refused('cut or made up', ORDERED, (n) => [cursor.slice(0, -4), `${cursor}AAAA`, position, 'AAAA', '$'][n]!);
    const messages = new Set<string>();
    for (const forged of ['', 'x', position, cursor.slice(1), 'x'.repeat(10_000)]) messages.add((await take(ORDERED, forged)).text.replace(/"requestId":"[^"]+"/, ''));
    expect(messages.size).toBe(1);
  });

  it('refuses a cursor of another list, order or filter', async () => {
    await refused('another order', page(', orderBy: NAME_DESC'), cursor);
    await refused('another filter', page(', orderBy: NAME_ASC, filter: {kind: PERSON}'), cursor);
    await refused('another list', page('', 'orders'), cursor);
    await refused('a search', 'query ($after: String) { x: searchCustomers(text: "a", first: 2, after: $after) { edges { cursor node { id } } pageInfo { endCursor } } }', cursor);
  });

  it('refuses a cursor of another caller', async () => {
    await refused('another subject of the role', ORDERED, cursor, { role: 'agent', subject: 'ben' });
    await refused('another role', ORDERED, cursor, { role: 'manager', subject: 'ann' });
    await refused('another row scope', ORDERED, cursor, { role: 'distributor', subject: 'ann', distributor: 'D-01' });
  });

  it('says nothing of the position, in either direction', async () => {
    const { page: shown } = await take(ORDERED, null);
    for (const { cursor: one, node } of shown!.edges) {
      for (const encoding of ['base64url', 'utf8', 'latin1'] as const) {
        const text = Buffer.from(one, encoding).toString('latin1');
        expect(text).not.toContain(node!.id);
        expect(text).not.toMatch(/[A-Za-z]{5,} ?[A-Za-z]{3,}","|\["/);
      }
    }
    // Equal positions give different cursors: nothing can be told by comparing them.
    expect((await take(ORDERED, null)).page!.pageInfo.endCursor).not.toBe(cursor);
  });

  it('goes on from its own cursor, on every instance', async () => {
    const { saw, page: next } = await take(ORDERED, cursor);
    expect([saw, next!.edges.length]).toEqual(['200 data', 2]);
    const elsewhere = await company.ask(host === 'node' ? 'yoga' : 'node', ORDERED, { as, variables: { after: cursor } });
    expect((elsewhere.body.data!['x'] as Page).edges.map(({ node }) => node?.id)).toEqual(next!.edges.map(({ node }) => node?.id));
  });
});
