/** Changes of children, which leave their parent's stamp as it was, made through the sample company's own write calls. */
import { createSources } from '../../datasources/systems/index.ts';
import { adminToken } from '../../datasources/systems/ghost/session.ts';
import { parseSourceRef, type RecordType } from '../../domain/sourceRef.ts';
import { startAcme, type Acme } from '../../examples/acme/index.ts';

const never = new AbortController().signal;
const post = async (url: string, body: unknown, headers: Record<string, string> = {}, method = 'POST'): Promise<Response> => {
  const answer = await fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
  return answer;
};

describe('changed since, on the sample company', () => {
  let acme: Acme;
  let sources: ReturnType<typeof createSources>;
  beforeAll(async () => {
    acme = await startAcme({ people: 30, rtPasswordCheckMs: 5 });
    const { tryton, rt, vendure, ghost } = acme.credentials;
    sources = createSources(
      {
        tryton: { adapter: 'tryton', url: acme.urls.tryton, settings: tryton },
        rt: { adapter: 'rt', url: acme.urls.rt, settings: { username: rt.username, password: rt.password } },
        vendure: { adapter: 'vendure', url: acme.urls.vendure, settings: vendure },
        ghost: { adapter: 'ghost', url: acme.urls.ghost, settings: ghost },
      },
      { defaultRegion: 'ES' },
    );
  });
  afterAll(async () => {
    for (const source of sources.values()) await source.close();
    await acme.close();
  });

  async function changed(system: string, type: RecordType, since: string | null): Promise<{ ids: string[]; highWater: string | null }> {
    const ids: string[] = [];
    let highWater: string | null = null;
    for await (const page of sources.get(system)!.client.changedSince(type, since, never)) {
      ids.push(...page.ids);
      ({ highWater } = page);
    }
    return { ids, highWater };
  }
  const adaId = async (system: string): Promise<string> => {
    const [party] = await sources.get(system)!.client.findParties!('email', 'ada@example.com', never);
    return parseSourceRef(party!.ref).id;
  };
  const rpc = async (method: string, ...params: unknown[]): Promise<unknown> => {
    const { username, password } = acme.credentials.tryton;
    const answer = await post(acme.urls.tryton, { id: 1, method, params }, { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` });
    return ((await answer.json()) as { result: unknown }).result;
  };

  it('sees a phone that was added to a Tryton party', async () => {
    const id = await adaId('tryton');
    const { highWater } = await changed('tryton', 'party', null);
    await rpc('model.party.contact_mechanism.create', [{ party: Number(id), type: 'phone', value: '+441632960777' }], {});
    const after = await changed('tryton', 'party', highWater);
    expect(after.ids).toContain(id);
    expect(after.highWater! > highWater!).toBe(true);
  });

  it('sees a line of a Tryton sale that changed', async () => {
    const { highWater } = await changed('tryton', 'order', null);
    const [line] = (await rpc('model.sale.line.search_read', [], 0, 1, [['id', 'ASC']], ['sale'], {})) as { id: number; sale: number }[];
    await rpc('model.sale.line.write', [line!.id], { quantity: 9 }, {});
    expect((await changed('tryton', 'order', highWater)).ids).toContain(String(line!.sale));
  });

  it('sees a change of consent in Ghost, which leaves updated_at', async () => {
    const id = await adaId('ghost');
    const { highWater } = await changed('ghost', 'party', null);
    const authorization = `Ghost ${adminToken(acme.credentials.ghost.adminKey, Date.now())}`;
    const { source } = { source: sources.get('ghost')! };
    const before = (await source.client.fetchByIds('party', [id], new Set(['core']), never))[0]!;
    const newsletters = before.type === 'party' && before.subscriptions.some(({ status }) => status === 'SUBSCRIBED') ? [] : undefined;
    await post(`${acme.urls.ghost}/ghost/api/admin/members/${id}/`, { members: [{ newsletters: newsletters ?? (await allNewsletters(authorization)) }] }, { authorization }, 'PUT');
    expect((await changed('ghost', 'party', highWater)).ids).toContain(id);
    const after = (await source.client.fetchByIds('party', [id], new Set(['core']), never))[0]!;
    if (before.type !== 'party' || after.type !== 'party') throw new Error('no party');
    expect(after.updatedAt).toBe(before.updatedAt);
    expect(after.subscriptions).not.toEqual(before.subscriptions);
  });

  describe('that move no stamp and that no list tells of', () => {
    const swept = async (system: string) => {
      const ids: string[] = [];
      for await (const page of sources.get(system)!.client.sweep!('party', null, never)) ids.push(...page.ids);
      return ids;
    };
    const secondAfter = (mark: string) => new Date(Date.parse(mark) + 1_000).toISOString();
    const parts = new Set(['core', 'addresses'] as const);

    it('leaves an address of a Vendure customer to the sweep', async () => {
      const id = await adaId('vendure');
      const { highWater } = await changed('vendure', 'party', null);
      const { url, username, password } = { url: acme.urls.vendure, ...acme.credentials.vendure };
      const login = await post(url, { query: `mutation { login(username: "${username}", password: "${password}") { __typename } }` });
      const authorization = `Bearer ${login.headers.get('vendure-auth-token')}`;
      await post(url, { query: `mutation { createCustomerAddress(customerId: "${id}", input: { streetLine1: "Calle Nueva 3", city: "Sevilla", countryCode: "ES" }) { id } }` }, { authorization });
      const [record] = await sources.get('vendure')!.client.fetchByIds('party', [id], parts, never);
      expect(JSON.stringify(record)).toContain('Calle Nueva 3');
      expect((await changed('vendure', 'party', secondAfter(highWater!))).ids).not.toContain(id);
      expect(await swept('vendure')).toContain(id);
    });

    it('leaves a phone that was taken off a Tryton party to the sweep', async () => {
      const id = await adaId('tryton');
      const created = (await rpc('model.party.contact_mechanism.create', [{ party: Number(id), type: 'phone', value: '+441632960778' }], {})) as number[];
      const { highWater } = await changed('tryton', 'party', null);
      await rpc('model.party.contact_mechanism.delete', created, {});
      const [record] = await sources.get('tryton')!.client.fetchByIds('party', [id], new Set(['core', 'contactPoints'] as const), never);
      expect(JSON.stringify(record)).not.toContain('960778');
      expect((await changed('tryton', 'party', secondAfter(highWater!))).ids).not.toContain(id);
      expect(await swept('tryton')).toContain(id);
    });
  });

  async function allNewsletters(authorization: string): Promise<{ id: string }[]> {
    const answer = await fetch(`${acme.urls.ghost}/ghost/api/admin/newsletters/`, { headers: { authorization } });
    return ((await answer.json()) as { newsletters: { id: string }[] }).newsletters.map(({ id }) => ({ id }));
  }

  it('sees a user and a ticket of RT that changed, and nobody else', async () => {
    const { username, password } = acme.credentials.rt;
    const headers = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
    const users = await changed('rt', 'party', null);
    const tickets = await changed('rt', 'ticket', null);
    await post(`${acme.urls.rt}/REST/2.0/user/ada@example.com`, { City: 'Oxford' }, headers, 'PUT');
    await post(`${acme.urls.rt}/REST/2.0/ticket/${tickets.ids[0]}`, { Subject: 'changed' }, headers, 'PUT');
    const afterUsers = await changed('rt', 'party', users.highWater);
    expect(afterUsers.ids).toContain('ada@example.com');
    expect(afterUsers.ids.length).toBeLessThan(users.ids.length);
    expect((await changed('rt', 'ticket', tickets.highWater)).ids).toContain(tickets.ids[0]);
  });
});
