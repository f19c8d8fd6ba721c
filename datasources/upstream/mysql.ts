/** MySQL and MariaDB by mysql2. Statements are prepared in the server (`execute`), so no value is ever part of their text. */
import type { ConnectionOptions, FieldPacket, Pool, PoolConnection } from 'mysql2/promise';
import { createSqlPool, type SqlColumn, type SqlDriver, type SqlPool, type SqlPoolOptions, type SqlTrouble } from './sqlPool.ts';

const INTEGER_BITS: Readonly<Record<number, number>> = { 1: 8, 2: 16, 9: 24, 3: 32, 8: 64, 13: 16 };
const KINDS: Readonly<Record<number, SqlColumn['kind']>> = {
  0: 'number', 4: 'number', 5: 'number', 246: 'number', 7: 'instant', 10: 'date', 14: 'date', 12: 'wall', 15: 'text', 247: 'text', 248: 'text', 249: 'text',
  250: 'text', 251: 'text', 252: 'text', 253: 'text', 254: 'text',
};
const UNSIGNED = 32;
/** Collation of columns that hold bytes and no text. */
const BINARY = 63;

const TROUBLES: Readonly<Record<number, SqlTrouble>> = {
  1146: 'table', 1051: 'table', 1356: 'table', 1054: 'column', 1142: 'permission', 1143: 'permission', 1370: 'permission', 1045: 'signIn', 1698: 'signIn', 1044: 'database',
  1049: 'database', 1317: 'timeout', 1969: 'timeout', 3024: 'timeout', 1040: 'busy', 1203: 'busy', 1226: 'busy', 1205: 'busy', 1213: 'busy', 1053: 'unreachable', 1927: 'unreachable',
};

function columnOf({ columnType, flags, characterSet }: FieldPacket): SqlColumn {
  const bits = INTEGER_BITS[columnType ?? -1];
  const isUnsigned = typeof flags === 'number' && (flags & UNSIGNED) !== 0;
  if (bits !== undefined) return { kind: 'integer', max: 2n ** BigInt(isUnsigned ? bits : bits - 1) - 1n };
  const kind = KINDS[columnType ?? -1] ?? 'other';
  return { kind: kind === 'text' && characterSet === BINARY ? 'other' : kind };
}

/** Bytes are no text. */
const asText = (value: unknown): string | null => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'bigint' ? String(value) : null);

export function createMysql(options: SqlPoolOptions): SqlPool {
  const { hostname, port, pathname } = new URL(options.url);
  const config: ConnectionOptions = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 3306 : Number(port),
    database: decodeURIComponent(pathname.slice(1)),
    user: options.user,
    password: options.password,
    connectTimeout: options.timeoutMs,
    charset: 'utf8mb4_general_ci',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    rowsAsArray: true,
    maxPreparedStatements: 100,
    ...(options.tls !== null && { ssl: { rejectUnauthorized: true, ...(options.tls.ca !== undefined && { ca: options.tls.ca }) } }),
  };
  let opened: Promise<Pool> | null = null;
  /** The driver is loaded by those who have such a source alone. */
  const open = (): Promise<Pool> => (opened ??= import('mysql2/promise').then(({ createPool }) => createPool({ ...config, connectionLimit: options.concurrency, idleTimeout: 30_000 })));
  /** The pool lends its connections in a new wrapper each time. */
  const lent = new WeakMap<object, PoolConnection>();

  const driver: SqlDriver<object> = {
    async acquire() {
      const wrapper = await (await open()).getConnection();
      lent.set(wrapper.connection, wrapper);
      return wrapper.connection;
    },

    async setUp(connection) {
      const wrapper = lent.get(connection)!;
      const [rows] = await wrapper.query('SELECT VERSION()');
      const isMariaDb = /mariadb/i.test(String((rows as unknown[][])[0]?.[0]));
      await wrapper.query('SET SESSION TRANSACTION READ ONLY');
      await wrapper.query(`SET time_zone = '+00:00', ${isMariaDb ? `max_statement_time = ${options.timeoutMs / 1_000}` : `max_execution_time = ${Math.ceil(options.timeoutMs)}`}`);
    },

    async run(connection, { text, values }) {
      const [rows, fields] = await lent.get(connection)!.execute(text, values.flat() as (string | null)[]);
      const columns = fields.map(columnOf);
      // The session's zone is UTC, which the text of a TIMESTAMP does not say.
      const isInstant = columns.map(({ kind }) => kind === 'instant');
      const read = (value: unknown, index: number) => {
        const written = asText(value);
        return written !== null && isInstant[index] ? `${written}+00` : written;
      };
      return { columns, rows: (rows as unknown as unknown[][]).map((row) => row.map(read)) };
    },

    async cancel(connection) {
      const { threadId } = connection as { threadId: number };
      const { createConnection } = await import('mysql2/promise');
      const other = await createConnection(config);
      try {
        await other.query(`KILL QUERY ${Math.trunc(threadId)}`);
      } finally {
        await other.end();
      }
    },

    release(connection, isBroken) {
      const wrapper = lent.get(connection)!;
      if (isBroken) wrapper.destroy();
      else wrapper.release();
    },

    end: async () => (await opened)?.end(),

    troubleOf(error) {
      const { errno, code, message = '' } = error as { errno?: number; code?: string; message?: string };
      if (code === 'ETIMEDOUT') return { trouble: 'timeout' };
      const trouble = TROUBLES[errno ?? 0] ?? (/^(?:E[A-Z]+|PROTOCOL_CONNECTION_LOST|HANDSHAKE_\w+)$/.test(code ?? '') || code === undefined ? 'unreachable' : 'other');
      return { trouble, column: trouble === 'column' ? /Unknown column '(?:[^']*\.)?([^'.]+)'/.exec(message)?.[1] : undefined };
    },
  };
  return createSqlPool(options, driver);
}
