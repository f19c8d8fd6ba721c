/**
 * The only way out to a database: bound values alone, and no statement that runs on in the database after it was given up
 * here. When that is, and what is tried again, is the guard's to say. `postgres.ts` and `mysql.ts` say how their drivers do what this file decides.
 */
import { SourceError } from '../systems/defineSource.ts';
import { abortError } from './limiter.ts';

export interface Statement {
  /** Holds names of the configuration, quoted, and place holders; never a value. */
  text: string;
  values: readonly (string | null | readonly string[])[];
  /** As the configuration names it: for messages. */
  table: string;
  columns: readonly string[];
}

/** What a column holds, as far as it matters for asking: `wall` is a time without a zone, `instant` one with. */
export type ColumnKind = 'integer' | 'number' | 'boolean' | 'text' | 'uuid' | 'date' | 'wall' | 'instant' | 'other';

export interface SqlColumn {
  kind: ColumnKind;
  /** Greatest whole number that it takes; a greater one would be an error of the whole statement. */
  max?: bigint;
}

/** All values as the database writes them: no number loses digits, no time its zone. */
export interface SqlAnswer {
  columns: SqlColumn[];
  rows: (string | null)[][];
}

export interface SqlPool {
  /** Rejects with SourceError. An abort ends the statement in the database too. */
  run(statement: Statement, signal: AbortSignal): Promise<SqlAnswer>;
  /** Ends all connections; statements in flight are aborted. */
  close(): Promise<void>;
}

export interface SqlPoolOptions {
  system: string;
  /** `postgres://HOST:PORT/DATABASE` or `mysql://HOST:PORT/DATABASE`, without credentials. */
  url: string;
  user: string;
  password: string;
  /** Null: no TLS. Else the certificate is checked, by `ca` (PEM) where it is given. */
  tls: { ca?: string | undefined } | null;
  concurrency: number;
  /** After which the database ends a statement by itself. */
  timeoutMs: number;
}

/** What a driver's error means; `other` is a statement that the database refused for a reason of its own. */
export type SqlTrouble = 'table' | 'column' | 'permission' | 'signIn' | 'database' | 'timeout' | 'busy' | 'unreachable' | 'other';

export interface SqlDriver<Connection> {
  acquire(): Promise<Connection>;
  /** Read-only, UTC, a time limit in the database itself; once per connection. */
  setUp(connection: Connection): Promise<void>;
  run(connection: Connection, statement: Statement): Promise<SqlAnswer>;
  /** By a connection of its own, ends what the other one runs. */
  cancel(connection: Connection): Promise<void>;
  release(connection: Connection, isBroken: boolean): void;
  end(): Promise<void>;
  /** `column`: its name, where the database tells. */
  troubleOf(error: unknown): { trouble: SqlTrouble; column?: string | undefined };
}

/** A statement that is cancelled and does not end within this time loses its connection. */
const GRACE_MS = 1_000;

/** A promise that is never kept, and broken from outside, whether anybody waits or not. */
function refusal(): { promise: Promise<never>; reject(error: Error): void } {
  let reject!: (error: Error) => void;
  const promise = new Promise<never>((_resolve, refuse) => {
    reject = refuse;
  });
  promise.catch(() => undefined);
  return { promise, reject };
}

/** A pool over a driver. Opens no connection before the first statement. */
export function createSqlPool<Connection extends object>({ system, user }: SqlPoolOptions, driver: SqlDriver<Connection>): SqlPool {
  const running = new Map<AbortController, Promise<unknown>>();
  const ready = new WeakSet<Connection>();

  async function work(statement: Statement, signal: AbortSignal): Promise<SqlAnswer> {
    const connection = await driver.acquire();
    let broken = false;
    let grace: NodeJS.Timeout | undefined;
    let cancelled: Promise<void> = Promise.resolve();
    const lost = refusal();
    const abort = () => {
      cancelled = driver.cancel(connection).catch(() => undefined);
      grace = setTimeout(() => lost.reject(abortError(system, signal)), GRACE_MS);
    };
    try {
      if (signal.aborted) throw abortError(system, signal);
      signal.addEventListener('abort', abort, { once: true });
      if (!ready.has(connection)) {
        await Promise.race([driver.setUp(connection), lost.promise]);
        ready.add(connection);
      }
      if (signal.aborted) throw abortError(system, signal);
      return await Promise.race([driver.run(connection, statement), lost.promise]);
    } catch (error) {
      broken = !ready.has(connection) || driver.troubleOf(error).trouble === 'unreachable';
      throw error;
    } finally {
      clearTimeout(grace);
      signal.removeEventListener('abort', abort);
      await Promise.race([cancelled, lost.promise.catch(() => undefined)]);
      // A cancellation may still be on its way, and would meet the next statement.
      driver.release(connection, broken || signal.aborted);
    }
  }

  function failureOf(error: unknown, { table, columns }: Statement): SourceError {
    if (error instanceof SourceError) return error;
    const { trouble, column } = driver.troubleOf(error);
    const named = column !== undefined && columns.includes(column) ? `column ${column}` : `one of the columns ${columns.join(', ')}`;
    switch (trouble) {
      case 'table':
        return new SourceError(system, 'refused', `${system} has no table or view ${table}, which its configuration names.`);
      case 'column':
        return new SourceError(system, 'refused', `${system}: ${table} does not have ${named}, which the configuration names.`);
      case 'permission':
        return new SourceError(system, 'unauthorised', `${system} has no ${table} that the user ${user} may read: create it, or grant SELECT on it.`);
      case 'signIn':
        return new SourceError(system, 'unauthorised', `${system} refused the sign-in of the user ${user}.`);
      case 'database':
        return new SourceError(system, 'refused', `${system} has no database of the name that its url ends with.`);
      case 'timeout':
        return new SourceError(system, 'timeout', `${system} did not answer in time about ${table}.`);
      case 'busy':
        return new SourceError(system, 'overloaded', `${system} has no connection left, or gave way to another transaction.`);
      case 'unreachable':
        return new SourceError(system, 'unreachable', `${system} could not be reached.`);
      case 'other':
        return new SourceError(system, 'refused', `${system} refused a statement about ${table}.`);
    }
  }

  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    for (const controller of running.keys()) controller.abort(new SourceError(system, 'aborted', `The connection to ${system} was closed.`));
    await Promise.all(running.values());
    await driver.end();
  }

  return {
    async run(statement, signal) {
      if (signal.aborted) throw abortError(system, signal);
      if (closing) throw new SourceError(system, 'aborted', `The connection to ${system} was closed.`);
      const controller = new AbortController();
      const abort = () => controller.abort(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      const givenUp = refusal();
      controller.signal.addEventListener('abort', () => givenUp.reject(abortError(system, controller.signal)), { once: true });
      const worked = work(statement, controller.signal);
      const settled = worked.catch(() => undefined).finally(() => running.delete(controller));
      running.set(controller, settled);
      try {
        return await Promise.race([worked, givenUp.promise]);
      } catch (error) {
        throw controller.signal.aborted ? abortError(system, controller.signal) : failureOf(error, statement);
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },

    close: () => (closing ??= close()),
  };
}
