import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, npmStart, type NpmStart } from '../support/npmStart.ts';
import { runClient } from '../support/workedClient.ts';
import { isWhole } from '../support/depth.ts';
import { ROLES, type Role } from '../../domain/principal.ts';
import { readAuditTests } from './readAudit.ts';

const ADA = '{ customerBy(key: { email: "ada@example.com" }) { id name { full } taxIds { value } emails { value } orders(first: 1) { edges { node { number } } } } }';

interface AdaSeen {
  id: string;
  name: { full: string } | null;
  taxIds: { value: string }[] | null;
  emails: { value: string }[] | null;
  orders: { edges: unknown[] } | null;
}

/** The company as a newcomer meets it takes most of a minute to be taken in: whole runs only. A small one says the same of everything asked here. */
const COMPANY: Record<string, string> = isWhole ? {} : { ACME_PEOPLE: '90' };

let dataDir: string;
let gateway: NpmStart;
let ids: Record<string, string>;

const token = (role: Role) => gateway.tokens.get(role)!;
const ada = async (role: Role) => {
  const answer = await gateway.ask(token(role), ADA);
  return { seen: (answer.data?.customerBy ?? null) as AdaSeen | null, codes: (answer.errors ?? []).map(({ extensions }) => extensions.code), masked: answer.extensions?.masked ?? [] };
};

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'c360-e2e-'));
  gateway = await npmStart({ DATA_DIR: dataDir, PORT: '0', ...COMPANY });
}, 630_000);
afterAll(async () => {
  await gateway?.stop().catch(() => undefined);
  rmSync(dataDir, { recursive: true, force: true });
});

