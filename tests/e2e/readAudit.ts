import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MongoClient } from 'mongodb';
import { joinEmbeddedMongo } from '../../embedded-mongo/join.ts';
import type { NpmStart } from '../support/npmStart.ts';

const PROJECT = resolve(__dirname, '../..');
/** Ada of the sample company, as no audit may know her. */
const VALUES = /ada@example\.com|Lovelace|GB123456782|CANARY/i;

/** The read audit of a gateway that `npm start` has started: these tests end it. */
export function readAuditTests(started: () => { gateway: NpmStart; dataDir: string }): void {
  const ask = (role: Parameters<NpmStart['tokens']['get']>[0], query: string) => started().gateway.ask(started().gateway.tokens.get(role)!, query);
  interface Entry {
    subject: string;
    role: string;
    outcome: string;
    customers: string[];
    returned: string[];
    masked: string[];
    denied: string[];
  }
  const entriesOf = async (filter: string): Promise<Entry[]> => {
    const { data, errors } = await ask('admin', `{ auditEntries(first: 100${filter}) { edges { node { subject role outcome customers returned masked denied } } } }`);
    expect(errors).toBeUndefined();
    return (data!['auditEntries'] as { edges: { node: Entry }[] }).edges.map(({ node }) => node);
  };

  const npm = (...args: string[]) =>
    new Promise<{ code: unknown; text: string }>((done) => {
      execFile('npm', ['run', '--silent', ...args], { cwd: PROJECT, env: { ...process.env, DATA_DIR: started().dataDir } }, (error, stdout, stderr) => done({ code: error ? error.code : 0, text: `${stdout}${stderr}` }));
    });

  describe('its read audit', () => {
    it('shows its audit to nobody but admins, and writes down that others asked', async () => {
      const { data, errors } = await ask('steward', '{ auditEntries { edges { node { subject } } } }');
      expect([data, errors?.map(({ extensions }) => extensions.code)]).toEqual([{ auditEntries: null }, ['FORBIDDEN']]);
      await ask('admin', '{ customerBy(key: { email: "ada@example.com" }) { emails { value } } }');
      expect(await entriesOf('')).toContainEqual(expect.objectContaining({ role: 'steward', denied: ['Query.auditEntries'], customers: [], returned: [] }));
    });

    it('knows of a customer who was shown what of it, found by any way', async () => {
      const { data } = await ask('agent', '{ CANARY: customerBy(key: { email: "ada@example.com" }) { id name { full } taxIds { value } emails { value } orders(first: 1) { edges { node { number } } } } }');
      const { id } = data!['CANARY'] as { id: string };
      await ask('marketing', `{ customer(id: "${id}") { name { full } taxIds { value } emails { value } } }`);
      await ask('manager', '{ orders(first: 100) { edges { node { number status } } } }');
      await ask('admin', '{ customers(first: 100) { edges { node { taxIds { value } } } } }');
      const entries = await entriesOf(`, filter: { customerId: "${id}" }`);
      const of = (role: string) => entries.find((entry) => entry.role === role)!;
      expect(of('agent')).toMatchObject({ outcome: 'ANSWERED', customers: [id], masked: ['TaxIdentifier.value'], denied: [], returned: expect.arrayContaining(['Query.customerBy', 'Email.value', 'Order.number']) as unknown });
      expect(of('marketing')).toMatchObject({ customers: [id], denied: ['Customer.taxIds'] });
      expect(of('admin').customers).toContain(id);
      // Orders whose customer nobody asked for are told of by the records that they belong to.
      const orders = (await entriesOf('')).find(({ role }) => role === 'manager')!;
      expect(orders.customers.length).toBeGreaterThan(1);
    });

    it('keeps no value, checks whole after its end, and tells what is missing', async () => {
      await started().gateway.stop();
      const { dataDir } = started();
      const verified = await npm('audit', '--', 'verify');
      expect(verified).toEqual({ code: 0, text: expect.stringContaining('of which 0 have not ended') });
      const heads = readdirSync(join(dataDir, 'audit'));
      // One chain for each of the two runs.
      expect(heads).toHaveLength(2);
      for (const head of heads) expect(readFileSync(join(dataDir, 'audit', head), 'utf8')).toMatch(/^(\d+ [\w-]{43}\n)+$/);

      const embedded = await joinEmbeddedMongo({ dataDir });
      const client = new MongoClient(embedded.uri);
      try {
        const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
        const found = databases.map(({ name }) => client.db(name)).filter(({ databaseName }) => !['admin', 'local', 'config'].includes(databaseName));
        expect(found).toHaveLength(1);
        const [database] = found;
        const texts = JSON.stringify([await database!.collection('audit').find({}).toArray(), await database!.collection('auditShapes').find({}).toArray()]);
        expect(texts).not.toMatch(VALUES);
        expect(texts).toContain('Query.customerBy');
        await database!.collection('audit').deleteMany({ role: 'agent' });
      } finally {
        await client.close();
        await embedded.close();
      }
      const missing = await npm('audit', '--', 'verify');
      expect(missing).toEqual({ code: 1, text: expect.stringContaining('ENTRIES_REMOVED') });
    });
  });
}
