/** Tables and views of PostgreSQL, MariaDB and MySQL, by a configuration alone. */
import type { Part, PartyRecord, SourceRecord } from '../../../domain/records.ts';
import type { RecordType } from '../../../domain/sourceRef.ts';
import { createMysql } from '../../upstream/mysql.ts';
import { createPostgres } from '../../upstream/postgres.ts';
import type { SqlPool, SqlPoolOptions } from '../../upstream/sqlPool.ts';
import { mapRows, type Row } from '../answers.ts';
import { defineSource, SourceError, UnreadableRecords, type Asking, type SourceDefinition } from '../defineSource.ts';
import { whileWanted } from '../session.ts';
import { idOf } from '../declared/values.ts';
import type { DeclaredType } from '../declared/schema.ts';
import { givesOf, mapDeclared, referencesOf, typesOf, verifiesOf } from '../declared/traits.ts';
import { isThere, tableChanges, tableSweep, type Walk, type Watched } from './changes.ts';
import { childrenByPart, columnsIn, optionalPartsOf, withoutParts } from './columns.ts';
import { mysqlDialect, postgresDialect, type Dialect } from './dialect.ts';
import { sqlSettings, type FindColumn, type SqlRecord, type SqlSettings } from './settings.ts';
import { describeTable, kindOf, possibleIds, quotedTable, rowsOfAnswer, selected, type RunStatement, type Table } from './tables.ts';

/** Children of one batch; more would fill the process, and are no answer to a question about a few records. */
const MAX_CHILD_ROWS = 100_000;
/** The clock on the wall shows one hour of autumn twice. */
const AMBIGUOUS_MS = 3_660_000;

// Both read a batch of 500 by its keys in a few milliseconds; larger ones only make others wait. What the gateway
// gives up is cancelled in the database, so no work goes on unseen.
const fetched = { batchSize: 500, pageSize: 1_000, concurrency: 4, abandonedMs: 0 };
const limits = { fetch: {}, find: fetched, changed: { ...fetched, pageSize: 2_000, concurrency: 1 } };

/** A record type with what the database says of its tables. */
interface Described {
  main: Table;
  children: ReadonlyMap<string, Table>;
}

function configured(settings: SqlSettings): ReturnType<NonNullable<SourceDefinition<SqlSettings>['configured']>> {
  const { records, timeZone } = settings;
  const types = typesOf(records);
  return {
    types,
    optionalParts: Object.fromEntries(types.map((type) => [type, optionalPartsOf(type, records[type]!.fields)])),
    limits: { ...limits, fetch: Object.fromEntries(types.map((type) => [type, limits.find])) },
    findsBy: (['email', 'phone'] as const).filter((by) => (records.party as SqlRecord | undefined)?.find?.[by] !== undefined),
    overlapMs: timeZone === 'UTC' ? settings.overlapMs : Math.max(settings.overlapMs, AMBIGUOUS_MS),
    verifies: verifiesOf(records),
    references: referencesOf(records),
  };
}

const isHere = (hostname: string): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

