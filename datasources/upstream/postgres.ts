/** PostgreSQL by node-postgres. Statements are sent with their values apart (extended protocol), answers stay text. */
import type pg from 'pg';
import { createSqlPool, type SqlColumn, type SqlDriver, type SqlPool, type SqlPoolOptions, type SqlTrouble } from './sqlPool.ts';

/** By type oid. */
const COLUMNS: Readonly<Record<number, SqlColumn>> = {
  16: { kind: 'boolean' },
  18: { kind: 'text' },
  19: { kind: 'text' },
  20: { kind: 'integer', max: 2n ** 63n - 1n },
  21: { kind: 'integer', max: 2n ** 15n - 1n },
  23: { kind: 'integer', max: 2n ** 31n - 1n },
  25: { kind: 'text' },
  700: { kind: 'number' },
  701: { kind: 'number' },
  1042: { kind: 'text' },
  1043: { kind: 'text' },
  1082: { kind: 'date' },
  1114: { kind: 'wall' },
  1184: { kind: 'instant' },
  1700: { kind: 'number' },
  2950: { kind: 'uuid' },
};

const TROUBLES: Readonly<Record<string, SqlTrouble>> = {
  '3F000': 'table', '42P01': 'table', '42703': 'column', '42501': 'permission', '28000': 'signIn', '28P01': 'signIn', '3D000': 'database',
  '57014': 'timeout', '53300': 'busy', '40001': 'busy', '40P01': 'busy', '55P03': 'busy',
};

const asText = { getTypeParser: () => (value: string | Buffer) => String(value) };

export function createPostgres(options: SqlPoolOptions): SqlPool {
  const { hostname, port, pathname } = new URL(options.url);
  const config: pg.ClientConfig = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 5432 : Number(port),
    database: decodeURIComponent(pathname.slice(1)),
    user: options.user,
    password: options.password,
    application_name: 'customer-360-gateway',
    connectionTimeoutMillis: options.timeoutMs,
    ssl: options.tls === null ? false : { rejectUnauthorized: true, ...(options.tls.ca !== undefined && { ca: options.tls.ca }) },
  };
  let opened: Promise<pg.Pool> | null = null;
  /** The driver is loaded by those who have such a source alone. */
  const open = (): Promise<pg.Pool> =>
    (opened ??= import('pg').then(({ default: { Pool } }) => {
      const pool = new Pool({ ...config, max: options.concurrency, idleTimeoutMillis: 30_000, allowExitOnIdle: true });
      // A connection that breaks while idle is left by the pool; the next statement opens another.
      pool.on('error', () => undefined);
      return pool;
    }));

  const driver: SqlDriver<pg.PoolClient> = {
    async acquire() {
      const client = await (await open()).connect();
      // Told to the statement that runs; without a listener it would end the process.
      if (client.listenerCount('error') === 0) client.on('error', () => undefined);
      return client;
    },

    async setUp(client) {
      const timeout = Math.ceil(options.timeoutMs);
      await client.query(
        `SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY; SET statement_timeout = ${timeout}; SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET client_encoding = 'UTF8'`,
      );
    },

    async run(client, { text, values }) {
      const { fields, rows } = await client.query<(string | null)[]>({ text, values: [...values], rowMode: 'array', types: asText });
      const columns = fields.map(({ dataTypeID }): SqlColumn => COLUMNS[dataTypeID] ?? { kind: 'other' });
      const isBoolean = columns.map(({ kind }) => kind === 'boolean');
      const truth = (value: string | null) => (value === null ? null : value === 't' ? 'true' : 'false');
      return { columns, rows: isBoolean.includes(true) ? rows.map((row) => row.map((value, index) => (isBoolean[index] ? truth(value) : value))) : rows };
    },

    async cancel(client) {
      const { processID } = client as unknown as { processID: number };
      const other = new (await import('pg')).default.Client(config);
      other.on('error', () => undefined);
      try {
        await other.connect();
        await other.query('SELECT pg_cancel_backend($1)', [processID]);
      } finally {
        await other.end();
      }
    },

    release: (client, isBroken) => client.release(isBroken),
    end: async () => (await opened)?.end(),

    troubleOf(error) {
      const { code, message = '' } = error as { code?: string; message?: string };
      const trouble = TROUBLES[code ?? ''] ?? (code === undefined || /^(?:08|57P|E[A-Z]+$)/.test(code) ? 'unreachable' : 'other');
      if (code === undefined && /timeout/i.test(message)) return { trouble: 'timeout' };
      return { trouble, column: trouble === 'column' ? /column (?:[^\s"]+\.)?"?([^"]+?)"? does not exist/.exec(message)?.[1] : undefined };
    },
  };
  return createSqlPool(options, driver);
}
