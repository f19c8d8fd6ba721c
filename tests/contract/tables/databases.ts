/** PostgreSQL and MariaDB with the small company in a database of its own. `C360_PEERS_FILE` names them. */
import { readFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { calls, customers, orders } from './company.ts';

interface Place {
  url: string;
  user: string;
  password: string;
}

export interface Database {
  adapter: 'postgres' | 'mysql';
  /** Of the small company's own database, and of a user who may read it and no more. */
  place: Place;
  /** As the owner, who may write. */
  run(text: string, values?: readonly (string | number | boolean | null)[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

const DATABASE = 'c360_tables';
const READER = { user: 'c360_reader', password: `it's "read" only` };

const peersFile = process.env['C360_PEERS_FILE'];

export function placeOf(name: 'postgres' | 'mariadb'): Place | null {
  return peersFile === undefined ? null : ((JSON.parse(readFileSync(peersFile, 'utf8')) as Record<string, Place | undefined>)[name] ?? null);
}

const withDatabase = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).toString();

/** Types and words that differ: time with a zone, time without, the generated column, what "not deleted" looks like. */
const WORDS = {
  postgres: { instant: 'timestamptz(6)', wall: 'timestamp(6)', text: 'text', live: 'NULL', schema: 'crm.' },
  mysql: { instant: 'timestamp(6) NULL', wall: 'datetime(6)', text: 'varchar(200)', live: "'0000-00-00 00:00:00'", schema: '' },
} as const;

export function tablesOf(adapter: 'postgres' | 'mysql'): string[] {
  const { instant, wall, text, live, schema } = WORDS[adapter];
  return [
    `CREATE TABLE ${schema}customers (customer_no varchar(20) PRIMARY KEY, kind char(1) NOT NULL, given ${text}, family ${text}, company ${text},
      email ${text}, email_norm varchar(200) GENERATED ALWAYS AS (lower(email)) STORED, phone ${text}, phone_e164 varchar(20), born date, city ${text},
      country char(2), erp_no varchar(20), belongs_to varchar(20), newsletter smallint, internal_note ${text} DEFAULT 'SECRET-NOTE',
      created_at ${wall} NOT NULL, changed_at ${instant}, deleted_at ${wall} DEFAULT ${live})`,
    `CREATE INDEX customers_changed ON ${schema}customers (changed_at, customer_no)`,
    `CREATE TABLE ${schema}contacts (id integer PRIMARY KEY, customer_no varchar(20) NOT NULL, type varchar(10) NOT NULL, value ${text}, value_norm varchar(200), changed_at ${instant})`,
    `CREATE TABLE ${schema}orders (id bigint PRIMARY KEY, customer_no varchar(20), guest_name ${text}, guest_email ${text}, state varchar(10) NOT NULL,
      total numeric(12,2), currency char(3) NOT NULL, placed_at ${wall} NOT NULL, changed_at ${wall} NOT NULL)`,
    `CREATE TABLE ${schema}order_lines (order_id bigint NOT NULL, pos integer NOT NULL, sku ${text}, name ${text}, quantity numeric(10,3), cents integer)`,
    `CREATE TABLE ${schema}calls (id integer PRIMARY KEY, customer_no varchar(20), caller ${text}, outbound boolean NOT NULL, started bigint NOT NULL, seconds integer)`,
    // A reporting view that joins too much: two rows for the one customer with two contacts.
    `CREATE VIEW ${schema}doubled AS SELECT c.customer_no, c.given FROM ${schema}customers c LEFT JOIN ${schema}contacts k ON k.customer_no = c.customer_no`,
  ];
}

async function fill(adapter: 'postgres' | 'mysql', run: Database['run']): Promise<void> {
  const { schema } = WORDS[adapter];
  const insert = async (table: string, row: Record<string, string | number | boolean | null>) => {
    const names = Object.keys(row);
    const holders = names.map((_, index) => (adapter === 'postgres' ? `$${index + 1}` : '?')).join(', ');
    await run(`INSERT INTO ${schema}${table} (${names.join(', ')}) VALUES (${holders})`, Object.values(row));
  };
  for (const each of customers) {
    await insert('customers', {
      customer_no: each.no, kind: each.kind, given: each.given, family: each.family, company: each.company, email: each.email, phone: each.phone, phone_e164: each.phoneE164,
      born: each.born, city: each.city, country: each.country, erp_no: each.erpNo, belongs_to: each.belongsTo, newsletter: each.newsletter, created_at: each.createdAt,
      changed_at: adapter === 'postgres' ? `${each.changedAt}Z` : each.changedAt, ...(each.deleted && { deleted_at: '2026-03-01 12:00:00' }),
    });
  }
  await insert('contacts', { id: 1, customer_no: 'C-1001', type: 'email', value: 'Other@Example.org', value_norm: 'other@example.org', changed_at: '2026-03-01 10:00:00' });
  await insert('contacts', { id: 2, customer_no: 'C-1001', type: 'fax', value: '1', value_norm: '1', changed_at: '2026-03-01 10:00:00' });
  for (const { id, lines, ...each } of orders) {
    await insert('orders', {
      id, customer_no: each.customer, guest_name: each.guestName, guest_email: each.guestEmail, state: each.state, total: each.total, currency: each.currency, placed_at: each.placedAt, changed_at: each.changedAt,
    });
    for (const [pos, line] of lines.entries()) await insert('order_lines', { order_id: id, pos, sku: line.sku, name: line.name, quantity: line.quantity, cents: line.cents });
  }
  for (const each of calls) await insert('calls', { id: each.id, customer_no: each.customer, caller: each.number, outbound: each.outbound, started: each.startedSeconds, seconds: each.seconds });
}

export async function openPostgres({ url, user, password }: Place): Promise<Database> {
  const connect = async (database: string) => {
    const { hostname, port } = new URL(url);
    const client = new pg.Client({ host: hostname, port: Number(port), user, password, database });
    await client.connect();
    return client;
  };
  const server = await connect('postgres');
  await server.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
  await server.query(`CREATE DATABASE ${DATABASE}`);
  await server.query(`DROP ROLE IF EXISTS ${READER.user}`);
  await server.query(`CREATE ROLE ${READER.user} LOGIN PASSWORD '${READER.password.replaceAll("'", "''")}'`);
  await server.end();
  const client = await connect(DATABASE);
  const run: Database['run'] = async (text, values = []) => (await client.query(text, [...values])).rows as Record<string, unknown>[];
  await run('CREATE SCHEMA crm');
  for (const table of tablesOf('postgres')) await run(table);
  await run('CREATE TABLE crm.private (customer_no varchar(20) PRIMARY KEY, given text)');
  await run(`GRANT USAGE ON SCHEMA crm TO ${READER.user}`);
  await run(`GRANT SELECT ON crm.customers, crm.contacts, crm.orders, crm.order_lines, crm.calls, crm.doubled TO ${READER.user}`);
  // Even who may write does not, by way of the gateway.
  await run(`GRANT DELETE ON crm.calls TO ${READER.user}`);
  await fill('postgres', run);
  return { adapter: 'postgres', place: { url: withDatabase(url, DATABASE), ...READER }, run, close: () => client.end() };
}

export async function openMariadb({ url, user, password }: Place): Promise<Database> {
  const { hostname, port } = new URL(url);
  const connection = await createConnection({ host: hostname, port: Number(port), user, password, charset: 'utf8mb4_general_ci' });
  const run: Database['run'] = async (text, values = []) => (values.length === 0 ? await connection.query(text) : await connection.execute(text, [...values]))[0] as unknown as Record<string, unknown>[];
  // As old systems have it: zero dates are allowed. Times without a zone are taken as they are.
  await run("SET sql_mode = '', time_zone = '+00:00'");
  await run(`DROP DATABASE IF EXISTS ${DATABASE}`);
  await run(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
  await run(`USE ${DATABASE}`);
  for (const table of tablesOf('mysql')) await run(table);
  await run('CREATE TABLE private (customer_no varchar(20) PRIMARY KEY, given varchar(20))');
  await run(`DROP USER IF EXISTS ${READER.user}@'127.0.0.1'`);
  await run(`CREATE USER ${READER.user}@'127.0.0.1' IDENTIFIED BY '${READER.password.replaceAll("'", "''")}'`);
  for (const table of ['customers', 'contacts', 'orders', 'order_lines', 'calls', 'doubled']) await run(`GRANT SELECT ON ${DATABASE}.${table} TO ${READER.user}@'127.0.0.1'`);
  await run(`GRANT DELETE ON ${DATABASE}.calls TO ${READER.user}@'127.0.0.1'`);
  await fill('mysql', run);
  return { adapter: 'mysql', place: { url: withDatabase(url, DATABASE), ...READER }, run, close: () => connection.end() };
}