function sqlSource(adapter: string, protocol: RegExp, dialect: Dialect, openPool: (options: SqlPoolOptions) => SqlPool): SourceDefinition<SqlSettings> {
  return defineSource<SqlSettings>({
    adapter,
    protocol,
    settings: sqlSettings,
    // All of these are said by the configuration: see `configured`.
    types: [],
    optionalParts: {},
    limits,
    concurrency: 6,
    findsBy: [],
    overlapMs: 0,
    verifies: [],
    references: { identity: [], relationship: [] },
    gives: ({ records }) => givesOf(records),
    configured,

    connect({ system, settings, url, timeoutMs, concurrency, guard, limits: { find, changed }, defaultRegion }) {
      const { user, password, records } = settings;
      const isEncrypted = (settings.tls ?? (isHere(new URL(url).hostname) ? 'off' : 'verify')) === 'verify';
      const pool = openPool({ system, url, user, password, concurrency, timeoutMs, tls: isEncrypted ? { ca: settings.ca } : null });
      const run: RunStatement = (statement, { operation, signal }) => guard.run(operation, 'read', (live) => pool.run(statement, live), signal);
      const times = { timeZone: settings.timeZone, numbers: settings.numericTimes };
      const mapping = { system, defaultRegion, times };

      function recordOf(type: RecordType): SqlRecord {
        const record = type === 'interaction' ? undefined : (records[type] as SqlRecord | undefined);
        if (!record) throw new SourceError(system, 'refused', `${system} does not give records of this type.`);
        return record;
      }

      async function describe(record: SqlRecord, asking: Asking): Promise<Described> {
        const used = columnsIn({ id: record.id, changedAt: record.changedAt, deletedAt: record.deletedAt, only: record.only, fields: record.fields });
        for (const { column, child } of Object.values(record.find ?? {}).flat()) if (child === undefined) used.own.add(column.name);
        const main = await describeTable(run, dialect, record.table, [...used.own], asking);
        const children = new Map<string, Table>();
        for (const [name, child] of Object.entries(record.children)) {
          const found = Object.values(record.find ?? {}).flat().filter((each) => each.child === name).map(({ column }) => column.name);
          const columns = new Set([child.parent.name, ...columnsIn(child).own, ...(used.children.get(name) ?? []), ...found]);
          children.set(name, await describeTable(run, dialect, child.table, [...columns], asking));
        }
        return { main, children };
      }

      const descriptions = new Map<SqlRecord, Promise<Described>>();
      /** Asked once, by no caller's signal: all wait for it, each as long as it likes. Each statement has its own time limit. */
      function described(record: SqlRecord, signal: AbortSignal): Promise<Described> {
        let asked = descriptions.get(record);
        if (!asked) {
          asked = describe(record, { operation: 'describe', signal: new AbortController().signal });
          descriptions.set(record, asked);
          asked.catch(() => descriptions.delete(record));
        }
        return whileWanted(system, asked, signal);
      }

      async function select(table: Table, key: string, ids: readonly string[], order: readonly string[], limit: number, asking: Asking): Promise<Row[]> {
        const asked = possibleIds(table, key, ids);
        if (asked.length === 0) return [];
        const binder = dialect.binder();
        const condition = binder.among(dialect.quote(key), asked, kindOf(table, key));
        const sorted = order.length === 0 ? '' : ` ORDER BY ${selected(dialect, order)}`;
        const text = `SELECT ${selected(dialect, table.columns)} FROM ${quotedTable(dialect, table.name)} WHERE ${condition}${sorted} LIMIT ${limit + 1}`;
        const rows = rowsOfAnswer(await run({ text, values: binder.values, table: table.name, columns: table.columns }, asking), table.columns);
        if (rows.length > limit) throw new SourceError(system, 'garbage', `${system} gives more rows of ${table.name} than ${limit} for ${ids.length} ids.`);
        return rows;
      }

      /** The children of each row, by the name under which the fields know them. */
      async function withChildren(record: SqlRecord, wanted: ReadonlySet<string>, { children }: Described, rows: readonly Row[], asking: Asking): Promise<Row[]> {
        const ids = rows.map((row) => idOf(row[record.id.name])).filter((id) => id !== null);
        const lists = await Promise.all(
          [...wanted].map(async (name): Promise<[string, Map<string, Row[]>]> => {
            const { parent, orderBy } = record.children[name]!;
            const found = await select(children.get(name)!, parent.name, ids, orderBy.map((column) => column.name), MAX_CHILD_ROWS, asking);
            const byParent = new Map<string, Row[]>();
            for (const row of found) {
              const id = idOf(row[parent.name]);
              if (id !== null) byParent.set(id, [...(byParent.get(id) ?? []), row]);
            }
            return [name, byParent];
          }),
        );
        return rows.map((row) => ({ ...row, ...Object.fromEntries(lists.map(([name, byParent]) => [name, byParent.get(idOf(row[record.id.name]) ?? '') ?? []])) }));
      }

      async function fetch(type: DeclaredType, ids: readonly string[], parts: ReadonlySet<Part> | 'all', asking: Asking): Promise<SourceRecord[]> {
        const record = recordOf(type);
        const description = await described(record, asking.signal);
        const fed = childrenByPart(type, record.fields);
        const optional = new Set([...fed.values()].flatMap((names) => [...names]));
        const wanted = new Set([...columnsIn(record.fields).children.keys()].filter((name) => parts === 'all' || !optional.has(name) || [...fed].some(([part, names]) => parts.has(part) && names.has(name))));
        const found = await select(description.main, record.id.name, ids, [], ids.length * 2, asking);
        const counts = new Map<string, number>();
        for (const row of found) counts.set(idOf(row[record.id.name]) ?? '', (counts.get(idOf(row[record.id.name]) ?? '') ?? 0) + 1);
        // Two rows of one id are two people to a view that joins too much: neither is believed.
        const doubled = ids.filter((id) => (counts.get(id) ?? 0) > 1);
        const rows = await withChildren(record, wanted, description, found.filter((row) => isThere(row, record)), asking);
        const withStamp = { ...records, [type]: { ...record, fields: { updatedAt: record.changedAt, ...record.fields } } };
        const unasked = parts === 'all' ? [] : [...fed.keys()].filter((part) => !parts.has(part));
        const map = (row: Row) => {
          const mapped = mapDeclared(type, row, idOf(row[record.id.name])!, withStamp, mapping);
          return mapped && withoutParts(mapped, unasked);
        };
        const single = new Set(ids.filter((id) => !doubled.includes(id)));
        try {
          const mapped = mapRows(system, rows, single, (row) => idOf(row[record.id.name]), map);
          if (doubled.length === 0) return mapped;
          throw new UnreadableRecords(system, mapped, doubled);
        } catch (error) {
          if (!(error instanceof UnreadableRecords) || doubled.length === 0 || error.ids === doubled) throw error;
          throw new UnreadableRecords(system, error.records, [...error.ids, ...doubled]);
        }
      }

      /** Ids of the records that carry a value in one of the columns. */
      async function idsWith(record: SqlRecord, columns: readonly FindColumn[], value: string, asking: Asking): Promise<string[]> {
        const { main, children } = await described(record, asking.signal);
        const lists = await Promise.all(
          columns.map(async ({ column, child }) => {
            const table = child === undefined ? main : children.get(child)!;
            const key = child === undefined ? record.id.name : record.children[child]!.parent.name;
            const binder = dialect.binder();
            const text = `SELECT ${dialect.quote(key)} FROM ${quotedTable(dialect, table.name)} WHERE ${dialect.quote(column.name)} = ${binder.bind(value, kindOf(table, column.name))} LIMIT ${find.batchSize}`;
            return (await run({ text, values: binder.values, table: table.name, columns: [key, column.name] }, asking)).rows.map(([id]) => idOf(id));
          }),
        );
        return [...new Set(lists.flat().filter((id) => id !== null))].slice(0, find.batchSize);
      }

      const walk = (operation: string, signal: AbortSignal): Walk => ({ system, run, dialect, pageSize: changed.pageSize, times, asking: { operation, signal } });
      return {
        fetchByIds(type, ids, parts, signal) {
          recordOf(type);
          return fetch(type as DeclaredType, ids, parts, { operation: `fetch:${type}`, signal });
        },

        async findParties(by, value, signal): Promise<PartyRecord[]> {
          const record = recordOf('party');
          const asking = { operation: `find:${by}`, signal };
          const ids = await idsWith(record, record.find?.[by] ?? [], value, asking);
          const parties = ids.length === 0 ? [] : ((await fetch('party', ids, 'all', asking)) as PartyRecord[]);
          return parties.filter(({ emails, phones }) => (by === 'email' ? emails : phones).some((point) => point.value === value));
        },

        async *changedSince(type, since, signal, place = null) {
          const record = recordOf(type);
          const { main, children } = await described(record, signal);
          const watched: Watched[] = [{ table: main, key: record.id, changedAt: record.changedAt ?? null }];
          for (const [name, { parent, changedAt }] of Object.entries(record.children)) {
            if (changedAt) watched.push({ table: children.get(name)!, key: parent, changedAt });
          }
          yield* tableChanges(watched, since, place, walk(`changed:${type}`, signal));
        },

        async *sweep(type, place, signal) {
          const record = recordOf(type);
          yield* tableSweep((await described(record, signal)).main, record, place, walk(`sweep:${type}`, signal));
        },

        close: () => pool.close(),
      };
    },
  });
}

export const postgres = sqlSource('postgres', /^postgres(?:ql)?:$/, postgresDialect, createPostgres);
export const mysql = sqlSource('mysql', /^(?:mysql|mariadb):$/, mysqlDialect, createMysql);
