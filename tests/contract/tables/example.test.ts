/** The worked example of docs/sql-sources.md, as it stands there, on a real PostgreSQL. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { parse } from 'yaml';
import { createSources, sourcesSchema, type SourceConfigInput } from '../../../datasources/systems/index.ts';
import { PARTS } from '../../../domain/records.ts';
import { placeOf } from './databases.ts';

const page = readFileSync(join(__dirname, '../../../docs/sql-sources.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)![1]!;
const shown = (parse(block('yaml')) as { sources: { desk: SourceConfigInput & { settings: object } } }).sources.desk;
const place = placeOf('postgres');
const never = new AbortController().signal;
const DATABASE = 'c360_example';

describe('the worked example of docs/sql-sources.md', () => {
  it('can be read as a configuration', () => {
    expect(sourcesSchema.safeParse({ desk: shown }).error?.issues).toBeUndefined();
  });

  (place ? it : it.skip)('gives what the page says', async () => {
    const { url, user, password } = place!;
    const { hostname, port } = new URL(url);
    const connect = async (database: string) => {
      const client = new pg.Client({ host: hostname, port: Number(port), user, password, database });
      await client.connect();
      return client;
    };
    const server = await connect('postgres');
    await server.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
    await server.query(`CREATE DATABASE ${DATABASE}`);
    await server.query('DROP ROLE IF EXISTS gateway');
    const database = await connect(DATABASE);
    await database.query(block('sql'));
    const source = createSources({ desk: { ...shown, url: `postgres://${hostname}:${port}/${DATABASE}`, settings: { ...shown.settings, password: 'desk-reader' } } }, { defaultRegion: 'GB' }).get('desk')!;
    try {
      const [ada] = await source.client.findParties!('email', 'ada@example.com', never);
      expect(ada).toMatchObject({
        ref: 'desk:party:P-1', name: { full: 'Ada Lovelace' }, phones: [{ value: '+441632960001', verified: true, label: 'mobile' }],
        references: [{ meaning: 'relationship', by: 'account', value: 'ACME', role: 'CONTACT_OF' }], subscriptions: [{ status: 'SUBSCRIBED', contactPoint: 'ada@example.com', topic: 'news' }],
      });
      expect(await source.client.fetchByIds('ticket', ['17', '18'], new Set(PARTS), never)).toMatchObject([{ ref: 'desk:ticket:17', party: { ref: 'desk:party:P-1' }, subject: 'Where is PO-1?', status: 'OPEN', at: '2026-03-01T10:00:00.000Z' }]);
    } finally {
      await source.close();
      await database.end();
      await server.query(`DROP DATABASE ${DATABASE} WITH (FORCE)`);
      await server.query('DROP ROLE gateway');
      await server.end();
    }
  });
});