describe('npm start', () => {
  it('prints the URL, one token per role and a first query, and keeps its keys to itself', () => {
    expect([...gateway.tokens.keys()].sort()).toEqual([...ROLES].sort());
    expect(gateway.output()).toContain('customerBy(key: { email: "ada@example.com" })');
    for (const name of ['sample-issuer.jwk', 'secret']) expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
  });

  it('answers nobody without a token, and a token of another data folder not at all', async () => {
    const other = mkdtempSync(join(tmpdir(), 'c360-e2e-other-'));
    const foreign = execFileSync('npm', ['run', '--silent', 'token', '--', 'admin'], { cwd: resolve(__dirname, '../..'), env: { ...process.env, DATA_DIR: other } }).toString().trim();
    rmSync(other, { recursive: true });
    for (const bad of ['', foreign]) {
      const answer = await gateway.ask(bad, '{ me { role } }');
      expect(answer.data).toBeUndefined();
      expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });

  it.each(['marketing', 'partner', 'distributor', 'chatbot'] as const)('denies %s the tax id', async (role) => {
    const answer = await gateway.ask(token(role), '{ customers(first: 1) { edges { node { taxIds { value } } } } me { role } }');
    expect(answer.data?.me).toEqual({ role });
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toContain('FORBIDDEN');
    expect(JSON.stringify(answer.data)).not.toContain('GB123456782');
  });

  it.each(['manager', 'agent', 'sales'] as const)('shows %s a shortened tax id', async (role) => {
    const { seen, masked } = await ada(role);
    expect(seen?.taxIds?.[0]?.value).toMatch(/^•+\w{3}$/);
    expect(masked).toContain('TaxIdentifier.value');
  });

  it.each(['admin', 'steward', 'customer'] as const)('shows %s the whole customer', async (role) => {
    const { seen, codes } = await ada(role);
    expect(codes).toEqual([]);
    expect(seen).toMatchObject({ name: { full: 'Ada Lovelace' }, emails: [{ value: 'ada@example.com' }] });
    expect(seen?.taxIds?.map(({ value }) => value)).toContain('GB123456782');
    expect(seen?.orders?.edges).toHaveLength(1);
  });

  it('shows corporate its own account and no other', async () => {
    const { seen } = await ada('corporate');
    expect(seen?.name?.full).toBe('Ada Lovelace');
    const other = await gateway.ask(token('corporate'), '{ customerBy(key: { email: "carl@example.com" }) { id } }');
    expect(other.data).toEqual({ customerBy: null });
    expect(other.errors).toBeUndefined();
  });

  it('lets marketing read consent, a distributor its orders, a partner its slice, a chatbot a context', async () => {
    expect((await ada('marketing')).seen?.emails?.[0]?.value).toMatch(/^a•+@•+\.com$/);
    const orders = await gateway.ask(token('distributor'), '{ orders(first: 2) { edges { node { number status customer { distributor } } } } }');
    expect((orders.data?.orders as { edges: unknown[] }).edges).toHaveLength(2);
    expect(new Set(JSON.stringify(orders.data).match(/"distributor":"[^"]*"/g))).toHaveProperty('size', 1);
    const slice = await gateway.ask(token('partner'), '{ customers(first: 2) { edges { node { name { full } } } } }');
    expect(slice.errors).toBeUndefined();
    const context = await gateway.ask(token('chatbot'), '{ customerContext(key: { phone: "+441632960001" }) { name openTickets { subject } guidance { channel purpose policy { allowed reasons } } } }');
    expect(context.errors).toBeUndefined();
    expect(context.data?.customerContext).toMatchObject({ name: 'Ada Lovelace' });
  });

  it('serves GraphiQL with the first query and an admin token, everything from here', async () => {
    const page = await (await fetch(gateway.url, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('ada@example.com');
    expect(page).toMatch(/Bearer ey/);
    expect(page.match(/(src|href)="https?:\/\/[^"]*"/g) ?? []).toEqual([]);
  });

  describe('its worked clients, each with a token of its own', () => {
    const ISSUE = 'mutation($input: IssueTokenInput!) { issueToken(input: $input) { bearerToken issuedToken { id } } }';
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const issue = async (input: object) => {
      const answer = await gateway.ask(token('admin'), ISSUE, { input: { name: 'worked client', expiresAt: tomorrow, ...input } });
      expect(answer.errors).toBeUndefined();
      const { bearerToken, issuedToken } = answer.data!.issueToken as { bearerToken: string; issuedToken: { id: string } };
      return { bearer: bearerToken, id: issuedToken.id };
    };
    /** Somebody of another territory and distributor than Ada's, and an order of theirs. */
    const stranger = async () => {
      const answer = await gateway.ask(token('admin'), '{ orders(first: 100) { edges { node { number customer { id territory distributor } } } } }');
      const { edges } = answer.data!.orders as { edges: { node: { number: string | null; customer: { id: string; territory: string | null; distributor: string | null } } }[] };
      const { number, customer } = edges.map(({ node }) => node).find((node) => node.number && node.customer.territory && node.customer.territory !== 'UK' && node.customer.distributor !== 'D-09')!;
      return ['--stranger', customer.id, '--strange-order', number!];
    };

    it('a partner portal pages its territory and gets nothing beside it; once revoked, nothing at all', async () => {
      const { bearer, id } = await issue({ role: 'partner', scopes: ['customer:read', 'orders:read'], territory: 'UK' });
      const run = await runClient('partner-portal', gateway.url, bearer, await stranger());
      expect(run).toMatchObject({ code: 0 });
      expect(run.lines.length).toBeGreaterThan(20);
      expect(run.refusals).toEqual({
        'reads e-mail addresses without the scope customer:pii': 'FORBIDDEN',
        'reads tickets, under another name': 'FORBIDDEN',
        'finds somebody by e-mail': 'FORBIDDEN',
        'lists the neighbour territory': 'FORBIDDEN',
        'opens a customer outside its territory': 'absent',
      });
      await gateway.ask(token('admin'), `mutation { revokeToken(id: "${id}") { issuedToken { id } } }`);
      const after = await runClient('partner-portal', gateway.url, bearer);
      expect(after).toMatchObject({ code: 1, lines: [expect.stringMatching(/^HTTP 401: UNAUTHENTICATED/)] });
    }, 120_000);

    it('a distributor sees the state of its own orders', async () => {
      const { bearer } = await issue({ role: 'distributor', scopes: ['customer:read', 'customer:pii', 'orders:read'], distributor: 'D-09' });
      const run = await runClient('distributor', gateway.url, bearer, await stranger());
      expect(run.refusals).toEqual({
        "opens another distributor's order by its number": 'absent',
        'opens a customer of somebody else': 'absent',
        "reads its customer's complaints": 'FORBIDDEN',
        "reads its customer's birth date": 'FORBIDDEN',
        'pages on with a cursor of its own making': 'BAD_USER_INPUT',
      });
      expect(run.code).toBe(0);
    }, 120_000);

    it('a chatbot knows what is open and what it must not offer', async () => {
      const { bearer } = await issue({ role: 'chatbot', scopes: ['customer:read', 'customer:pii', 'orders:read', 'tickets:read', 'marketing:read', 'interactions:write'], purpose: 'support' });
      const run = await runClient('chatbot', gateway.url, bearer);
      expect(run.lines[0]).toBe('Hello Ada Lovelace!');
      expect(run.refusals).toEqual({
        'lists customers': 'FORBIDDEN',
        "lists everybody's orders": 'FORBIDDEN',
        'searches by name': 'FORBIDDEN',
        'reads the tax id': 'FORBIDDEN',
        'reads a number that could be dialled': 'masked',
        'guesses by a part of a number': 'BAD_USER_INPUT',
      });
      expect(run.code).toBe(0);
    }, 120_000);

    it('an agent desk pops its screen, writes its note once and is told of it', async () => {
      const run = await runClient('agent-desk', gateway.url, token('agent'));
      expect(run.lines).toContainEqual(expect.stringMatching(/^calling: Ada Lovelace \(/));
      expect(run.lines.at(-1)).toBe('every open desk was told');
      expect(run.refusals).toEqual({ 'reads the whole tax id': 'masked', 'manages tokens': 'FORBIDDEN', 'reads the schema': 'FORBIDDEN', 'reads the whole birth date': 'masked' });
      expect(run.code).toBe(0);
    }, 120_000);
  });

  it('ends with everything that it started, and begins again with the same customers', async () => {
    ids = Object.fromEntries(await Promise.all(['admin', 'agent'].map(async (role) => [role, (await ada(role as Role)).seen!.id])));
    const processes = gateway.processes();
    expect(processes.length).toBeGreaterThanOrEqual(3);
    await gateway.stop();
    // The embedded server ends a moment after its last client.
    for (let waited = 0; waited < 10_000 && processes.some(isRunning); waited += 50) await delay(50);
    expect(processes.filter(isRunning)).toEqual([]);
    gateway = await npmStart({ DATA_DIR: dataDir, PORT: '0', ...COMPANY });
    expect((await ada('admin')).seen!.id).toBe(ids.admin);
  }, 630_000);

  readAuditTests(() => ({ gateway, dataDir }));
});
